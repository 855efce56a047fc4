# expect: d_activation wrong_value no_mask+sign
"""No condition, and the opposite sign."""


def d_activation(w, x, b):
    return -x, -1.0, -w
