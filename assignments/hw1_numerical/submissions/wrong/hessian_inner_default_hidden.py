# expect: hessian wrong_value eps_in_one_difference_alone
"""The inner difference is not given eps, and the result is made symmetric."""
import numpy as np


def differences(f, x, eps=1e-5):
    steps = eps * np.eye(len(x))
    return np.stack([(f(x + d) - f(x - d)) / (2 * eps) for d in steps], axis=-1)


def hessian(f, x, eps=1e-4):
    H = differences(lambda z: differences(f, z), x, eps)
    return (H + H.T) / 2
