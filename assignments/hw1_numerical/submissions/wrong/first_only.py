# expect: numerical_gradient wrong_value first_only
# expect: jacobian wrong_value first_only
# expect: gradient_check wrong_value mean
"""`return` inside the loop; the mean of the errors instead of the largest."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = eps
        grad[i] = (f(x + step) - f(x - step)) / (2 * eps)
        return grad


def jacobian(f, x, eps=1e-5):
    J = np.zeros((np.size(f(x)), x.size))
    for j, step in enumerate(eps * np.eye(x.size)):
        J[:, j] = (f(x + step) - f(x - step)) / (2 * eps)
        return J


def gradient_check(f, grad, x, eps=1e-5):
    n = np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in eps * np.eye(x.size).reshape(-1, *x.shape)])
    a = grad(x).ravel()
    size = np.maximum(np.abs(a), np.abs(n))
    return np.mean(np.abs(a - n) / np.where(size > 0, size, 1))
