# expect: * passed
"""Plain Python: loops and lists, no NumPy at all."""
def weighted_sum(w, x, b):
    z = b
    for wi, xi in zip(w, x):
        z += wi * xi
    return z


def activation(w, x, b):
    z = weighted_sum(w, x, b)
    return z if z > 0 else 0


def d_activation(w, x, b):
    active = 1 if weighted_sum(w, x, b) > 0 else 0
    dw, dx = [], []
    for wi, xi in zip(w, x):
        dw.append(active * xi)
        dx.append(active * wi)
    return dw, active, dx
