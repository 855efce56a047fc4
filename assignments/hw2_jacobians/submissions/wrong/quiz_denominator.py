# expect: quiz wrong_value denominator_layout
"""The quiz of someone who learned from a text in denominator layout."""
import numpy as np


def quiz(m, k, n):
    return {
        "scalar by vector": (n, 1),
        "vector by scalar": (1, m),
        "vector by vector": (n, m),
        "denominator": (m, n),
        "zeros": n**2 - n,
        "expansion": (1, n),
        "links": ((n, k), (k, m)),
        "sum": np.ones((n, 1)),
    }
