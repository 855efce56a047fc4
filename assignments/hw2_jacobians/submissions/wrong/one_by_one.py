# expect: d_add_scalar wrong_shape added_up_as_a_matrix
# expect: d_mul_scalar wrong_shape added_up_as_a_matrix
# expect: d_sum wrong_shape all_added_up_as_a_matrix
"""Everything is added up, and the number put into a matrix."""
import numpy as np


def d_add_scalar(x, z):
    return np.eye(len(x)), np.array([[float(len(x))]])


def d_mul_scalar(x, z):
    return z * np.eye(len(x)), x.reshape(-1, 1).sum(keepdims=True)


def d_sum(J):
    return J.sum(keepdims=True)
