# expect: quiz wrong_value xavier
"""The quiz of someone who took the usual name for the formula; all else is right."""
import math


def quiz(N, d, h, k):
    shapes = {"Z1": (N, h), "dA1": (N, h), "dW1": (d, h), "db1": (h,), "dW2 from": ((h, N), (N, k))}
    glorot = {"std W1": math.sqrt(2 / (d + h)), "std W2": math.sqrt(2 / (h + k))}
    return shapes | glorot | {"parameters": h * (d + 1) + k * (h + 1), "mean": 2 / k}
