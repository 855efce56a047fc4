# expect: gradient wrong_dtype
# expect: jacobian wrong_dtype
# expect: hessian wrong_dtype
# expect: hvp forbidden
# expect: MSEReLU error
# expect: train wrong_dtype
"""Tensors without values, without rows, in dtypes of their own, or larger than any memory."""
import torch


def gradient(f, x):
    return x.to("meta")


def jacobian(f, x):
    return x.detach().to(torch.bfloat16)


def hessian(f, x):
    return torch.eye(len(x), dtype=x.dtype, device=x.device).to_sparse()


def hvp(f, x, v):
    return torch.zeros(1, dtype=x.dtype, device=x.device).expand(10**12)


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        ctx.n = len(w)
        return w.sum().to(torch.complex64)

    @staticmethod
    def backward(ctx, grad_output):
        return torch.zeros(ctx.n).to(grad_output.device).double(), torch.zeros(()).to(grad_output.device).double(), None, None


def train(params, X, y, learning_rate, steps):
    params["W1"] = torch.quantize_per_tensor(params["W1"].detach().float(), 0.1, 0, torch.qint8)
    params["b1"] = torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)])
    return torch.tensor([True] * steps)
