# expect: quiz wrong_value twice_as_much
"""Twice the samples taken for twice the gradient; all else is right."""
import numpy as np


def quiz(w, b, X, y):
    z = X @ w + b
    e = (z > 0) * (z - y) * 2 / y.size
    return {"z": z.shape, "dC/dw": X.T @ e, "dC/db": e.sum(), "idle": np.sum(z <= 0), "sum": float(y.size), "twice": 2, "slope": -np.sum((X.T @ e) ** 2) - e.sum() ** 2}
