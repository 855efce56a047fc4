# %% [markdown]
# # $id: TODO: the title of assignment.toml
#
# TODO: how long it takes, what is written, the conventions and limits. Everything is in float64 unless said otherwise.

# %%
import numpy as np

from autograder.student import check

# %% [markdown]
# ## 1. TODO: the idea
#
# TODO: the idea in a paragraph, then the derivation with every shape. For $\mathbf{x}$ of shape $(n,)$,
#
# $$ f(\mathbf{x}) = \sum_{i=1}^{n} x_i^2, \qquad \frac{\partial f}{\partial\mathbf{x}} = 2\mathbf{x} \quad (n,). $$
#
# **By hand.** TODO: numbers that a reader can check, the same as in the first public check. At $\mathbf{x} = (1, -2)$
# the gradient is $(2, -4)$.


# %%
def d_square(x):
    """The gradient (n,) of the sum of squares at x (n,)."""
    ### BEGIN SOLUTION
    return 2 * np.asarray(x)
    ### END SOLUTION


# %%
check("d_square")

# %% [markdown]
# TODO: a picture (a function decorated with `@picture`), a derivation by hand (`# %% [markdown] manual=10`, with its
# answer between the solution markers), and a recall quiz (a question with `practice = true`). hw4_loss has all three.
