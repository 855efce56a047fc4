# expect: * passed
"""An empty class; the methods are functions attached to it afterwards, one of them a callable object."""
import functools

import numpy as np


class SimpleNN:
    pass


def start(self, input_dim, hidden_dim, output_dim, seed=0):
    rng = np.random.default_rng(seed)
    self.W1 = rng.normal(0, np.sqrt(2 / input_dim), (input_dim, hidden_dim))
    self.W2 = rng.normal(0, np.sqrt(2 / hidden_dim), (hidden_dim, output_dim))
    self.b1, self.b2 = np.zeros(hidden_dim), np.zeros(output_dim)


def gradients(self, X, y):
    a = np.maximum(0, X @ self.W1 + self.b1)
    δ = (a @ self.W2 + self.b2 - y) / len(X)
    ε = δ @ self.W2.T * (a > 0)
    return dict(W1=X.T @ ε, b1=ε.sum(0), W2=a.T @ δ, b2=δ.sum(0))


def backward(self, X, y, learning_rate=0.01):
    for name, g in self.gradients(X, y).items():
        setattr(self, name, getattr(self, name) - learning_rate * g)


def train(self, X, y, epochs=100, learning_rate=0.1):
    def go():
        for _ in range(epochs):
            yield self.loss(X, y)
            self.backward(X, y, learning_rate)
    return list(go())


SimpleNN.__init__ = start
SimpleNN.forward = lambda self, X: np.maximum(0, X @ self.W1 + self.b1) @ self.W2 + self.b2
SimpleNN.loss = functools.partialmethod(lambda self, half, X, y: half * ((self.forward(X) - y) ** 2).sum() / len(X), 0.5)
SimpleNN.gradients, SimpleNN.backward, SimpleNN.train = gradients, backward, train
