# expect: loss wrong_value mean_squared
"""The square is taken of the mean."""
import numpy as np


def loss(w, b, X, y):
    answers = np.clip(X @ w + b, 0, None)
    return np.average(answers - y) ** 2
