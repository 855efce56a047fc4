# expect: quiz wrong_value of_the_answer
"""The derivatives of a where those of z are asked for."""
import numpy as np


def quiz(w, x, b):
    z, norm = w @ x + b, np.linalg.norm(w)
    on = 1.0 if z > 0 else 0.0
    return {"da/dz": on, "dz/dw": on * x, "dz/db": on, "dz/dx": on * w, "da/dw": on * x, "da/db": on, "shape": (1, x.size), "steepest": w / norm, "distance": np.abs(z) / norm}
