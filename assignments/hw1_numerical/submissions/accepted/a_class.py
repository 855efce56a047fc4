# expect: * passed
"""One class of differences with a step; four functions that ask it."""
from dataclasses import dataclass
from typing import Callable

import numpy as np


@dataclass
class Differences:
    f: Callable
    eps: float

    def along(self, x, place):
        ahead, behind = x.copy(), x.copy()
        ahead[place] += self.eps
        behind[place] -= self.eps
        return (np.asarray(self.f(ahead)) - np.asarray(self.f(behind))) / (2 * self.eps)

    def all(self, x):
        return [self.along(x, place) for place in np.ndindex(*x.shape)]


def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, dtype=np.float64)
    return np.asarray(Differences(f, eps).all(x)).reshape(x.shape)


def jacobian(f, x, eps=1e-5):
    return np.array([np.atleast_1d(column) for column in Differences(f, eps).all(x)]).T


def hessian(f, x, eps=1e-4):
    slope = lambda z: np.array(Differences(f, eps).all(z))
    H = np.array(Differences(slope, eps).all(x))
    return (H + H.T) / 2


def gradient_check(f, grad, x, eps=1e-5):
    a, n = np.ravel(grad(x)), np.ravel(numerical_gradient(f, x, eps))
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(np.abs(a - n) / np.maximum(np.abs(a), np.abs(n))).max()
