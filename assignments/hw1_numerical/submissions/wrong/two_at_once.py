# expect: numerical_gradient wrong_value divided_by_eps+sign
# expect: jacobian wrong_shape divided_by_eps+transposed
# expect: hessian wrong_value four_times+sign
"""Two mistakes at once: the sign and the distance, the layout and the distance, the sign and the 4."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    steps = eps * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x - d) - f(x + d)) / eps for d in steps]).reshape(x.shape)


def jacobian(f, x, eps=1e-5):
    return np.array([np.atleast_1d(f(x + d) - f(x - d)) / eps for d in eps * np.eye(x.size)])


def hessian(f, x, eps=1e-4):
    d = eps * np.eye(x.size)
    return np.array([[(f(x + u - v) - f(x + u + v) + f(x - u + v) - f(x - u - v)) / eps**2 for v in d] for u in d])
