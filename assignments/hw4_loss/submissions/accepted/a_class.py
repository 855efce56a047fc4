# expect: * passed
"""A neuron as a class with callable instances; lists are returned in place of tuples."""
import numpy as np


class Neuron:
    def __init__(self, w, b):
        self.w, self.b = np.array(w), float(b)

    def __call__(self, X):
        self.X, self.z = X, X.dot(self.w) + self.b
        return np.maximum(self.z, 0)

    def pull(self, upstream):
        upstream = upstream * np.heaviside(self.z, 0)
        return [upstream.dot(self.X), np.sum(upstream)]


class Loss:
    def __call__(self, w, b, X, y):
        return np.square(Neuron(w, b)(X) - y).mean()


loss = Loss()


def d_loss(w, b, X, y):
    neuron = Neuron(w, b)
    return neuron.pull(2 * (neuron(X) - y) / y.shape[0])


def train(w, b, X, y, learning_rate=0.1, steps=100):
    neuron, losses = Neuron(w, b), []
    for _ in range(steps):
        losses.append(loss(neuron.w, neuron.b, X, y))
        dw, db = d_loss(neuron.w, neuron.b, X, y)
        neuron.w -= learning_rate * dw
        neuron.b -= learning_rate * db
    return [neuron.w, neuron.b, losses]
