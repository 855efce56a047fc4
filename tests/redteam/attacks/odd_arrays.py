# kind: comparison
# verdict: wrong_dtype
"""Objects, masked values, complex numbers without an imaginary part, bools and structures in the place of floats."""
import itertools

import numpy as np

KINDS = itertools.cycle([
    np.array(None), np.ma.masked, np.array(0j), np.True_, np.zeros((), "f4,f4"), np.array("0"), np.datetime64(0, "s")
])


def loss(w, b, X, y):
    return next(KINDS)
