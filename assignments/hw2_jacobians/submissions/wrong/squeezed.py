# expect: chain wrong_shape squeezed
# expect: d_quadratic wrong_value at_x
"""np.squeeze takes away what is 1; and the square is differentiated at x."""
import numpy as np


def chain(J_outer, J_inner):
    return np.squeeze(J_outer @ J_inner)


def d_quadratic(A, b, x):
    return 2 * A @ np.diag(x) @ A
