# expect: activation wrong_value whole_number
"""z is made an int on the way."""


def activation(w, x, b):
    z = int(sum(w * x) + b)
    return float(z) if z > 0 else 0.0
