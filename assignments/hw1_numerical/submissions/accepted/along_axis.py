# expect: * passed
"""numpy.apply_along_axis over the rows of a scaled identity, matrices flattened and folded back."""
import numpy as np


def _differences(f, x, eps):
    flat = np.ravel(x).astype(float)
    return np.apply_along_axis(
        lambda d: np.atleast_1d(0.5 * (f((flat + d).reshape(np.shape(x))) - f((flat - d).reshape(np.shape(x))))) / eps,
        1, np.eye(flat.size) * eps)


def numerical_gradient(f, x, eps=1e-5):
    return _differences(f, x, eps).reshape(np.shape(x))


def jacobian(f, x, eps=1e-5):
    return _differences(f, x, eps).T


def hessian(f, x, eps=1e-4):
    """Symmetric by force, from nested central differences."""
    H = jacobian(lambda z: jacobian(f, z, eps)[0], x, eps)
    return (H + H.T) / 2


def gradient_check(f, grad, x, eps=1e-5):
    pairs = np.stack([grad(x), numerical_gradient(f, x, eps)])
    top = np.abs(pairs).max(axis=0)
    return float(np.divide(np.abs(np.subtract(*pairs)), top, out=np.zeros_like(top), where=top != 0).max())
