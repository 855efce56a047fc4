# expect: * passed
# expect: SimpleNN.forward wrong_value no_hidden_bias
# carried: SimpleNN.loss SimpleNN.forward
# carried: SimpleNN.gradients SimpleNN.forward
# carried: SimpleNN.backward SimpleNN.forward
# carried: SimpleNN.train SimpleNN.forward
"""forward leaves b1 out; loss and gradients call it, and are right given a right one."""
import numpy as np


class SimpleNN:
    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        rng = np.random.default_rng(seed)
        self.W1 = np.sqrt(2 / input_dim) * rng.normal(size=(input_dim, hidden_dim))
        self.b1 = np.zeros(hidden_dim)
        self.W2 = np.sqrt(2 / hidden_dim) * rng.normal(size=(hidden_dim, output_dim))
        self.b2 = np.zeros(output_dim)

    def forward(self, X):
        return np.maximum(0, X @ self.W1) @ self.W2 + self.b2

    def loss(self, X, y):
        return np.sum((self.forward(X) - y) ** 2) / (2 * len(X))

    def gradients(self, X, y):
        z1 = X @ self.W1 + self.b1
        a1 = np.maximum(0, z1)
        error = (self.forward(X) - y) / len(X)
        hidden = (error @ self.W2.T) * (z1 > 0)
        return {"W1": X.T @ hidden, "b1": hidden.sum(axis=0), "W2": a1.T @ error, "b2": error.sum(axis=0)}

    def backward(self, X, y, learning_rate=0.01):
        for name, slope in self.gradients(X, y).items():
            setattr(self, name, getattr(self, name) - learning_rate * slope)

    def train(self, X, y, epochs=100, learning_rate=0.1):
        losses = np.zeros(epochs)
        for t in range(epochs):
            losses[t] = self.loss(X, y)
            self.backward(X, y, learning_rate)
        return losses
