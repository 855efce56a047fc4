# expect: d_sum wrong_shape diagonal
# expect: d_quadratic wrong_value not_differentiated
"""The square for its derivative; the diagonal for the sum of each column."""
import numpy as np


def d_sum(J):
    return J.diagonal().copy()


def d_quadratic(A, b, x):
    u = A @ x + b
    return (A * (u * u)) @ A
