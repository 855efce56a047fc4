# expect: quiz wrong_value quotient_like_a_product
"""The quotient is differentiated like a product."""
import numpy as np


def quiz(m, k, n):
    one, x = np.identity(n), np.arange(1, n + 1)
    return {
        "scalar by vector": (1, n),
        "vector by scalar": (m, 1),
        "vector by vector": (m, n),
        "denominator": (n, m),
        "zeros": n**2 - n,
        "entry by entry": (one, one, np.diag(1.0 * x), np.diag(1.0 * x)),
        "expansion": (one, np.ones((n, 1)), k * one, x.reshape(n, 1) * 1.0),
        "sum": np.ones((1, n)),
        "one path": m * k,
        "several paths": m * k * n,
        "links": ((m, k), (k, n)),
        "quadratic": np.diag(2.0 * k * k * (k * x + m)),
    }
