# expect: jacobian wrong_shape transposed
# expect: hessian wrong_value sign_of_diagonal
# expect: gradient_check wrong_value over_the_numeric
"""A row for each input; 2 f(x) - ... on the diagonal; relative to the numeric gradient alone."""
import numpy as np


def jacobian(f, x, eps=1e-5):
    return np.stack([np.atleast_1d(f(x + d) - f(x - d)) / (2 * eps) for d in eps * np.eye(x.size)])


def hessian(f, x, eps=1e-4):
    d = eps * np.eye(x.size)
    H = np.array([[(f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)) / (4 * eps**2) for v in d] for u in d])
    for i, u in enumerate(d):
        H[i, i] = (2 * f(x) - f(x + u) - f(x - u)) / eps**2
    return H


def gradient_check(f, grad, x, eps=1e-5):
    n = np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in eps * np.eye(x.size).reshape(-1, *x.shape)])
    error = np.abs(grad(x).ravel() - n)
    return float(np.max(error[n != 0] / np.abs(n[n != 0])))
