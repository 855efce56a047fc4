# expect: hessian wrong_value quarter_of_the_diagonal
"""The diagonal has a formula of its own, and the denominator of the others."""
import numpy as np


def hessian(f, x, eps=1e-4):
    d, H = eps * np.eye(x.size), np.zeros((x.size, x.size))
    for i, u in enumerate(d):
        for j, v in enumerate(d):
            if i == j:
                corners = f(x + u) - 2 * f(x) + f(x - u)
            else:
                corners = f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)
            H[i, j] = corners / (4 * eps**2)
    return H
