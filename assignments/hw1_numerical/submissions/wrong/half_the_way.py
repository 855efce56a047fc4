# expect: numerical_gradient wrong_value half_the_way
# expect: hessian wrong_value eps_once
# expect: gradient_check wrong_value over_the_sum
"""f(x + eps) - f(x) over 2 eps; a second difference over eps; the error over the sum of both sizes."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    steps = eps * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + d) - f(x)) / (2 * eps) for d in steps]).reshape(x.shape)


def hessian(f, x, eps=1e-4):
    d = eps * np.eye(x.size)
    return np.array([[(f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)) / (4 * eps) for v in d] for u in d])


def gradient_check(f, grad, x, eps=1e-5):
    n = np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in eps * np.eye(x.size).reshape(-1, *x.shape)]).ravel()
    a = grad(x).ravel()
    total = abs(a) + abs(n)
    return float(np.max(abs(a - n)[total > 0] / total[total > 0]))
