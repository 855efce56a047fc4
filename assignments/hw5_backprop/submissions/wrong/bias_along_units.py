# expect: SimpleNN.init passed
# expect: SimpleNN.forward passed
# expect: SimpleNN.gradients wrong_shape biases_along_units
"""The bias gradients are summed along the units, not along the samples."""
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

    def gradients(self, X, y):
        z1 = X @ self.W1 + self.b1
        a1 = np.maximum(0, z1)
        dz2 = (a1 @ self.W2 + self.b2 - y) / len(X)
        dz1 = dz2 @ self.W2.T * (z1 > 0)
        return {"W1": X.T @ dz1, "b1": dz1.sum(axis=1), "W2": a1.T @ dz2, "b2": dz2.sum(axis=1)}
