# expect: quiz wrong_value weights_only
"""The biases are not counted; all else is right."""


def quiz(N, d, h, k):
    out = {"Z1": [N, h], "dA1": [N, h], "dW1": [d, h], "db1": [h], "dW2 from": [[h, N], [N, k]]}
    out.update({"parameters": d * h + h * k, "std W1": (2 / d) ** 0.5, "std W2": (2 / h) ** 0.5, "mean": 2.0 / k})
    return out
