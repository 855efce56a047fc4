# expect: hessian wrong_value four_times_beside_diagonal
"""The diagonal by its own formula; beside it the 4 of the denominator is missing."""
import numpy as np


def hessian(f, x, eps=1e-4):
    n = x.size
    d = eps * np.eye(n)
    H = np.zeros((n, n))
    for i in range(n):
        H[i, i] = (f(x + d[i]) - 2 * f(x) + f(x - d[i])) / eps**2
        for j in range(i):
            u, v = d[i], d[j]
            H[i, j] = H[j, i] = (f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)) / eps**2
    return H
