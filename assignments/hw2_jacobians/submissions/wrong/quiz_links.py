# expect: quiz wrong_value links_reversed
"""The chain in the order in which the functions are applied; all else is right."""
import numpy as np


def quiz(m, k, n):
    x, one = np.array([1.0 + i for i in range(n)]), np.eye(n)
    return dict(
        {"scalar by vector": [1, n], "vector by scalar": [m, 1], "vector by vector": [m, n], "denominator": [n, m],
         "entry by entry": [one, one, one * x, one / x], "one path": m * k, "several paths": sum([m * k] * n)},
        zeros=n * (n - 1), expansion=[one, np.ones((n, 1)), one * k, x[:, None]], links=[(k, n), (m, k)], sum=[[1] * n],
        quadratic=2 * k * one @ np.diag(k * x + m) @ (k * one),
    )
