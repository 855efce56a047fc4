# expect: loss wrong_value first_sample_alone+no_mean
"""The return stands in the loop, and nothing is divided by N."""


def loss(w, b, X, y):
    for x, target in zip(X, y):
        return (target - max(0.0, w @ x + b)) ** 2
