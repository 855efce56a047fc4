# expect: * passed
"""Slots, annotations, a step as one loop over names, matrix products by np.dot and np.outer sums."""
import numpy as np


class SimpleNN:
    __slots__ = ("W1", "b1", "W2", "b2")

    def __init__(self, input_dim: int, hidden_dim: int, output_dim: int, seed: int = 0) -> None:
        random = np.random.RandomState(seed)
        for layer, (fan_in, fan_out) in enumerate([(input_dim, hidden_dim), (hidden_dim, output_dim)], 1):
            setattr(self, f"W{layer}", random.randn(fan_in, fan_out) * (2.0 / fan_in) ** 0.5)
            setattr(self, f"b{layer}", np.zeros(fan_out))

    def hidden(self, X):
        return np.clip(np.dot(X, self.W1) + self.b1, 0.0, np.inf)

    def forward(self, X):
        return np.dot(self.hidden(X), self.W2) + self.b2

    def loss(self, X, y):
        return 0.5 * np.mean(np.linalg.norm(self.forward(X) - y, axis=1) ** 2)

    def gradients(self, X, y):
        total = {name: np.zeros_like(getattr(self, name)) for name in self.__slots__}
        for x, a, error in zip(X, self.hidden(X), self.forward(X) - y):
            back = np.where(a > 0, np.dot(self.W2, error), 0.0)
            for name, part in zip(self.__slots__, (np.outer(x, back), back, np.outer(a, error), error)):
                total[name] += part / len(X)
        return total

    def backward(self, X, y, learning_rate=0.01):
        for name, slope in self.gradients(X, y).items():
            setattr(self, name, getattr(self, name) - learning_rate * slope)

    def train(self, X, y, epochs=100, learning_rate=0.1):
        def epoch():
            before = self.loss(X, y)
            self.backward(X, y, learning_rate)
            return before
        return np.fromiter((epoch() for _ in range(epochs)), dtype=float, count=epochs)
