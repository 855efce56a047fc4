# expect: * passed
"""Prints, plots, asks for input, measures for a while and has a main part, all at top level."""
import time

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from a_package_that_is_not_installed import something

print("my homework", {"verdict": "unknown"})
try:
    name = input("Your name? ")
except EOFError:
    name = "nobody"


def numerical_gradient(f, x, eps=1e-5):
    x = np.asarray(x, dtype=float)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        d = np.zeros_like(x)
        d[i] = eps
        grad[i] = (f(x + d) - f(x - d)) / (2 * eps)
    return grad


def jacobian(f, x, eps=1e-5):
    return np.column_stack([np.atleast_1d(f(x + d) - f(x - d)) / (2 * eps) for d in eps * np.eye(x.size)])


def hessian(f, x, eps=1e-4):
    d = eps * np.eye(x.size)
    return np.array([[(f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)) / (4 * eps**2) for v in d] for u in d])


def gradient_check(f, grad, x, eps=1e-5):
    a, n = grad(x), numerical_gradient(f, x, eps)
    size = np.maximum(np.abs(a), np.abs(n))
    return np.max(np.abs(a - n) / np.where(size > 0, size, 1))


started = time.time()
eps = np.logspace(-8, -1, 20)
errors = [abs(numerical_gradient(lambda x: np.sin(x).sum(), np.array([1.0]), e)[0] - np.cos(1)) for e in eps]
fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3))
left.loglog(eps, errors, "o-", label=name)
left.legend()
plt.tight_layout()
plt.show()
print(f"took {time.time() - started:.2f} s")

if __name__ == "__main__":
    assert np.allclose(numerical_gradient(lambda x: (x**2).sum(), np.ones((2, 2))), 2)
    print("all my tests pass")
