# expect: MSEReLU forbidden autograd_inside
"""backward asks autograd for the gradients of the forward pass."""
import torch


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        ctx.save_for_backward(w, b, X, y)
        return ((y - torch.relu(X @ w + b)) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        w, b, X, y = (each.detach() for each in ctx.saved_tensors)
        with torch.enable_grad():
            w, b = w.requires_grad_(), b.requires_grad_()
            loss = ((y - torch.relu(X @ w + b)) ** 2).mean()
        dw, db = torch.autograd.grad(loss, (w, b), grad_output)
        return dw, db, None, None
