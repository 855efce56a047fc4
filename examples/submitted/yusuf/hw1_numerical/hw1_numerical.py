import numpy as np

def shifted(x, i, by):
    """x with entry number i moved"""
    y = np.array(x, dtype=float)
    y.reshape(-1)[i] += by
    return y

def numerical_gradient(f, x, eps=1e-5):
    n = np.size(x)
    up = np.array([f(shifted(x, i, eps)) for i in range(n)])
    down = np.array([f(shifted(x, i, -eps)) for i in range(n)])
    return ((up - down) / (2 * eps)).reshape(np.shape(x))

def jacobian(f, x, eps=1e-5):
    # one row per input
    rows = []
    for i in range(len(x)):
        rows.append(np.atleast_1d(f(shifted(x, i, eps)) - f(shifted(x, i, -eps))) / (2 * eps))
    return np.array(rows)

def hessian(f, x, eps=1e-4):
    n = len(x)
    H = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            pp = f(shifted(shifted(x, i, eps), j, eps))
            pm = f(shifted(shifted(x, i, eps), j, -eps))
            mp = f(shifted(shifted(x, i, -eps), j, eps))
            mm = f(shifted(shifted(x, i, -eps), j, -eps))
            H[i, j] = (pp - pm - mp + mm) / (4 * eps ** 2)
    return H

def gradient_check(f, grad, x, eps=1e-5):
    a = grad(x)
    n = numerical_gradient(f, x, eps)
    return np.linalg.norm(a - n) / (np.linalg.norm(a) + np.linalg.norm(n))
