# expect: MSEReLU passed
# expect: hvp passed
"""MSEReLU of two functions of one's own, each with a backward by hand; hvp adds up the products one by one."""
import torch


class Neuron(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X):
        z = X @ w + b
        ctx.save_for_backward(X, z)
        return torch.relu(z)

    @staticmethod
    def backward(ctx, above):
        X, z = ctx.saved_tensors
        dz = above * (z > 0)
        return X.T @ dz, dz.sum(), None


class MeanSquare(torch.autograd.Function):
    @staticmethod
    def forward(ctx, answer, y):
        ctx.save_for_backward(answer, y)
        return ((answer - y) ** 2).mean()

    @staticmethod
    def backward(ctx, above):
        answer, y = ctx.saved_tensors
        return above * 2 / len(y) * (answer - y), None


class MSEReLU:
    @staticmethod
    def apply(w, b, X, y):
        return MeanSquare.apply(Neuron.apply(w, b, X), y)


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros_like(x)
    along = torch.stack([part @ other for part, other in zip(slope.split(100), v.split(100))]).sum()
    return torch.autograd.grad(along, at)[0]
