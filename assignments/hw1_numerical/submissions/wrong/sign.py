# expect: numerical_gradient wrong_value sign
# expect: jacobian wrong_value sign
# expect: hessian wrong_value sign
# expect: gradient_check wrong_value mean
"""The point before minus the point behind; the mean of the errors in place of the largest."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    steps = eps * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x - d) - f(x + d)) / (2 * eps) for d in steps]).reshape(x.shape)


def jacobian(f, x, eps=1e-5):
    return np.column_stack([np.atleast_1d(f(x - d) - f(x + d)) / (2 * eps) for d in eps * np.eye(x.size)])


def hessian(f, x, eps=1e-4):
    d = eps * np.eye(x.size)
    return -np.array([[(f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)) / (4 * eps**2) for v in d] for u in d])


def gradient_check(f, grad, x, eps=1e-5):
    steps = eps * np.eye(x.size).reshape(-1, *x.shape)
    n = np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in steps]).reshape(x.shape)
    a = grad(x)
    size = np.maximum(abs(a), abs(n))
    return np.mean(abs(a - n) / np.where(size > 0, size, 1))
