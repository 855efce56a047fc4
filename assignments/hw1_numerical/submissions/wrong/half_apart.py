# expect: numerical_gradient wrong_value half
# expect: jacobian passed
# expect: hessian passed
# expect: gradient_check passed
# carried: gradient_check numerical_gradient
"""Points that are eps apart, and a division by 2 eps."""
import numpy as np

def numerical_gradient(f, x, eps=1e-5):
    x = np.asarray(x, dtype=float)
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[i] = eps / 2
        g[i] = (f(x + e) - f(x - e)) / (2 * eps)
    return g


def jacobian(f, x, eps=1e-5):
    columns = []
    for i in range(len(x)):
        e = np.zeros(len(x))
        e[i] = eps
        columns.append((np.atleast_1d(f(x + e)) - np.atleast_1d(f(x - e))) / (2 * eps))
    return np.array(columns).T


def hessian(f, x, eps=1e-4):
    n = len(x)
    H = np.zeros((n, n))
    I = np.eye(n) * eps
    for i in range(n):
        for j in range(n):
            H[i, j] = (f(x + I[i] + I[j]) - f(x + I[i] - I[j]) - f(x - I[i] + I[j]) + f(x - I[i] - I[j])) / (4 * eps**2)
    return (H + H.T) / 2


def gradient_check(f, grad, x, eps=1e-5):
    a, n = grad(x), numerical_gradient(f, x, eps)
    big = np.maximum(np.abs(a), np.abs(n))
    return float(np.max(np.where(big > 0, np.abs(a - n) / np.where(big > 0, big, 1), 0)))
