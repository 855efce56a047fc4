# expect: numerical_gradient wrong_value half_step
"""Half of eps to each side, divided by eps: right for small steps, and not the eps that was given."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    steps = eps / 2 * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + d) - f(x - d)) / eps for d in steps]).reshape(x.shape)
