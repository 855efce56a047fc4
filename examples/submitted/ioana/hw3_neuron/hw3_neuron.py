from dataclasses import dataclass

import numpy as np


@dataclass
class Neuron:
    w: np.ndarray
    b: float

    def z(self, x):
        return float(np.dot(self.w, x) + self.b)

    def __call__(self, x):
        return max(0.0, self.z(x))

    def is_active(self, x):
        return self.z(x) > 0

    def gradient(self, x):
        """(dw, db, dx); everything is zero as long as the neuron sleeps."""
        g = 1.0 if self.is_active(x) else 0.0
        return g * x, g, g * self.w


def activation(w, x, b):
    return Neuron(w, b)(x)


def d_activation(w, x, b):
    return Neuron(w, b).gradient(x)
