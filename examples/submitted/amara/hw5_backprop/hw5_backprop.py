"""Homework 5, backpropagation.  Amara O."""
import numpy as np

from autograder.student import check


class SimpleNN:
    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        rng = np.random.default_rng(seed)
        self.W1 = rng.normal(0.0, np.sqrt(2 / input_dim), size=(input_dim, hidden_dim))
        self.b1 = np.zeros(hidden_dim)
        self.W2 = rng.normal(0.0, np.sqrt(2 / hidden_dim), size=(hidden_dim, output_dim))
        self.b2 = np.zeros(output_dim)

    def _hidden(self, X):
        z1 = X @ self.W1 + self.b1
        return z1, np.maximum(z1, 0)

    def forward(self, X):
        _, a1 = self._hidden(X)
        return a1 @ self.W2 + self.b2

    def loss(self, X, y):
        return 0.5 * np.mean(np.sum((self.forward(X) - y) ** 2, axis=1))

    def gradients(self, X, y):
        N = len(X)
        z1, a1 = self._hidden(X)
        dY = (a1 @ self.W2 + self.b2 - y) / N     # (N, k)
        dZ1 = (dY @ self.W2.T) * (z1 > 0)         # (N, h)
        return {
            "W1": X.T @ dZ1,
            "b1": dZ1.sum(axis=0),
            "W2": a1.T @ dY,
            "b2": dY.sum(axis=0),
        }

    def backward(self, X, y, learning_rate=0.01):
        g = self.gradients(X, y)                  # all of them first
        self.W1 = self.W1 - learning_rate * g["W1"]
        self.b1 = self.b1 - learning_rate * g["b1"]
        self.W2 = self.W2 - learning_rate * g["W2"]
        self.b2 = self.b2 - learning_rate * g["b2"]

    def train(self, X, y, epochs=100, learning_rate=0.1):
        losses = []
        for _ in range(epochs):
            losses.append(self.loss(X, y))
            self.backward(X, y, learning_rate)
        return np.array(losses)


for part in ("init", "forward", "loss", "gradients", "backward", "train"):
    check(f"SimpleNN.{part}")
