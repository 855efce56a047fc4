# expect: * passed
"""train is hw5's own backward pass under no_grad; hvp is a product of two vector-Jacobian products."""
import torch


def value_and_graph(f, x):
    leaf = x.detach().requires_grad_(True)
    return leaf, f(leaf)


def gradient(f, x):
    leaf, value = value_and_graph(f, x)
    return torch.autograd.grad(value, [leaf])[0]


def jacobian(f, x):
    leaf, value = value_and_graph(f, x)
    eye = torch.eye(len(value), dtype=value.dtype, device=value.device)
    return torch.autograd.grad(value, leaf, eye, is_grads_batched=True)[0]


def hessian(f, x):
    return jacobian(lambda at: torch.autograd.grad(f(at), at, create_graph=True)[0] + 0 * at, x)


def hvp(f, x, v):
    # g(u) = Jᵀu is linear in u, and so is its derivative by u, in the direction v: Jv, with J the Jacobian of the gradient
    leaf, value = value_and_graph(f, x)
    (slope,) = torch.autograd.grad(value, leaf, create_graph=True)
    slope = slope + 0 * leaf
    u = torch.zeros_like(slope, requires_grad=True)
    (pulled,) = torch.autograd.grad(slope, leaf, u, create_graph=True)
    if pulled is None or not pulled.requires_grad:
        return torch.zeros_like(x.detach())
    return torch.autograd.grad(pulled, u, v, allow_unused=True)[0]


class MSEReLU(torch.autograd.Function):
    @staticmethod
    @torch.no_grad()
    def forward(ctx, w, b, X, y):
        residuals, active = [], []
        for x_i, y_i in zip(X, y):
            z = w @ x_i + b
            residuals.append(z.clamp(min=0) - y_i)
            active.append(z > 0)
        residuals, active = torch.stack(residuals), torch.stack(active)
        ctx.save_for_backward(X, residuals * active)
        return residuals @ residuals / len(y)

    @staticmethod
    def backward(ctx, grad_output):
        X, e = ctx.saved_tensors
        scale = grad_output * 2 / X.shape[0]
        dw = scale * (X * e[:, None]).sum(0) if ctx.needs_input_grad[0] else None
        db = scale * e.sum() if ctx.needs_input_grad[1] else None
        return dw, db, None, None


@torch.no_grad()
def train(params, X, y, learning_rate, steps):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    losses = []
    for _ in range(steps):
        Z1 = X @ W1 + b1
        A1 = torch.relu(Z1)
        dY = (A1 @ W2 + b2 - y) / len(X)
        losses.append((len(X) * (dY * dY).sum() / 2).item())
        dZ1 = dY @ W2.T * (Z1 > 0)
        for parameter, slope in ((W1, X.T @ dZ1), (b1, dZ1.sum(0)), (W2, A1.T @ dY), (b2, dY.sum(0))):
            parameter -= learning_rate * slope
    return losses
