# expect: d_activation wrong_value none
"""Zeros of the right shapes: right where the neuron is silent, and the mistake of nobody in particular."""


def d_activation(w, x, b):
    return 0 * x, 0.0, 0 * w
