# expect: d_loss wrong_value none
"""Zeros of the right shapes, as if nothing depended on w and b: the mistake of nobody in particular."""


def d_loss(w, b, X, y):
    return 0 * w, 0.0
