# expect: d_div wrong_value rounded_down_for_w
# expect: d_quadratic wrong_value last_element_wise
"""One operator that is not the one meant: // for /, * for @."""
import numpy as np


def d_div(w, x):
    n = len(x)
    J_w, J_x = np.zeros((n, n)), np.zeros((n, n))
    for i in range(n):
        J_w[i, i] = 1 // x[i]
        J_x[i, i] = -w[i] / x[i] ** 2
    return J_w, J_x


def d_quadratic(A, b, x):
    D = np.diag(2 * (A @ x + b))
    return A @ D * A
