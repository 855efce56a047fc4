# expect: d_div wrong_value product_for_w
# expect: d_mul_scalar wrong_value x_on_the_diagonal
"""What is right for w ⊙ x stands where something else was asked for."""
import numpy as np


def d_div(w, x):
    return x * np.eye(x.size), np.diag(-w * x**-2.0)


def d_mul_scalar(x, z):
    return x * np.eye(x.size), x[:, None]
