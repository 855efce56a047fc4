# expect: * passed
"""Exported from a notebook: magics, shell lines, a first try, pictures, a failing test of its own at the end."""
%matplotlib inline
!pip install numpy
import numpy as np
import matplotlib.pyplot as plt


def numerical_gradient(f, x, eps=1e-5):
    pass  # a first try


def numerical_gradient(f, x, eps=1e-5):
    x = np.asarray(x, float)
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        d = np.zeros_like(x); d[i] = eps
        g[i] = (f(x + d) - f(x - d)) / (2*eps)
    return g


def jacobian(f, x, eps=1e-5):
    return np.stack([np.ravel(f(x + d) - f(x - d)) / (2*eps) for d in np.eye(len(x)) * eps], axis=1)


def hessian(f, x, eps=1e-4):
    return jacobian(lambda z: numerical_gradient(f, z, eps), x, eps)


def gradient_check(f, grad, x, eps=1e-5):
    a, n = grad(x), numerical_gradient(f, x, eps)
    return float(np.max(np.where(a == n, 0.0, np.abs(a - n) / np.maximum(np.maximum(np.abs(a), np.abs(n)), 1e-300))))


%timeit numerical_gradient(lambda x: x @ x, np.ones(3))
files = !ls
plt.plot(range(3)); plt.show()
assert hessian(lambda x: x @ x, np.ones(2))[0, 0] == 2, "my own test, which is wrong"
