# expect: d_mul_scalar wrong_value
# expect: d_add_scalar wrong_value
"""A number that is 0 is taken for one that is not there."""
import numpy as np


def d_mul_scalar(x, z):
    return np.eye(len(x)) * (z or 1.0), x[:, None].copy()


def d_add_scalar(x, z):
    return np.eye(len(x)), np.ones((len(x), 1)) if z else np.zeros((len(x), 1))
