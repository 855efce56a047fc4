# kind: exhaustion
# verdict: wrong_dtype, timeout
"""Twenty-five megabytes of bytes and one complex number, which makes each of them sixteen bytes wide."""
import numpy as np


def loss(*arguments):
    return [np.zeros(100_000, "u1")] * 250 + [np.zeros(100_000, "c16")]
