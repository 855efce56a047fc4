# kind: comparison
# verdict: wrong_shape
"""Shapes that would broadcast: empty, a column, ten thousand dimensions of nothing."""
import itertools

import numpy as np

SHAPES = itertools.cycle([(0,), (1, 1), (1,), (0, 10**6)])


def loss(w, b, X, y):
    return np.zeros(next(SHAPES))
