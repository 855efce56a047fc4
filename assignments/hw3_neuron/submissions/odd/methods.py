# expect: * passed
"""A bound method, a callable object whose call is attached afterwards, keyword-only extras."""
import numpy as np


class Neuron:
    def activation(self, w, x, b, *, verbose=False):
        return np.maximum(0.0, w @ x + b)


class Gradient:
    pass


Gradient.__call__ = lambda self, w, x, b, **options: tuple(np.where(w @ x + b > 0, part, 0.0) for part in (x, 1.0, w))
activation, d_activation = Neuron().activation, Gradient()
