# expect: * passed
"""Layers as objects of their own; the net's four names are properties that read and set theirs."""
import numpy as np


class Dense:
    def __init__(self, rng, n_in, n_out):
        self.W = rng.standard_normal((n_in, n_out)) * (2 / n_in) ** 0.5
        self.b = np.zeros(n_out)

    def __call__(self, x):
        self.x = x
        return x @ self.W + self.b

    def back(self, dz):
        self.dW, self.db = self.x.T @ dz, dz.sum(0)
        return dz @ self.W.T


class ReLU:
    def __call__(self, z):
        self.on = z > 0
        return np.where(self.on, z, 0)

    def back(self, da):
        return np.where(self.on, da, 0)


def part(layer, name):
    return property(lambda net: getattr(net.layers[layer], name),
                    lambda net, value: setattr(net.layers[layer], name, value))


class SimpleNN:
    W1, b1, W2, b2 = part(0, "W"), part(0, "b"), part(2, "W"), part(2, "b")

    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        rng = np.random.default_rng(seed)
        self.layers = [Dense(rng, input_dim, hidden_dim), ReLU(), Dense(rng, hidden_dim, output_dim)]

    def forward(self, X):
        for layer in self.layers:
            X = layer(X)
        return X

    def loss(self, X, y):
        return float(((self.forward(X) - y) ** 2).sum(axis=1).mean() / 2)

    def gradients(self, X, y):
        grad = (self.forward(X) - y) / X.shape[0]
        for layer in reversed(self.layers):
            grad = layer.back(grad)
        first, _, last = self.layers
        return {"W1": first.dW, "b1": first.db, "W2": last.dW, "b2": last.db}

    def backward(self, X, y, learning_rate=0.01):
        self.gradients(X, y)
        for layer in self.layers[::2]:
            layer.W = layer.W - learning_rate * layer.dW
            layer.b = layer.b - learning_rate * layer.db

    def train(self, X, y, epochs=100, learning_rate=0.1):
        losses = np.zeros(epochs)
        for t in range(epochs):
            losses[t] = self.loss(X, y)
            self.backward(X, y, learning_rate)
        return losses
