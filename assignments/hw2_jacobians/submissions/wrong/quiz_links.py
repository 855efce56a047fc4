# expect: quiz wrong_value links_reversed
"""The chain in the order in which the functions are applied; all else is right."""


def quiz(m, k, n):
    return dict(
        {"scalar by vector": [1, n], "vector by scalar": [m, 1], "vector by vector": [m, n], "denominator": [n, m]},
        zeros=n * (n - 1), expansion=(n, 1), links=[(k, n), (m, k)], sum=[[1] * n],
    )
