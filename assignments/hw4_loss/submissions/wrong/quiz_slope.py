# expect: quiz wrong_value slope_without_bias
"""The slope along the step in w alone; all else is right."""
import numpy as np


def quiz(w, b, X, y):
    z = X @ w + b
    error = np.where(z > 0, 2 * (z - y), 0) / len(X)
    dw = X.T @ error
    answers = dict(z=(len(X),), idle=sum(z <= 0), sum=len(X), twice=1.0, slope=-np.dot(dw, dw))
    return answers | {"dC/dw": dw, "dC/db": np.sum(error)}
