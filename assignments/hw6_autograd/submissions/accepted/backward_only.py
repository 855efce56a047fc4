# expect: * passed
"""backward() and .grad throughout, with the old .data in the update."""
import torch


def gradient(f, x):
    x = x.clone().detach().requires_grad_()
    f(x).backward()
    return x.grad


def jacobian(f, x):
    x = x.clone().detach().requires_grad_()
    y = f(x)
    J = torch.empty(y.numel(), x.numel(), dtype=x.dtype, device=x.device)
    for i in range(y.numel()):
        x.grad = None
        y[i].backward(retain_graph=True)
        J[i] = x.grad
    return J


def hessian(f, x):
    x = x.clone().detach().requires_grad_()
    f(x).backward(create_graph=True)
    g = x.grad
    H = torch.zeros(x.numel(), x.numel(), dtype=x.dtype, device=x.device)
    if g.requires_grad:
        for i in range(x.numel()):
            x.grad = None
            g[i].backward(retain_graph=True)
            H[i] = x.grad
    return H


def hvp(f, x, v):
    x = x.clone().detach().requires_grad_()
    f(x).backward(create_graph=True)
    g, x.grad = x.grad, None
    if not g.requires_grad:
        return torch.zeros_like(v)
    (g * v).sum().backward()
    return x.grad


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        a = torch.relu(X.mv(w) + b)
        ctx.save_for_backward(X, y, a)
        return (a - y).pow(2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        X, y, a = ctx.saved_tensors
        e = grad_output * 2 * (a - y) * (a > 0) / len(y)
        return X.t().mv(e), e.sum(), None, None


def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        hidden = (X @ params["W1"] + params["b1"]).clamp(min=0)
        error = hidden @ params["W2"] + params["b2"] - y
        loss = 0.5 * error.pow(2).sum(dim=1).mean()
        loss.backward()
        for p in params.values():
            p.data -= learning_rate * p.grad
            p.grad.zero_()
        losses.append(float(loss))
    return losses
