# expect: numerical_gradient wrong_value returns_nothing
# expect: jacobian error
# expect: hessian wrong_shape other_shape
# expect: gradient_check wrong_value none
"""No `return`; a square Jacobian whatever f gives; a flattened Hessian; a check that only says yes or no."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        d = np.zeros(x.shape)
        d[i] = eps
        grad[i] = (f(x + d) - f(x - d)) / (2 * eps)


def jacobian(f, x, eps=1e-5):
    n = len(x)
    J = np.zeros((n, n))
    for j, d in enumerate(eps * np.eye(n)):
        J[:, j] = (f(x + d) - f(x - d)) / (2 * eps)
    return J


def hessian(f, x, eps=1e-4):
    d = eps * np.eye(x.size)
    return np.array([(f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)) / (4 * eps**2) for v in d for u in d])


def gradient_check(f, grad, x, eps=1e-5):
    return 0.0
