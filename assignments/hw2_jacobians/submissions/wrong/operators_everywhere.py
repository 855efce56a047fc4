# expect: d_div wrong_value rounded_down
# expect: d_quadratic wrong_value all_element_wise
"""Operators that are not those meant, throughout: // for /, * for @."""
import numpy as np


def d_div(w, x):
    return np.diag(1 // x), np.diag(-w // (x * x))


def d_quadratic(A, b, x):
    D = np.diag(2 * (A @ x + b))
    return A * D * A
