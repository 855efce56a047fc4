# expect: numerical_gradient wrong_value divided_by_eps
# expect: jacobian wrong_value half_the_way
# expect: hessian wrong_value four_times
# expect: gradient_check wrong_value absolute
"""Each difference is divided by the wrong distance, and the check's error by none."""
import numpy as np


def central(f, x, eps):
    x = np.asarray(x, dtype=float)
    return np.array([f(x + d.reshape(x.shape)) - f(x - d.reshape(x.shape)) for d in eps * np.eye(x.size)])


def numerical_gradient(f, x, eps=1e-5):
    return central(f, x, eps).reshape(x.shape) / eps


def jacobian(f, x, eps=1e-5):
    return np.column_stack([np.atleast_1d(f(x + d) - f(x)) / (2 * eps) for d in eps * np.eye(x.size)])


def hessian(f, x, eps=1e-4):
    d = eps * np.eye(x.size)
    return np.array([[(f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)) / eps**2 for v in d] for u in d])


def gradient_check(f, grad, x, eps=1e-5):
    return np.max(np.abs(grad(x) - central(f, x, eps).reshape(x.shape) / (2 * eps)))
