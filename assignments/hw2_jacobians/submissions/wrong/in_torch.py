# expect: * forbidden
"""The Jacobians by torch.autograd: this homework is in NumPy."""
import numpy as np
import torch
from torch.autograd.functional import jacobian


def both(f, *inputs):
    tensors = tuple(torch.as_tensor(np.array(i), dtype=torch.float64) for i in inputs)
    return tuple(J.reshape(len(tensors[0]), -1).numpy() for J in jacobian(f, tensors))


def d_add(w, x):
    return both(torch.add, w, x)


def d_sub(w, x):
    return both(torch.sub, w, x)


def d_mul(w, x):
    return both(torch.mul, w, x)


def d_div(w, x):
    return both(torch.div, w, x)


def d_add_scalar(x, z):
    return both(torch.add, x, z)


def d_mul_scalar(x, z):
    return both(torch.mul, x, z)


def d_sum(J):
    J = torch.tensor(J)
    return jacobian(lambda x: (J @ x).sum(), torch.zeros(J.shape[1], dtype=J.dtype)).reshape(1, -1).numpy()


def chain(J_outer, J_inner):
    outer, inner = torch.tensor(J_outer), torch.tensor(J_inner)
    return jacobian(lambda x: outer @ (inner @ x), torch.zeros(inner.shape[1], dtype=inner.dtype)).numpy()


def d_quadratic(A, b, x):
    A, b, x = (torch.tensor(part) for part in (A, b, x))
    return jacobian(lambda x: A @ (A @ x + b) ** 2 + b, x).numpy()
