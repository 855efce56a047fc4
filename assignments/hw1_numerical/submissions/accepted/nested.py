# expect: * passed
"""One-liners: the Hessian is the Jacobian of the gradient; lists are returned."""
import numpy as np

numerical_gradient = lambda f, x, eps=1e-5: np.array(
    [f(x + d) - f(x - d) for d in eps * np.eye(x.size).reshape(-1, *x.shape)]).reshape(x.shape) / (2 * eps)
jacobian = lambda f, x, eps=1e-5: np.transpose(
    [np.ravel(f(x + d) - f(x - d)) / (2 * eps) for d in eps * np.eye(x.size)]).tolist()
hessian = lambda f, x, eps=1e-4: jacobian(lambda z: numerical_gradient(f, z, eps), x, eps)


def gradient_check(f, grad, x, eps=1e-5):
    a, n = grad(x), numerical_gradient(f, x, eps)
    with np.errstate(invalid="ignore"):
        return np.nanmax(np.append(np.abs(a - n) / np.maximum(np.abs(a), np.abs(n)), 0.0))
