# expect: * passed
"""Plain Python loops over samples, units and outputs; no matrix product anywhere."""
import numpy as np


class SimpleNN:
    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        rng = np.random.RandomState(seed)
        self.W1 = np.array([[rng.normal(0, (2 / input_dim) ** 0.5) for _ in range(hidden_dim)] for _ in range(input_dim)])
        self.W2 = np.array([[rng.normal(0, (2 / hidden_dim) ** 0.5) for _ in range(output_dim)] for _ in range(hidden_dim)])
        self.b1, self.b2 = np.array([0.0] * hidden_dim), np.array([0.0] * output_dim)

    def one(self, x):
        d, h, k = len(self.W1), len(self.b1), len(self.b2)
        z = [sum(x[i] * self.W1[i, j] for i in range(d)) + self.b1[j] for j in range(h)]
        a = [max(0.0, zj) for zj in z]
        return z, a, [sum(a[j] * self.W2[j, c] for j in range(h)) + self.b2[c] for c in range(k)]

    def forward(self, X):
        return [self.one(x)[2] for x in X]

    def loss(self, X, y):
        total = 0.0
        for x, target in zip(X, y):
            total += sum((o - t) ** 2 for o, t in zip(self.one(x)[2], target))
        return total / (2 * len(X))

    def gradients(self, X, y):
        d, h, k = len(self.W1), len(self.b1), len(self.b2)
        W1, b1, W2, b2 = np.zeros((d, h)), np.zeros(h), np.zeros((h, k)), np.zeros(k)
        for x, target in zip(X, y):
            z, a, out = self.one(x)
            for c in range(k):
                e = (out[c] - target[c]) / len(X)
                b2[c] += e
                for j in range(h):
                    W2[j, c] += e * a[j]
                    if z[j] > 0:
                        b1[j] += e * self.W2[j, c]
                        for i in range(d):
                            W1[i, j] += e * self.W2[j, c] * x[i]
        return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}

    def backward(self, X, y, learning_rate=0.01):
        g = self.gradients(X, y)
        for name in g:
            p = getattr(self, name).copy()
            for at in np.ndindex(p.shape):
                p[at] -= learning_rate * g[name][at]
            setattr(self, name, p)

    def train(self, X, y, epochs=100, learning_rate=0.1):
        losses = []
        for _ in range(epochs):
            losses.append(self.loss(X, y))
            self.backward(X, y, learning_rate)
        return losses
