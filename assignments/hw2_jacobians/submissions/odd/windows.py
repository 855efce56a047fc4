# -*- coding: utf-8 -*-
# expect: * passed
"""Windows: a byte-order mark, CRLF, tabs, magics, a help line, and no last newline."""
%load_ext autoreload
%autoreload 2
!pip install -q numpy
np?
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
	return np.eye(len(x)), np.ones((len(x), 1))


def d_mul_scalar(x, z):
	return z * np.eye(len(x)), x.reshape(-1, 1)


def d_sum(J):
	return J.sum(axis=0)


def chain(J_outer, J_inner):
	return J_outer @ J_inner


def d_quadratic(A, b, x):
	return 2 * A @ np.diag(A @ x + b) @ A