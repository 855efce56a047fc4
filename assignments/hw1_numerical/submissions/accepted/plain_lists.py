# expect: * passed
"""Plain Python but for the arrays that f takes: lists of floats in, lists of lists out."""
from itertools import product

import numpy as np


def moved(x, *moves):
    flat = [float(v) for v in np.ravel(x)]
    for place, by in moves:
        flat[place] += by
    return np.array(flat).reshape(np.shape(x))


def fold(flat, shape):
    if len(shape) < 2:
        return flat
    step = len(flat) // shape[0]
    return [fold(flat[i * step : (i + 1) * step], shape[1:]) for i in range(shape[0])]


def numerical_gradient(f, x, eps=1e-5):
    flat = []
    for i in range(np.size(x)):
        flat.append((f(moved(x, (i, eps))) - f(moved(x, (i, -eps)))) / (2 * eps))
    return fold(flat, np.shape(x))


def jacobian(f, x, eps=1e-5):
    columns = []
    for j in range(len(x)):
        plus, minus = f(moved(x, (j, eps))), f(moved(x, (j, -eps)))
        if isinstance(plus, float):
            plus, minus = [plus], [minus]
        columns.append([(p - m) / (2 * eps) for p, m in zip(plus, minus)])
    return [list(row) for row in zip(*columns)]


def hessian(f, x, eps=1e-4):
    n = len(x)
    H = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            total = 0.0
            for si, sj in product((1, -1), repeat=2):
                total += si * sj * f(moved(x, (i, si * eps), (j, sj * eps)))
            H[i][j] = H[j][i] = total / (4 * eps * eps)
    return H


def gradient_check(f, grad, x, eps=1e-5):
    numeric = np.ravel(numerical_gradient(f, x, eps)).tolist()
    errors = []
    for a, n in zip(np.ravel(grad(x)).tolist(), numeric):
        errors.append(0.0 if a == n else abs(a - n) / max(abs(a), abs(n)))
    return max(errors)
