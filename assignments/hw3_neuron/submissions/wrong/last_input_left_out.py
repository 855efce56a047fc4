# expect: activation wrong_value last_input_left_out
"""The loop ends one input too early."""


def activation(w, x, b):
    z, i = b, 0
    while i < len(x) - 1:
        z = z + w[i] * x[i]
        i = i + 1
    return max(z, 0.0)
