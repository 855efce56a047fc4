# expect: numerical_gradient wrong_value eps_ignored
# expect: jacobian wrong_value eps_ignored
# expect: hessian wrong_value eps_ignored
# expect: gradient_check wrong_value eps_ignored
# carried: gradient_check numerical_gradient
"""eps is not used: the step is a number of one's own."""
import numpy as np

H = 1e-5


def numerical_gradient(f, x, eps=1e-5):
    x = np.asarray(x, dtype=float)
    steps = H * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + d) - f(x - d)) / (2 * H) for d in steps]).reshape(x.shape)


def jacobian(f, x, eps=1e-5):
    return np.column_stack([np.atleast_1d(f(x + d) - f(x - d)) / (2 * H) for d in H * np.eye(x.size)])


def hessian(f, x, eps=1e-4):
    h = 1e-4
    d = h * np.eye(x.size)
    return np.array([[(f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)) / (4 * h**2) for v in d] for u in d])


def gradient_check(f, grad, x, eps=1e-5):
    a, n = grad(x), numerical_gradient(f, x)
    size = np.maximum(np.abs(a), np.abs(n))
    return np.max(np.abs(a - n) / np.where(size > 0, size, 1))
