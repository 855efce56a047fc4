# expect: * passed
"""Transposed and reversed views, Fortran order, np.kron and np.outer on the way."""
import numpy as np


def d_add(w, x):
    eye = np.asfortranarray(np.eye(w.shape[0]))
    return (eye.T, eye)


def d_sub(w, x):
    eye = np.kron(np.eye(len(w)), np.eye(1))
    return (eye, np.negative(eye))


def d_mul(w, x):
    eye = np.eye(len(w))
    return (np.outer(np.ones(len(w)), x) * eye, np.outer(np.ones(len(w)), w) * eye)


def d_div(w, x):
    J_w = np.linalg.inv(np.diag(x))
    return (J_w, -np.diag(w) @ J_w @ J_w)


def d_add_scalar(x, z):
    return (np.eye(len(x)), np.ones((1, len(x))).T)


def d_mul_scalar(x, z):
    return (np.diag(np.full(len(x), z)), x[None].T)


def d_sum(J):
    return np.ones((1, J.shape[0])) @ J


def chain(J_outer, J_inner):
    return (J_inner.T @ J_outer.T).T


def d_quadratic(A, b, x):
    return ((A.T * (2 * (A @ x + b))) @ A.T).T
