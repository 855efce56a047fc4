"""Homework 2, Jacobians.  Amara O.

Everything element-wise has a diagonal Jacobian, because output i only sees w_i and x_i.
"""
import numpy as np


def d_add(w, x):
    return np.eye(len(w)), np.eye(len(x))


def d_sub(w, x):
    return np.eye(len(w)), -np.eye(len(x))


def d_mul(w, x):
    return np.diag(x), np.diag(w)


def d_div(w, x):
    return np.diag(1 / x), np.diag(-w / x**2)


def d_add_scalar(x, z):
    n = len(x)
    return np.eye(n), np.ones((n, 1))


def d_mul_scalar(x, z):
    n = len(x)
    return z * np.eye(n), x.reshape(n, 1)


def d_sum(J):
    # sum = 1^T f, so its Jacobian is 1^T J
    return J.sum(axis=0, keepdims=True)


def chain(J_outer, J_inner):
    return J_outer @ J_inner


def d_quadratic(A, b, x):
    # u = Ax + b,  v = u*u,  result = Av + b
    u = A @ x + b
    dv_du = np.diag(2 * u)
    return chain(A, chain(dv_du, A))
