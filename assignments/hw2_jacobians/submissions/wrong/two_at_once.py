# expect: d_sub wrong_shape sign_of_x+vector
# expect: d_div wrong_shape sign_of_x+vector
# expect: d_quadratic wrong_value no_two+transposed
"""Two mistakes at once: diagonals alone and a sign lost, the factor 2 lost and transposed."""
import numpy as np


def d_sub(w, x):
    return np.ones(len(w)), np.ones(len(x))


def d_div(w, x):
    return 1 / x, w / x**2


def d_quadratic(A, b, x):
    return (A @ np.diag(A @ x + b) @ A).T
