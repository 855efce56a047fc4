# expect: * passed
"""NumPy's global generator, the mask from a1, unsquared shapes: the seed's own text with its faults mended."""
import numpy as np


class SimpleNN:
    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        np.random.seed(seed)
        self.W1 = np.random.randn(input_dim, hidden_dim) * np.sqrt(2 / input_dim)
        self.b1 = np.zeros(hidden_dim)
        self.W2 = np.random.randn(hidden_dim, output_dim) * np.sqrt(2 / hidden_dim)
        self.b2 = np.zeros(output_dim)

    def forward(self, X):
        self.z1 = X @ self.W1 + self.b1
        self.a1 = np.maximum(0, self.z1)
        self.z2 = self.a1 @ self.W2 + self.b2
        return self.z2

    def loss(self, X, y):
        return 0.5 * np.sum((self.forward(X) - y) ** 2) / X.shape[0]

    def gradients(self, X, y):
        m = X.shape[0]
        output = self.forward(X)
        dz2 = output - y
        dW2 = (1 / m) * self.a1.T @ dz2
        db2 = (1 / m) * np.sum(dz2, axis=0)
        da1 = dz2 @ self.W2.T
        dz1 = da1 * (self.a1 > 0)
        dW1 = (1 / m) * X.T @ dz1
        db1 = (1 / m) * np.sum(dz1, axis=0)
        return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}

    def backward(self, X, y, learning_rate=0.01):
        g = self.gradients(X, y)
        self.W1 -= learning_rate * g["W1"]
        self.b1 -= learning_rate * g["b1"]
        self.W2 -= learning_rate * g["W2"]
        self.b2 -= learning_rate * g["b2"]

    def train(self, X, y, epochs=100, learning_rate=0.1):
        losses = []
        for _ in range(epochs):
            losses.append(self.loss(X, y))
            self.backward(X, y, learning_rate)
        return losses
