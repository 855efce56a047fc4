# expect: d_loss wrong_value stops_at_a_silent_one
"""`break` where `continue` was meant."""
import numpy as np


def d_loss(w, b, X, y):
    z = X @ w + b
    dw, db = np.zeros(len(w)), 0.0
    for z_i, x_i, y_i in zip(z, X, y):
        if z_i <= 0:
            break
        dw += 2 / len(y) * (z_i - y_i) * x_i
        db += 2 / len(y) * (z_i - y_i)
    return dw, float(db)
