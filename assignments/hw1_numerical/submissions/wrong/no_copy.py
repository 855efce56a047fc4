# expect: numerical_gradient mutated_input same_point
# expect: jacobian mutated_input same_point
"""x_plus and x_minus are two names of x."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x_plus = x
        x_minus = x
        x_plus[i] += eps
        x_minus[i] -= eps
        grad[i] = (f(x_plus) - f(x_minus)) / (2 * eps)
    return grad


def jacobian(f, x, eps=1e-5):
    J = np.zeros((np.size(f(x)), len(x)))
    for j in range(len(x)):
        x_plus = x_minus = x
        x_plus[j] += eps
        x_minus[j] -= eps
        J[:, j] = (f(x_plus) - f(x_minus)) / (2 * eps)
    return J
