# expect: quiz wrong_value columns
"""A pass for each input; all else is right."""
import torch


def quiz(m, n):
    return {"vjp": (n,), "rows": n, "twice": 2, "hessian": n + 1, "hvp": 2, "bytes": 8 * n**2, "linear": False, "returned": n}
