# expect: * passed
"""Forward mode where it fits: a Jacobian by columns, and hvp as the derivative of the gradient along v."""
import torch
from torch.autograd import forward_ad


def gradient(f, x):
    with torch.enable_grad():
        leaf = torch.empty_like(x).copy_(x.detach()).requires_grad_()
        torch.autograd.backward(f(leaf))
    return leaf.grad.clone()


def along(f, x, v):
    with forward_ad.dual_level():
        tangent = forward_ad.unpack_dual(f(forward_ad.make_dual(x.detach(), v))).tangent
        return None if tangent is None else tangent.clone()


def jacobian(f, x):
    return torch.stack([along(f, x, e) for e in torch.eye(len(x), dtype=x.dtype, device=x.device)], dim=1)


def hessian(f, x):
    return torch.func.jacfwd(torch.func.grad(f))(x.detach())


def hvp(f, x, v):
    _, product = torch.func.jvp(torch.func.grad(f), (x.detach(),), (v,))
    return product


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        z = X @ w + b
        answer = torch.maximum(z, torch.zeros_like(z))
        ctx.save_for_backward(w, b, X, y)
        return torch.linalg.vector_norm(y - answer) ** 2 / y.shape[0]

    @staticmethod
    def backward(ctx, grad_output):
        w, b, X, y = ctx.saved_tensors
        ones = torch.cat([X, X.new_ones(len(X), 1)], dim=1)  # the bias as one more weight
        z = ones @ torch.cat([w, b[None]])
        both = (ones.T * ((z - y) * (z > 0))).mean(dim=1) * 2 * grad_output
        return both[:-1], both[-1], None, None


def train(params, X, y, learning_rate, steps):
    def loss_of(W1, b1, W2, b2):
        return (torch.relu(X @ W1 + b1) @ W2 + b2 - y).pow(2).sum().div(2 * X.size(0))

    losses = []
    for _ in range(steps):
        loss, pull = torch.func.vjp(loss_of, *(params[name].detach() for name in ("W1", "b1", "W2", "b2")))
        for name, slope in zip(("W1", "b1", "W2", "b2"), pull(torch.ones_like(loss))):
            params[name].data.copy_(params[name].data - learning_rate * slope)
        losses += [loss]
    return torch.stack(losses)
