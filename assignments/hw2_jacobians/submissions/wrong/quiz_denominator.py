# expect: quiz wrong_value denominator_layout
"""The quiz of someone who learned from a text in denominator layout."""
import numpy as np


def quiz(m, k, n):
    x = np.linspace(1, n, n)
    return {
        "scalar by vector": (n, 1),
        "vector by scalar": (1, m),
        "vector by vector": (n, m),
        "denominator": (m, n),
        "zeros": n**2 - n,
        "entry by entry": (np.eye(n), np.eye(n), np.diag(x), np.diag(x**-1)),
        "expansion": (np.eye(n), np.ones((1, n)), np.eye(n) * k, x[None]),
        "sum": np.ones((n, 1)),
        "one path": k * m,
        "several paths": k * m * n,
        "links": ((n, k), (k, m)),
        "quadratic": k * np.eye(n) @ np.diag(2 * (k * x + m)) * k,
    }
