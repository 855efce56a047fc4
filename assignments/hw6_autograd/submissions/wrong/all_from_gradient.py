# expect: gradient wrong_value sign
# expect: jacobian passed
# expect: hessian passed
# expect: hvp passed
# carried: jacobian gradient
# carried: hessian gradient
# carried: hvp gradient
"""A gradient with the wrong sign, of which the rest is made: by a lambda, in torch.func, by a default argument."""
import torch


def gradient(f, x):
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    return -slope


def jacobian(f, x):
    y = f(x.detach())
    return torch.stack([gradient(lambda z: f(z)[i], x).detach() for i in range(len(y))])


def hessian(f, x):
    return torch.func.jacrev(lambda z: gradient(f, z))(x.detach()).detach()


def hvp(f, x, v, slope=gradient):
    at = x.detach().clone().requires_grad_(True)
    g = slope(f, at)
    if not g.requires_grad:
        return torch.zeros_like(x)
    (product,) = torch.autograd.grad(g @ v, at, materialize_grads=True)
    return product
