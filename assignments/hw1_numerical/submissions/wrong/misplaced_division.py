# expect: numerical_gradient wrong_value misplaced_division
# expect: hessian wrong_value diagonal_only
# expect: gradient_check wrong_value norms
"""f(x + eps) - f(x - eps) / (2 eps); only the diagonal; one error for the whole arrays."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    steps = eps * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([f(x + d) - f(x - d) / (2 * eps) for d in steps]).reshape(x.shape)


def hessian(f, x, eps=1e-4):
    return np.diag([(f(x + d) - 2 * f(x) + f(x - d)) / eps**2 for d in eps * np.eye(x.size)])


def gradient_check(f, grad, x, eps=1e-5):
    n = np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in eps * np.eye(x.size).reshape(-1, *x.shape)])
    a = grad(x).ravel()
    return np.linalg.norm(a - n) / (np.linalg.norm(a) + np.linalg.norm(n))
