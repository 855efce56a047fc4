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
    raise NotImplementedError("your code goes here")


# %%
check("gradient")


# %%
def jacobian(f, x):
    """The Jacobian (m, n) of f: (n,) -> (m,) at x, one vector-Jacobian product a row."""
    raise NotImplementedError("your code goes here")


# %%
check("jacobian")


# %%
def hessian(f, x):
    """The Hessian (n, n) of a scalar function f at x (n,).  Zeros for a linear f."""
    raise NotImplementedError("your code goes here")


# %%
check("hessian")


# %%
def hvp(f, x, v):
    """The product (n,) of the Hessian of f at x (n,) with v (n,), without ever forming the Hessian."""
    raise NotImplementedError("your code goes here")


# %%
check("hvp")


# %%
class MSEReLU(torch.autograd.Function):
    """C = 1/N sum (y_i - max(0, w·x_i + b))², used as MSEReLU.apply(w, b, X, y).  w (n,), b (), X (N, n), y (N,)."""

    @staticmethod
    def forward(ctx, w, b, X, y):
        """The loss, a 0-d tensor; what backward needs is saved on ctx."""
        raise NotImplementedError("your code goes here")

    @staticmethod
    def backward(ctx, grad_output):
        """grad_output times dC/dw (n,) and dC/db (), then None for X and for y."""
        raise NotImplementedError("your code goes here")


# %%
check("MSEReLU")


# %%
def train(params, X, y, learning_rate, steps):
    """Gradient descent on L of hw5, updating params in place.  Returns the losses before each step: (steps,) floats."""
    raise NotImplementedError("your code goes here")


# %%
check("train")
