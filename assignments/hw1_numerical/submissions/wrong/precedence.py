# expect: numerical_gradient wrong_value times_eps
# expect: jacobian wrong_value
"""`/ 2 * eps`, and a division that takes the second value alone."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    steps = eps * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + d) - f(x - d)) / 2 * eps for d in steps]).reshape(x.shape)


def jacobian(f, x, eps=1e-5):
    return np.column_stack([np.atleast_1d(f(x + d) - f(x - d) / (2 * eps)) for d in eps * np.eye(x.size)])
