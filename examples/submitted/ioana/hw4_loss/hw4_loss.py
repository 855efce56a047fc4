import numpy as np


class MSE:
    """C(w, b) of a ReLU neuron on a fixed data set."""

    def __init__(self, X, y):
        self.X, self.y = X, y.reshape(-1, 1)      # column vectors everywhere

    def pre(self, w, b):
        return self.X @ w.reshape(-1, 1) + b

    def value(self, w, b):
        return float(np.mean((self.y - np.maximum(0, self.pre(w, b))) ** 2))

    def gradient(self, w, b):
        z = self.pre(w, b)
        e = 2 * np.where(z > 0, z - self.y, 0) / len(self.y)
        return e.T @ self.X, float(e.sum())       # dw is a row (1, n), as in the book


def loss(w, b, X, y):
    return MSE(X, y).value(w, b)


def d_loss(w, b, X, y):
    return MSE(X, y).gradient(w, b)


class GradientDescent:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def run(self, cost, w, b, steps):
        losses = []
        for _ in range(steps):
            losses.append(cost.value(w, b))
            dw, db = cost.gradient(w, b)
            w = w - self.learning_rate * dw.ravel()
            b = b - self.learning_rate * db
        return w, b, np.array(losses)


def train(w, b, X, y, learning_rate=0.1, steps=100):
    return GradientDescent(learning_rate).run(MSE(X, y), w, b, steps)
