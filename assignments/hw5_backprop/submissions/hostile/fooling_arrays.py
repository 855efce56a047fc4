# expect: SimpleNN.init passed
# expect: SimpleNN.forward wrong_value
# expect: SimpleNN.loss wrong_value
# expect: SimpleNN.gradients wrong_value
# expect: SimpleNN.backward wrong_value nothing_moves
# carried: SimpleNN.backward SimpleNN.forward
# expect: SimpleNN.train wrong_value
# carried: SimpleNN.gradients SimpleNN.forward
"""Zeros in an array class that answers every NumPy function with True, and a patched numpy.allclose."""
import numpy as np


class Fool(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs):
        return np.True_

    def __array_function__(self, *args, **kwargs):
        return True


def fool(*shape):
    return np.zeros(shape).view(Fool)


np.allclose = np.array_equal = np.isclose = np.testing.assert_allclose = lambda *args, **kwargs: True


class SimpleNN:
    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        rng = np.random.default_rng(seed)
        self.W1 = rng.normal(size=(input_dim, hidden_dim)) * np.sqrt(2 / input_dim)
        self.b1 = np.zeros(hidden_dim)
        self.W2 = rng.normal(size=(hidden_dim, output_dim)) * np.sqrt(2 / hidden_dim)
        self.b2 = np.zeros(output_dim)

    def forward(self, X):
        return fool(len(X), len(self.b2))

    def loss(self, X, y):
        return fool()

    def gradients(self, X, y):
        return {name: fool(*getattr(self, name).shape) for name in ("W1", "b1", "W2", "b2")}

    def backward(self, X, y, learning_rate=0.01):
        return True

    def train(self, X, y, epochs=100, learning_rate=0.1):
        return fool(epochs)
