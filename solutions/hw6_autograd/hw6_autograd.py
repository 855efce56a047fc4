# %% [markdown]
# # hw6: Autograd, from the outside and the inside

# %%
import torch

from autograder import check

# %% [markdown]
# ## 1. A gradient


# %%
def gradient(f, x):
    """The gradient of a scalar function f at x, by one backward pass.  Like x in shape, dtype and device."""
    ### BEGIN SOLUTION
    at = x.detach().clone().requires_grad_(True)
    f(at).backward()
    return at.grad
    ### END SOLUTION


# %%
check("gradient")


# %%
def jacobian(f, x):
    """The Jacobian (m, n) of f: (n,) -> (m,) at x, one vector-Jacobian product a row."""
    ### BEGIN SOLUTION
    at = x.detach().clone().requires_grad_(True)
    value = f(at)
    rows = []
    for i in range(len(value)):
        v = torch.zeros_like(value)
        v[i] = 1
        rows.append(torch.autograd.grad(value, at, v, retain_graph=True, materialize_grads=True)[0])
    return torch.stack(rows)
    ### END SOLUTION


# %%
check("jacobian")


# %%
def hessian(f, x):
    """The Hessian (n, n) of a scalar function f at x (n,).  Zeros for a linear f."""
    ### BEGIN SOLUTION
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:  # a linear function: its gradient does not depend on x
        return torch.zeros(len(at), len(at), dtype=x.dtype, device=x.device)
    rows = [torch.autograd.grad(slope[i], at, retain_graph=True, materialize_grads=True)[0] for i in range(len(at))]
    return torch.stack(rows)
    ### END SOLUTION


# %%
check("hessian")


# %%
def hvp(f, x, v):
    """The product (n,) of the Hessian of f at x (n,) with v (n,), without ever forming the Hessian."""
    ### BEGIN SOLUTION
    at = x.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(at), at, create_graph=True)
    if not slope.requires_grad:
        return torch.zeros_like(x)
    (product,) = torch.autograd.grad(slope @ v, at, materialize_grads=True)
    return product
    ### END SOLUTION


# %%
check("hvp")


# %%
class MSEReLU(torch.autograd.Function):
    """C = 1/N sum (y_i - max(0, w·x_i + b))², used as MSEReLU.apply(w, b, X, y).  w (n,), b (), X (N, n), y (N,)."""

    @staticmethod
    def forward(ctx, w, b, X, y):
        """The loss, a 0-d tensor; what backward needs is saved on ctx."""
        ### BEGIN SOLUTION
        z = X @ w + b
        ctx.save_for_backward(z, X, y)
        return ((y - z.clamp(min=0)) ** 2).mean()
        ### END SOLUTION

    @staticmethod
    def backward(ctx, grad_output):
        """grad_output times dC/dw (n,) and dC/db (), then None for X and for y."""
        ### BEGIN SOLUTION
        z, X, y = ctx.saved_tensors
        error = torch.where(z > 0, 2 / len(y) * (z - y), torch.zeros_like(z))
        return grad_output * (error @ X), grad_output * error.sum(), None, None
        ### END SOLUTION


# %%
check("MSEReLU")


# %%
def train(params, X, y, learning_rate, steps):
    """Gradient descent on L of hw5, updating params in place.  Returns the losses before each step: (steps,) floats."""
    ### BEGIN SOLUTION
    W1, b1, W2, b2 = (params[name].requires_grad_(True) for name in ("W1", "b1", "W2", "b2"))
    losses = []
    for _ in range(steps):
        prediction = torch.relu(X @ W1 + b1) @ W2 + b2
        loss = ((prediction - y) ** 2).sum() / (2 * len(X))
        losses.append(loss.item())
        gradients = torch.autograd.grad(loss, (W1, b1, W2, b2))
        with torch.no_grad():
            for parameter, slope in zip((W1, b1, W2, b2), gradients, strict=True):
                parameter.sub_(learning_rate * slope)
    return losses
    ### END SOLUTION


# %%
check("train")
