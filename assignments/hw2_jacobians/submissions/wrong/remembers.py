# expect: d_add passed
# expect: d_mul wrong_value earlier_answer
# expect: d_div wrong_value earlier_answer
# expect: chain wrong_value earlier_answer
# expect: d_quadratic wrong_value earlier_answer
"""Answers are kept by shape, which is right for d_add alone."""
import functools

import numpy as np

kept = {}


def keep(function):
    @functools.wraps(function)
    def wrapper(*args):
        key = (function.__name__, *map(np.shape, args))
        if key not in kept:
            kept[key] = function(*args)
        return kept[key]
    return wrapper


@keep
def d_add(w, x):
    return np.eye(len(w)), np.eye(len(x))


@keep
def d_mul(w, x):
    return np.diag(x), np.diag(w)


@keep
def d_div(w, x):
    return np.diag(1 / x), np.diag(-w / x**2)


@keep
def chain(J_outer, J_inner):
    return J_outer @ J_inner


@keep
def d_quadratic(A, b, x):
    return 2 * A @ np.diag(A @ x + b) @ A
