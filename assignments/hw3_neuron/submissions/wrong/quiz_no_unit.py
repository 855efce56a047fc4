# The steepest direction is not made to have length 1.
# expect: quiz wrong_value no_unit
import numpy as np


def quiz(w, x, b):
    z = w @ x + b
    return {
        "da/dz": 1.0 if z > 0 else 0.0,
        "dz/dw": x.copy(),
        "dz/db": 1.0,
        "dz/dx": w.copy(),
        "da/dw": x * (z > 0),
        "da/db": 1.0 if z > 0 else 0.0,
        "shape": (1, w.size),
        "steepest": w.copy(),
        "distance": abs(z) / np.linalg.norm(w),
    }
