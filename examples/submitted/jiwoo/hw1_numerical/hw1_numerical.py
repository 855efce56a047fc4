# %%
import matplotlib.pyplot as plt
import numpy as np

from autograder.student import check


# %%
def numerical_gradient(f, x, eps=1e-5):
    """The gradient of a scalar f at x by central differences.  x: any shape; returns an array like x, in float64."""
    raise NotImplementedError("your code goes here")


# %%
check("numerical_gradient")


# %%
def jacobian(f, x, eps=1e-5):
    """The Jacobian of f at x by differences.  x: (n,), f(x): (m,) or a float; returns (m, n), or (1, n)."""
    raise NotImplementedError("your code goes here")


# %%
check("jacobian")


# %%
def hessian(f, x, eps=1e-4):
    """The Hessian of a scalar f at x by second differences.  x: (n,); returns (n, n), symmetric to rounding."""

    raise NotImplementedError("your code goes here")


# %%
check("hessian")


# %%
def gradient_check(f, grad, x, eps=1e-5):
    """The largest symmetric relative error of grad(x) against central differences of f.  x: any shape; a float."""
    raise NotImplementedError("your code goes here")


# %%
check("gradient_check")
