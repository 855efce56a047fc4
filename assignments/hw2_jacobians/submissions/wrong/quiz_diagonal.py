# The entries on the diagonal are counted, not those beside it.
# expect: quiz wrong_value diagonal_counted
import numpy as np


def quiz(m, k, n):
    return {
        "scalar by vector": (1, n),
        "vector by scalar": (m, 1),
        "vector by vector": (m, n),
        "denominator": (n, m),
        "zeros": n,
        "expansion": (n, 1),
        "links": ((m, k), (k, n)),
        "sum": np.ones((1, n)),
    }
