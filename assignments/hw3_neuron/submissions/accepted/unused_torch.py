# expect: * passed
"""PyTorch is imported and set up from habit, and never used."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
device = torch.device("cpu")


def activation(w, x, b):
    return max(0.0, float(w @ x) + b)


def d_activation(w, x, b):
    active = float(w @ x + b > 0)
    return active * x, active, active * w
