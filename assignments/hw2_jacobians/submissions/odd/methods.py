# expect: * passed
"""Bound methods of an object made at the end, some attached to its class afterwards, one behind a property."""
import numpy as np


class Calculus:
    @property
    def sum(self):
        return lambda J: J.sum(0, keepdims=True)

    @staticmethod
    def chain(J_outer, J_inner):
        return np.linalg.multi_dot([J_outer, np.eye(J_outer.shape[1]), J_inner])

    def add(self, w, x):
        return np.eye(len(w)), np.eye(len(x))

    def __call__(self, A, b, x):
        return self.chain(2 * A, np.diag(A @ x + b) @ A)


def _mul(self, w, x):
    return np.diag(x), np.diag(w)


Calculus.mul = _mul
Calculus.sub = lambda self, w, x: (self.add(w, x)[0], -self.add(w, x)[1])
Calculus.div = lambda self, w, x: (np.diag(1 / x), np.diag(-w / x**2))

calculus = Calculus()
d_add, d_sub, d_mul, d_div = calculus.add, calculus.sub, calculus.mul, calculus.div
d_sum, chain, d_quadratic = calculus.sum, calculus.chain, calculus


def d_add_scalar(x, z, *, verbose=False):
    return np.eye(len(x)), np.ones((len(x), 1))


def d_mul_scalar(x: np.ndarray, z: "float", **options: object) -> "tuple[np.ndarray, np.ndarray]":
    return z * np.eye(len(x)), x.reshape(-1, 1)
