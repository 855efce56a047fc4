# expect: d_add wrong_value
# expect: d_mul wrong_value
"""Right for the first call, garbage afterwards; and one result array that changes while it is looked at."""
import numpy as np

calls = []
shared = {}


def d_add(w, x):
    calls.append(w)
    n = len(w)
    return (np.eye(n), np.eye(n)) if len(calls) == 1 else (np.zeros((n, n)), np.eye(n))


class Fickle(list):
    def __iter__(self):
        shared["looks"] = shared.get("looks", 0) + 1
        return iter([[0.0] * len(self)] * len(self))


def d_mul(w, x):
    return Fickle(np.diag(x).tolist()), Fickle(np.diag(w).tolist())
