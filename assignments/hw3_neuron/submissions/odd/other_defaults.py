# expect: * passed
"""Changes the defaults of NumPy and of an unused PyTorch, prints a lot, and sets up a logger."""
import logging
import sys

import numpy as np
import torch

torch.set_default_dtype(torch.float32)
np.set_printoptions(precision=2, suppress=True)
np.seterr(all="raise")
logging.basicConfig(stream=sys.stdout, level=logging.DEBUG)


def activation(w: np.ndarray, x: torch.Tensor, b: float):
    logging.debug("w %s x %s b %s", w, x, b)
    return max(0.0, float(w @ x) + b)


@torch.no_grad()
def d_activation(w, x, b):
    print("asked", file=sys.stderr)
    active = float(w @ x + b > 0)
    return active * x, active, active * w
