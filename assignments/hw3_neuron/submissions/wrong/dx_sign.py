# expect: d_activation wrong_value dx_sign
"""dx has a minus before it, as if x were subtracted."""


def d_activation(w, x, b):
    if x @ w + b <= 0:
        return 0 * x, 0.0, 0 * w
    return x, 1.0, -w
