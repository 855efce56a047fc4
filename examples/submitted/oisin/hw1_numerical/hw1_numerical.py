import sys
import numpy as np

DEBUG = True

def numerical_gradient(f, x, eps=1e-5):
    x = x.astype(np.float64)        # astype copies
    shape = x.shape
    x = x.ravel()
    grad = []
    for i, xi in enumerate(x):
        vals = []
        for s in (+1, -1):
            y = x.copy()
            y[i] = xi + s * eps
            vals.append(f(y.reshape(shape)))
        grad.append((vals[0] - vals[1]) / (2 * eps))
    return np.array(grad).reshape(shape)

def jacobian(f, x, eps=1e-5):
    J = None
    for j in range(len(x)):
        e = np.zeros(len(x)); e[j] = eps
        col = np.array(f(x + e) - f(x - e)).reshape(-1) / (2 * eps)
        if J is None:
            J = np.zeros((len(col), len(x)))
        J[:, j] = col
    return J

def hessian(f, x, eps=1e-4):
    J = jacobian(lambda p: numerical_gradient(f, p, eps), x, eps)
    return 0.5 * (J + J.T)

def gradient_check(f, grad, x, eps=1e-5):
    a, n = grad(x), numerical_gradient(f, x, eps)
    den = np.maximum(np.abs(a), np.abs(n))
    return float(np.max(np.abs(a - n)[den > 0] / den[den > 0], initial=0.0))

if DEBUG:
    # watch the iteration
    x = np.linspace(-1, 1, 20)
    for step in range(50000):
        x = x * 0.9999
        print(step, "x =", " ".join("%.6f" % v for v in x))
