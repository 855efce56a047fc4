# expect: MSEReLU forbidden autograd_inside
"""forward asks autograd for the gradients already, and backward scales them."""
import torch
from torch.func import grad_and_value


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        def loss(w, b):
            return ((y - torch.relu(X @ w + b)) ** 2).mean()

        (ctx.dw, ctx.db), value = grad_and_value(loss, argnums=(0, 1))(w.detach(), b.detach())
        return value

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * ctx.dw, grad_output * ctx.db, None, None
