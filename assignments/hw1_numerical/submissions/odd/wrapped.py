# expect: * passed
"""Defined twice, the last one counts; wrapped in a decorator that counts calls and in a partial; a singleton's methods."""
import functools

import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    raise NotImplementedError("first try")


def counted(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return function(*args, **kwargs)

    wrapper.calls = 0
    return wrapper


class Differences:
    def gradient(self, f, x, eps=1e-5):
        return self.columns(f, x, eps).reshape(np.shape(x))

    def columns(self, f, x, eps=1e-5):
        x = np.asarray(x, dtype=float)
        steps = eps * np.eye(x.size).reshape(-1, *x.shape)
        return np.column_stack([np.atleast_1d(f(x + d) - f(x - d)) / (2 * eps) for d in steps])


def second(scale, f, x, eps=1e-4):
    d = eps * np.eye(x.size)
    return np.array([[(f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)) / (scale * eps**2) for v in d] for u in d])


numerical_gradient = counted(Differences().gradient)
jacobian = Differences().columns
hessian = functools.partial(second, 4)


@counted
def gradient_check(f, grad, x, eps=1e-5):
    a, n = grad(x), numerical_gradient(f, x, eps)
    size = np.maximum(np.abs(a), np.abs(n))
    return np.max(np.abs(a - n) / np.where(size > 0, size, 1))
