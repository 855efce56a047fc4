# expect: d_add error
# expect: d_sub error
# expect: d_mul error
# expect: d_sum out_of_memory
# expect: d_quadratic crashed
"""SystemExit, a frozen recursion, a raised skip, a memory bomb, and the end of its process."""
import os

import numpy as np


def d_add(w, x):
    raise SystemExit(0)


def d_sub(w, x):
    return d_sub(x, w)


def d_mul(w, x):
    import unittest
    raise unittest.SkipTest(f"leaks {w!r} {x!r}")


def d_sum(J):
    hoard = []
    while True:
        hoard.append(np.ones(10**7))


def d_quadratic(A, b, x):
    os._exit(0)
