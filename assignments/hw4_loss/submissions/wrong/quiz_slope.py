# expect: quiz wrong_value slope_without_bias
"""The slope along the step in w alone; all else is right."""
import numpy as np


def quiz(w, b, X, y):
    z = X @ w + b
    dw = X.T @ np.where(z > 0, 2 * (z - y), 0) / len(X)
    return dict(z=(len(X),), dw=(X.shape[1],), idle=sum(z <= 0), sum=len(X), twice=1.0, slope=-np.dot(dw, dw))
