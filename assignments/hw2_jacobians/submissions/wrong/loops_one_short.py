# expect: d_sum wrong_value last_missing
# expect: chain wrong_value last_missing
"""Loops that stop before the last term."""
import numpy as np


def d_sum(J):
    total, i = np.zeros((1, J.shape[1])), 0
    while i < len(J) - 1:
        total += J[i]
        i += 1
    return total


def chain(J_outer, J_inner):
    k = len(J_inner) - 1
    return J_outer[:, :k] @ J_inner[:k]
