# expect: hessian wrong_value eps_in_the_outer_difference_alone
"""The inner difference is not given eps."""
import numpy as np


def differences(f, x, eps=1e-5):
    steps = eps * np.eye(len(x))
    return np.stack([(f(x + d) - f(x - d)) / (2 * eps) for d in steps], axis=-1)


def hessian(f, x, eps=1e-4):
    return differences(lambda z: differences(f, z), x, eps)
