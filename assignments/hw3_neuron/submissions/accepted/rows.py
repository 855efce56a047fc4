# expect: * passed
"""The gradients as rows (1, n), as numerator layout writes them, in a list; einsum for the product."""
import numpy as np


def z(w, x, b):
    return np.einsum("i,i->", w, x) + b


def activation(w, x, b):
    return z(w, x, b).clip(min=0)


def d_activation(w, x, b):
    step = np.heaviside(z(w, x, b), 0)
    return [step * x[np.newaxis], step, step * w[np.newaxis]]
