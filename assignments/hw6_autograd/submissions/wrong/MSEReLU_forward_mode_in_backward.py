# expect: MSEReLU forbidden autograd_inside
"""backward takes the gradients by forward mode."""
import torch


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        ctx.save_for_backward(w, b, X, y)
        return ((y - torch.relu(X @ w + b)) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        w, b, X, y = ctx.saved_tensors
        dw, db = torch.func.jacfwd(lambda w, b: ((y - torch.relu(X @ w + b)) ** 2).mean(), argnums=(0, 1))(w, b)
        return grad_output * dw, grad_output * db, None, None
