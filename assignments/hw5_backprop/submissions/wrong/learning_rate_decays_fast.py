# expect: SimpleNN.init passed
# expect: SimpleNN.forward passed
# expect: SimpleNN.loss passed
# expect: SimpleNN.gradients passed
# expect: SimpleNN.backward passed
# expect: SimpleNN.train wrong_value rate_falls_fast
"""The learning rate falls from epoch to epoch."""
import numpy as np


class SimpleNN:
    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        rng = np.random.default_rng(seed)
        self.W1 = rng.normal(size=(input_dim, hidden_dim)) * np.sqrt(2 / input_dim)
        self.b1 = np.zeros(hidden_dim)
        self.W2 = rng.normal(size=(hidden_dim, output_dim)) * np.sqrt(2 / hidden_dim)
        self.b2 = np.zeros(output_dim)

    def forward(self, X):
        z1 = X @ self.W1 + self.b1
        a1 = np.maximum(0, z1)
        return a1 @ self.W2 + self.b2

    def loss(self, X, y):
        return np.sum((self.forward(X) - y) ** 2) / (2 * len(X))

    def gradients(self, X, y):
        z1 = X @ self.W1 + self.b1
        a1 = np.maximum(0, z1)
        dz2 = (a1 @ self.W2 + self.b2 - y) / len(X)
        dz1 = dz2 @ self.W2.T * (z1 > 0)
        return {"W1": X.T @ dz1, "b1": dz1.sum(axis=0), "W2": a1.T @ dz2, "b2": dz2.sum(axis=0)}

    def backward(self, X, y, learning_rate=0.01):
        g = self.gradients(X, y)
        self.W1 = self.W1 - learning_rate * g["W1"]
        self.b1 = self.b1 - learning_rate * g["b1"]
        self.W2 = self.W2 - learning_rate * g["W2"]
        self.b2 = self.b2 - learning_rate * g["b2"]

    def train(self, X, y, epochs=100, learning_rate=0.1):
        losses = []
        for epoch in range(epochs):
            losses.append(self.loss(X, y))
            self.backward(X, y, learning_rate / (1 + epoch))
        return losses
