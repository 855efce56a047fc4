import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    """Central differences without copying x each time (faster)."""
    x = np.asarray(x, dtype=float)
    grad = np.empty_like(x)
    flat = x.reshape(-1)
    out = grad.reshape(-1)
    for i in range(flat.size):
        flat[i] += eps
        up = f(x)
        flat[i] -= 2 * eps
        down = f(x)
        flat[i] += eps          # back where it was
        out[i] = (up - down) / (2 * eps)
    return grad


def jacobian(f, x, eps=1e-5):
    rows = []
    for j in range(len(x)):
        old = x[j]
        x[j] = old + eps
        up = np.array(f(x), ndmin=1)
        x[j] = old - eps
        down = np.array(f(x), ndmin=1)
        x[j] = old
        rows.append((up - down) / (2 * eps))
    return np.transpose(rows)


def hessian(f, x, eps=1e-4):
    n = len(x)
    H = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            total = 0.0
            for si in (1, -1):
                for sj in (1, -1):
                    p = x.copy()
                    p[i] += si * eps
                    p[j] += sj * eps
                    total += si * sj * f(p)
            H[i, j] = total / (4 * eps**2)
    return H


def gradient_check(f, grad, x, eps=1e-5):
    analytic = grad(x)
    numeric = numerical_gradient(f, x.copy(), eps)
    bigger = np.maximum(abs(analytic), abs(numeric))
    bigger[bigger == 0.0] = 1.0
    return float(np.max(abs(analytic - numeric) / bigger))
