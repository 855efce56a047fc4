# expect: * passed
"""PyTorch is imported and set up from habit, and never used."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
device = torch.device("cpu")
delta = np.identity


def d_add(w, x):
    return delta(w.size), delta(x.size)


def d_sub(w, x):
    return delta(w.size), -1.0 * delta(x.size)


def d_mul(w, x):
    return np.einsum("i,ij->ij", x, delta(x.size)), np.einsum("i,ij->ij", w, delta(w.size))


def d_div(w, x):
    return delta(x.size) / x, delta(x.size) * (-w * x**-2.0)


def d_add_scalar(x, z):
    return delta(x.size), np.ones_like(x).reshape(-1, 1)


def d_mul_scalar(x, z):
    return z * delta(x.size), np.expand_dims(x.copy(), 1)


def d_sum(J):
    return np.einsum("ij->j", J)


def chain(J_outer, J_inner):
    return np.einsum("il,lj->ij", J_outer, J_inner, optimize=True)


def d_quadratic(A, b, x):
    return np.einsum("il,l,lj->ij", A, 2 * (A @ x + b), A)
