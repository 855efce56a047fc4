# expect: numerical_gradient passed
# expect: jacobian wrong_value divided_by_eps
# expect: hessian passed
# expect: gradient_check passed
# carried: numerical_gradient jacobian
# carried: gradient_check jacobian
"""A jacobian that divides by eps, of which numerical_gradient is made, and gradient_check of that."""
import numpy as np


def jacobian(f, x, eps=1e-5):
    columns = [np.atleast_1d(f(x + step) - f(x - step)) / eps for step in eps * np.eye(len(x))]
    return np.stack(columns, axis=1)


def numerical_gradient(f, x, eps=1e-5):
    x = np.asarray(x, dtype=float)
    return jacobian(lambda flat: f(flat.reshape(x.shape)), x.ravel(), eps).reshape(x.shape)


def hessian(f, x, eps=1e-4):
    def second(u, v):
        return (f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)) / (4 * eps**2)

    steps = eps * np.eye(len(x))
    return np.array([[second(u, v) for v in steps] for u in steps])


def gradient_check(f, grad, x, eps=1e-5):
    analytic, numeric = grad(x), numerical_gradient(f, x, eps)
    size = np.maximum(np.abs(analytic), np.abs(numeric))
    return float((np.abs(analytic - numeric) / np.where(size > 0, size, 1.0)).max())
