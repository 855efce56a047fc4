# expect: * passed
"""Callable classes and partials; values of f are kept for the time of one call."""
from dataclasses import dataclass
from functools import cache, partial
from typing import Callable

import numpy as np


@dataclass(frozen=True)
class CentralDifference:
    order: str

    def __call__(self, f: Callable, x: np.ndarray, eps: float = 1e-5):
        columns = map(partial(self._along, f, np.asarray(x, float), eps), range(np.size(x)))
        stacked = np.column_stack(list(columns))
        return stacked.reshape(np.shape(x)) if self.order == "gradient" else stacked

    @staticmethod
    def _along(f, x, eps, k):
        e = np.zeros(x.size)
        e[k] = eps
        e = e.reshape(x.shape)
        return np.atleast_1d((f(x + e) - f(x - e)) / (eps + eps))


numerical_gradient = CentralDifference("gradient")
jacobian = CentralDifference("jacobian")


def hessian(f, x, eps=1e-4):
    @cache
    def at(*k):
        return f(x + eps * np.array(k))

    n = x.size
    unit = [tuple(int(i == j) for j in range(n)) for i in range(n)]
    H = np.empty((n, n))
    for i, j in np.ndindex(n, n):
        s = [at(*(a * p + b * q for p, q in zip(unit[i], unit[j]))) for a, b in [(1, 1), (1, -1), (-1, 1), (-1, -1)]]
        H[i, j] = (s[0] - s[1] - s[2] + s[3]) / (2 * eps) ** 2
    return H


def gradient_check(f, grad, x, eps=1e-5):
    """With a tiny floor under the denominator."""
    a, n = np.asarray(grad(x)), numerical_gradient(f, x, eps)
    return np.max(np.abs(a - n) / np.maximum(np.maximum(np.abs(a), np.abs(n)), 1e-12))
