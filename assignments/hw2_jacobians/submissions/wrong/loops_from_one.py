# expect: d_sum wrong_value first_missing
# expect: chain wrong_value first_missing
"""The sums of the lesson begin with 1, and so do these loops."""
import numpy as np


def d_sum(J):
    m, n = J.shape
    return np.array([[sum(J[i, j] for i in range(1, m)) for j in range(n)]], dtype=float)


def chain(J_outer, J_inner):
    J = np.zeros((len(J_outer), J_inner.shape[1]))
    for l in range(1, len(J_inner)):
        J += J_outer[:, [l]] * J_inner[l]
    return J
