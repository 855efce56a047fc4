# expect: d_mul_scalar wrong_value times_z
# expect: d_sum wrong_value diagonal_and_zeros
# expect: d_quadratic wrong_value still_squared
"""z and the square are still there after differentiating; only the outputs' own inputs are summed."""
import numpy as np


def d_mul_scalar(x, z):
    y = x * z
    return z * np.eye(len(x)), y.reshape(-1, 1)


def d_sum(J):
    return np.array([[J[j, j] if j < len(J) else 0.0 for j in range(J.shape[1])]])


def d_quadratic(A, b, x):
    v = (A @ x + b) ** 2
    return A @ np.diag(2 * v) @ A
