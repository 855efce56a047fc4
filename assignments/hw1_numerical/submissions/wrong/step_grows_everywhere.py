# expect: numerical_gradient wrong_value step_grows_everywhere
# expect: jacobian wrong_value step_grows_everywhere
# expect: hessian wrong_value step_grows_everywhere
"""The step is eps (1 + |x|)."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        h = eps * (1.0 + abs(x[i]))
        d = np.zeros(x.shape)
        d[i] = h
        g[i] = (f(x + d) - f(x - d)) / (2 * h)
    return g


def jacobian(f, x, eps=1e-5):
    h = eps * (1 + np.abs(x))
    return np.stack([np.atleast_1d(f(x + d) - f(x - d)) / (2 * d.sum()) for d in np.diag(h)], axis=1)


def hessian(f, x, eps=1e-4):
    h = eps * (1 + np.abs(x))
    return np.array(
        [[(f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)) / (4 * u.sum() * v.sum()) for v in np.diag(h)]
         for u in np.diag(h)]
    )
