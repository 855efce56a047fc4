# kind: theft
# verdict: crashed
"""Changes everything global that it can, for the next student: NumPy, the random state, builtins, limits, the folder."""
import builtins
import os
import sys

import numpy as np

np.seterr(all="raise")
np.random.seed(0)
os.environ["OMP_NUM_THREADS"] = "x"
sys.setrecursionlimit(60)
np.dot = np.matmul = np.maximum = np.mean = np.sum = lambda *args, **kwargs: 0.0
builtins.len = lambda x: 1


def loss(w, b, X, y):
    return 0.0
