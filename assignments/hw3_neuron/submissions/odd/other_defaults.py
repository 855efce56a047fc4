# expect: * passed
"""Changes the defaults of NumPy and PyTorch, prints a lot, and sets up a logger."""
import logging
import sys

import numpy as np
import torch

torch.set_default_dtype(torch.float32)
np.set_printoptions(precision=2, suppress=True)
np.seterr(all="raise")
logging.basicConfig(stream=sys.stdout, level=logging.DEBUG)


def activation(w, x, b):
    logging.debug("w %s x %s b %s", w, x, b)
    return torch.relu(torch.tensor(w) @ torch.tensor(x) + b).item()


def d_activation(w, x, b):
    print("asked", file=sys.stderr)
    active = (torch.tensor(w) @ torch.tensor(x) + b > 0).double()
    return (active * torch.tensor(x)).numpy(), active.item(), (active * torch.tensor(w)).numpy()
