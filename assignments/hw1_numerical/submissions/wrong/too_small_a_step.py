# expect: numerical_gradient wrong_value same_point
# expect: jacobian wrong_value same_point
# expect: hessian wrong_value
"""A step that no number feels: 1 + 1e-50 is 1. The Hessian's is the gradient's, squared in the denominator."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    eps = 1e-50
    steps = eps * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in steps]).reshape(x.shape)


def jacobian(f, x, eps=1e-5):
    eps = 1e-50
    return np.column_stack([np.atleast_1d(f(x + d) - f(x - d)) / (2 * eps) for d in eps * np.eye(x.size)])


def hessian(f, x, eps=1e-4):
    eps = 1e-8
    d = eps * np.eye(x.size)
    return np.array([[(f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)) / (4 * eps**2) for v in d] for u in d])
