# expect: hessian wrong_value half
"""8 eps² in the denominator, as if the half of Taylor's second term belonged there."""
import numpy as np


def hessian(f, x, eps=1e-4):
    d = eps * np.eye(x.size)
    return np.array([[(f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)) / (8 * eps**2) for v in d] for u in d])
