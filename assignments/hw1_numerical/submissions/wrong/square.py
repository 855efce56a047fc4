# expect: jacobian wrong_shape
"""The Jacobian is taken for square: a row for each input."""
import numpy as np


def jacobian(f, x, eps=1e-5):
    J = np.zeros((x.size, x.size))
    for j, d in enumerate(eps * np.eye(x.size)):
        change = np.atleast_1d(f(x + d) - f(x - d)) / (2 * eps)
        rows = min(len(change), x.size)
        J[:rows, j] = change[:rows]
    return J
