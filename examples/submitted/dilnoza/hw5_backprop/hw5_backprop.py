import random

import numpy as np

# Homework 5
# Dilnoza K., group 2
#
# One sample after another, one neuron after another. Slow, but I understand it.


class SimpleNN:

    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        generator = random.Random(seed)

        self.W1 = np.zeros((input_dim, hidden_dim))
        for i in range(input_dim):
            for j in range(hidden_dim):
                self.W1[i][j] = generator.gauss(0, (2.0 / input_dim) ** 0.5)

        self.W2 = np.zeros((hidden_dim, output_dim))
        for j in range(hidden_dim):
            for c in range(output_dim):
                self.W2[j][c] = generator.gauss(0, (2.0 / hidden_dim) ** 0.5)

        self.b1 = np.zeros(hidden_dim)
        self.b2 = np.zeros(output_dim)

    def one_sample(self, x):
        # z1, a1 and the output for one single sample
        d, h = np.shape(self.W1)
        k = len(self.b2)
        z1 = [0.0] * h
        a1 = [0.0] * h
        for j in range(h):
            z1[j] = self.b1[j]
            for i in range(d):
                z1[j] += x[i] * self.W1[i][j]
            a1[j] = max(0.0, z1[j])
        out = [0.0] * k
        for c in range(k):
            out[c] = self.b2[c]
            for j in range(h):
                out[c] += a1[j] * self.W2[j][c]
        return z1, a1, out

    def forward(self, X):
        rows = []
        for x in X:
            z1, a1, out = self.one_sample(x)
            rows.append(out)
        return np.array(rows)

    def loss(self, X, y):
        total = 0.0
        for x, target in zip(X, y):
            z1, a1, out = self.one_sample(x)
            for c in range(len(out)):
                total += (out[c] - target[c]) ** 2
        return total / (2 * len(X))

    def gradients(self, X, y):
        N = len(X)
        d, h = np.shape(self.W1)
        k = len(self.b2)
        dW1 = np.zeros((d, h))
        db1 = np.zeros(h)
        dW2 = np.zeros((h, k))
        db2 = np.zeros(k)
        for x, target in zip(X, y):
            z1, a1, out = self.one_sample(x)
            error = []
            for c in range(k):
                error.append((out[c] - target[c]) / N)
            for c in range(k):
                db2[c] += error[c]
                for j in range(h):
                    dW2[j][c] += a1[j] * error[c]
            for j in range(h):
                if z1[j] > 0:
                    back = 0.0
                    for c in range(k):
                        back += error[c] * self.W2[j][c]
                    db1[j] += back
                    for i in range(d):
                        dW1[i][j] += x[i] * back
        return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}

    def backward(self, X, y, learning_rate=0.01):
        gradient = self.gradients(X, y)
        self.W1 = self.W1 - learning_rate * gradient["W1"]
        self.b1 = self.b1 - learning_rate * gradient["b1"]
        self.W2 = self.W2 - learning_rate * gradient["W2"]
        self.b2 = self.b2 - learning_rate * gradient["b2"]

    def train(self, X, y, epochs=100, learning_rate=0.1):
        history = []
        for epoch in range(epochs):
            history.append(self.loss(X, y))
            self.backward(X, y, learning_rate)
        return history
