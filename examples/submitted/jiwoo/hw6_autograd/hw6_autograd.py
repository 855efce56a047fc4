# %%
import torch

# %%
def gradient(f, x):
    x.requires_grad_(True)
    y = f(x)
    y.backward()
    return x.grad


# %%
def jacobian(f, x):
    x = x.clone().detach().requires_grad_(True)
    y = f(x)
    y.backward()
    return x.grad


# %%
def hessian(f, x):
    """The Hessian (n, n) of a scalar function f at x (n,).  Zeros for a linear f."""
    raise NotImplementedError("your code goes here")


# %%
def hvp(f, x, v):
    return hessian(f, x) @ v


# %%
class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        z = X @ w + b
        ctx.save_for_backward(z, X, y)
        return torch.mean((y - torch.relu(z)) ** 2)

    @staticmethod
    def backward(ctx, grad_output):
        z, X, y = ctx.saved_tensors
        e = 2 / len(y) * (z - y) * (z > 0)
        return X.T @ e, e.sum()


# %%
def train(params, X, y, learning_rate, steps):
    losses = []
    for i in range(steps):
        out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        loss.backward()
        losses.append(loss.item())
        for name in params:
            params[name] -= learning_rate * params[name].grad
    return losses
