# expect: * passed
"""Exported from a notebook: magics, shell lines, a first try, a failing test of its own at the end."""
%matplotlib inline
!pip install numpy
import numpy as np


def d_div(w, x):
    return 0  # a first try


def d_add(w, x):
    return np.eye(len(w)), np.eye(len(x))


def d_sub(w, x):
    return np.eye(len(w)), -np.eye(len(x))


def d_mul(w, x):
    return np.diag(x), np.diag(w)


def d_div(w, x):
    return np.diag(1/x), np.diag(-w/x**2)


def d_add_scalar(x, z):
    return np.eye(len(x)), np.ones(x.shape + (1,))


def d_mul_scalar(x, z):
    return np.eye(len(x))*z, np.c_[x]


def d_sum(J):
    return np.sum(J, axis=0)[None]


def chain(J_outer, J_inner):
    return J_outer.dot(J_inner)


def d_quadratic(A, b, x):
    return 2*A @ np.diag(A @ x + b) @ A


%timeit d_add(np.ones(3), np.ones(3))
files = !ls
d_add?
assert d_add(np.ones(1), np.ones(1))[0] == 2, "my own test, which is wrong"
