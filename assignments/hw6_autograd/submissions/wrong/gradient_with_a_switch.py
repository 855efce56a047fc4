# expect: gradient wrong_value
# expect: jacobian passed
# expect: hessian passed
# expect: hvp passed
# expect: MSEReLU passed
# expect: train passed
# carried: hessian gradient
# carried: hvp gradient
"""gradient returns x itself; it has a parameter of its own, which hessian and hvp use."""
import torch


def gradient(f, x, keep=False):
    at = x if keep else x.detach().clone()
    at.requires_grad_(True) if not keep else None
    (slope,) = torch.autograd.grad(f(at), at, create_graph=keep, materialize_grads=True)
    return x


def jacobian(f, x):
    value, pull = torch.func.vjp(f, x.detach())
    (rows,) = torch.vmap(pull)(torch.diag(torch.ones_like(value)))
    return rows


def hessian(f, x):
    return torch.autograd.functional.jacobian(lambda at: gradient(f, at, keep=True), x.detach())


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    with torch.enable_grad():
        slope = gradient(f, at, keep=True)
        if slope.grad_fn is None:
            return v * 0
        return torch.autograd.grad(slope, at, grad_outputs=v)[0]


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        ctx.save_for_backward(w, b, X, y)
        return ((y - torch.nn.ReLU()(X @ w + b)) ** 2).sum() / len(X)

    @staticmethod
    def backward(ctx, grad_output):
        w, b, X, y = ctx.saved_tensors
        dw, db = torch.zeros_like(w), torch.zeros_like(b)
        for i in range(len(X)):
            z = torch.dot(w, X[i]) + b
            if z > 0:
                dw = dw + (z - y[i]) * X[i]
                db = db + (z - y[i])
        return grad_output * 2 * dw / len(X), grad_output * 2 * db / len(X), None, None


def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        loss = torch.sum((out - y) ** 2) / (2 * len(X))
        grads = torch.autograd.grad(loss, list(params.values()))
        losses.append(loss.item())
        for p, g in zip(params.values(), grads):
            p.data = p.data - learning_rate * g
    return losses
