# expect: * passed
"""torch.func: transforms in place of graphs; a Function with setup_context; a functional training step."""
import torch
from torch.func import grad, grad_and_value, hessian as func_hessian, jacrev, jvp


def gradient(f, x):
    return grad(f)(x.detach())


def jacobian(f, x):
    return jacrev(f)(x.detach())


def hessian(f, x):
    return func_hessian(f)(x.detach())


def hvp(f, x, v):
    return jvp(grad(f), (x.detach(),), (v,))[1]


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(w, b, X, y):
        return torch.nn.functional.mse_loss(torch.relu(X @ w + b), y)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, grad_output):
        w, b, X, y = ctx.saved_tensors
        z = X @ w + b
        e = torch.where(z > 0, z - y, 0.0) * (2 * grad_output / y.numel())
        return e @ X, e.sum(), None, None


def train(params, X, y, learning_rate, steps):
    def loss(p):
        error = torch.relu(X @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"] - y
        return torch.einsum("nk,nk->", error, error) / (2 * len(X))

    losses = torch.empty(steps, dtype=torch.float64)
    for t in range(steps):
        grads, losses[t] = grad_and_value(loss)({name: p.detach() for name, p in params.items()})
        with torch.no_grad():
            for name, p in params.items():
                p.add_(grads[name], alpha=-learning_rate)
    return losses
