import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        xp = x.copy()
        xm = x.copy()
        xp[i] += eps
        xm[i] -= eps
        g[i] = (f(xp) - f(xm)) / (2 * eps)
    return g


def jacobian(f, x, eps=1e-5):
    m = np.size(f(x))
    J = np.zeros((m, x.size))
    for j in range(x.size):
        xp, xm = x.copy(), x.copy()
        xp[j] += eps
        xm[j] -= eps
        J[:, j] = (f(xp) - f(xm)) / (2 * eps)
    return J


def hessian(f, x, eps=1e-4):
    # the Hessian is the Jacobian of the gradient
    return jacobian(lambda p: numerical_gradient(f, p, eps), x, eps)


def gradient_check(f, grad, x, eps=1e-5):
    a = grad(x).ravel()
    n = numerical_gradient(f, x, eps).ravel()
    worst = 0.0
    for ai, ni in zip(a, n):
        m = max(abs(ai), abs(ni))
        if m > 0:
            worst = max(worst, abs(ai - ni) / m)
    return worst


assert np.allclose(numerical_gradient(lambda v: v @ v, np.array([3.0, 4.0])), [6, 8])
