# expect: jacobian wrong_shape flat
# expect: hessian wrong_value
# expect: gradient_check wrong_value signed
"""(n,) for a scalar f; an asymmetric Hessian: forward differences of a central gradient; errors with a sign."""
import numpy as np


def jacobian(f, x, eps=1e-5):
    return np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in eps * np.eye(x.size)]).T


def hessian(f, x, eps=1e-4):
    return np.column_stack([(jacobian(f, x + d, eps) - jacobian(f, x, eps)) / eps for d in eps * np.eye(x.size)])


def gradient_check(f, grad, x, eps=1e-5):
    n = np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in eps * np.eye(x.size).reshape(-1, *x.shape)])
    a = grad(x).ravel()
    size = np.maximum(np.abs(a), np.abs(n))
    return np.max((a - n) / np.where(size > 0, size, 1))
