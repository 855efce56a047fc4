# -*- coding: utf-8 -*-
# expect: * passed
"""Windows: a byte-order mark, CRLF, tabs, magics, identifiers of its own, and no last newline."""
%matplotlib inline
!pip install numpy
import numpy as np

def numerical_gradient(f, x, ε=1e-5):
	x = np.asarray(x, dtype=float)
	grad = np.zeros_like(x)
	for i in np.ndindex(x.shape):
		d = np.zeros_like(x)
		d[i] = ε
		grad[i] = (f(x + d) - f(x - d)) / (2 * ε)
	return grad


def jacobian(f, x, ε=1e-5):
	return np.column_stack([np.atleast_1d(f(x + d) - f(x - d)) / (2 * ε) for d in ε * np.eye(x.size)])


def hessian(f, x, ε=1e-4):
	d = ε * np.eye(x.size)
	return np.array([[(f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)) / (4 * ε**2) for v in d] for u in d])


def gradient_check(f, grad, x, ε=1e-5):
	a, n = grad(x), numerical_gradient(f, x, ε)
	größe = np.maximum(np.abs(a), np.abs(n))
	return np.max(np.abs(a - n) / np.where(größe > 0, größe, 1))