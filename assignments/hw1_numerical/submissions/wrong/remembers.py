# expect: numerical_gradient wrong_value earlier_answer
# expect: jacobian wrong_value earlier_answer
"""Answers are kept by the shape of x."""
import numpy as np

seen = {}


def numerical_gradient(f, x, eps=1e-5):
    key = ("gradient", x.shape)
    if key not in seen:
        z = np.asarray(x, dtype=float)
        steps = eps * np.eye(x.size).reshape(-1, *x.shape)
        seen[key] = np.array([(f(z + d) - f(z - d)) / (2 * eps) for d in steps]).reshape(x.shape)
    return seen[key]


def jacobian(f, x, eps=1e-5):
    key = ("jacobian", x.shape, np.shape(f(x)))
    if key not in seen:
        seen[key] = np.column_stack([np.atleast_1d(f(x + d) - f(x - d)) / (2 * eps) for d in eps * np.eye(x.size)])
    return seen[key]
