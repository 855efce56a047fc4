# expect: hessian wrong_value upper_only
"""Only the upper triangle is filled."""
import numpy as np


def hessian(f, x, eps=1e-4):
    d, H = eps * np.eye(x.size), np.zeros((x.size, x.size))
    for i in range(x.size):
        for j in range(i, x.size):
            u, v = d[i], d[j]
            H[i, j] = (f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)) / (4 * eps**2)
    return H
