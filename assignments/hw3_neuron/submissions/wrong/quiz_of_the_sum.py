# expect: quiz wrong_value of_the_sum
"""The derivatives of z where those of a are asked for."""
import numpy as np


def quiz(w, x, b):
    z, norm = w @ x + b, np.linalg.norm(w)
    on = 1.0 if z > 0 else 0.0
    return {"da/dz": on, "dz/dw": 1.0 * x, "dz/db": 1.0, "dz/dx": 1.0 * w, "da/dw": 1.0 * x, "da/db": 1.0, "shape": (1, x.size), "steepest": w / norm, "distance": np.abs(z) / norm}
