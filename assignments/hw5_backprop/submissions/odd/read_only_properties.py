# expect: * passed
"""The parameters are properties without setters, over a dict that is updated in place."""

import numpy as np
class SimpleNN:
    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        rng = np.random.default_rng(seed)
        self._p = {"W1": rng.normal(0, np.sqrt(2/input_dim), (input_dim, hidden_dim)), "b1": np.zeros(hidden_dim),
                   "W2": rng.normal(0, np.sqrt(2/hidden_dim), (hidden_dim, output_dim)), "b2": np.zeros(output_dim)}
    W1 = property(lambda self: self._p["W1"]); b1 = property(lambda self: self._p["b1"])
    W2 = property(lambda self: self._p["W2"]); b2 = property(lambda self: self._p["b2"])
    def forward(self, X):
        self.z = X @ self.W1 + self.b1
        return np.maximum(self.z, 0) @ self.W2 + self.b2
    def loss(self, X, y): return ((self.forward(X) - y)**2).sum() / (2*len(X))
    def gradients(self, X, y):
        d = (self.forward(X) - y)/len(X)
        h = (d @ self.W2.T) * (self.z > 0)
        return dict(W1=X.T @ h, b1=h.sum(0), W2=np.maximum(self.z,0).T @ d, b2=d.sum(0))
    def backward(self, X, y, learning_rate=0.01):
        for k, g in self.gradients(X, y).items(): self._p[k] -= learning_rate * g
    def train(self, X, y, epochs=100, learning_rate=0.1):
        out = []
        for _ in range(epochs):
            out.append(self.loss(X, y)); self.backward(X, y, learning_rate)
        return out
