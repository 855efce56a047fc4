# expect: d_activation wrong_value no_mask+dx_sign
"""No condition, and a minus before dx."""


def d_activation(w, x, b):
    return x, 1.0, -w
