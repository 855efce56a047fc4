# %% [markdown]
# # hw4: A neuron's loss and its gradient
#
# One to two hours. You write three functions: `loss`, `d_loss` and `train`. Everything is in float64 unless said
# otherwise. A gradient has the shape of the variable it is taken for: $(n,)$ for a vector $\mathbf{w}$ of $n$ entries.
# At the kink, relu'(0) = 0. Your functions leave their arguments as they found them.
#
# Limits when graded: 10 seconds for each question, 512 MB of memory, NumPy. A plain Python loop over samples is fine.

# %%
import numpy as np

from autograder import check

# %% [markdown]
# ## 1. The loss
#
# A neuron answers $\max(0, \mathbf{w}\cdot\mathbf{x}_i + b)$ for a sample $\mathbf{x}_i$. Over $N$ samples, the rows of
# $X$, with targets $y_i$, its mean squared error is
#
# $$ C(\mathbf{w}, b) = \frac{1}{N}\sum_{i=1}^{N}\bigl(y_i - \max(0, \mathbf{w}\cdot\mathbf{x}_i + b)\bigr)^2 $$
#
# | symbol | shape | |
# |---|---|---|
# | $X$ | $(N, n)$ | one sample a row |
# | $\mathbf{w}$ | $(n,)$ | |
# | $b$ | scalar | |
# | $\mathbf{z} = X\mathbf{w} + b$ | $(N,)$ | |
# | $\mathbf{y}$ | $(N,)$ | |
#
# **By hand.** With $\mathbf{w} = (1, -1)$, $b = 0$, samples $(2, 1)$, $(1, 7)$ and $(5, 1)$ and targets $3$, $-2$ and
# $5$: $\mathbf{z} = (1, -6, 4)$, the neuron answers $(1, 0, 4)$, the residuals are $(2, -2, 1)$, so
# $C = (4 + 4 + 1)/3 = 3$.


# %%
def loss(w, b, X, y):
    """C = 1/N sum (y_i - max(0, w·x_i + b))².  w: (n,), b: float, X: (N, n), y: (N,); returns a float."""
    raise NotImplementedError("your code goes here")


# %%
check("loss")

# %% [markdown]
# ## 2. Its gradient
#
# By the chain rule each sample adds its own term. With $z_i = \mathbf{w}\cdot\mathbf{x}_i + b$,
#
# $$ \frac{\partial C}{\partial \mathbf{w}} = \frac{2}{N}\sum_{i=1}^{N} \mathbb{1}[z_i > 0]\,(z_i - y_i)\,\mathbf{x}_i
#    \quad (n,), \qquad
#    \frac{\partial C}{\partial b} = \frac{2}{N}\sum_{i=1}^{N} \mathbb{1}[z_i > 0]\,(z_i - y_i) \quad \text{scalar}. $$
#
# The condition stands *inside* the sum: each sample is on its own side of the kink. Many course texts write one brace
# around the whole sum, as if the batch were on one side; that is right only when it is.
#
# **By hand**, with the numbers above: the first and the third sample are active, with $z_1 - y_1 = -2$ and
# $z_3 - y_3 = -1$, so
# $\partial C/\partial\mathbf{w} = \tfrac{2}{3}\bigl(-2\,(2, 1) - 1\,(5, 1)\bigr) = \tfrac{2}{3}(-9, -3) = (-6, -2)$ and
# $\partial C/\partial b = \tfrac{2}{3}(-2 - 1) = -2$. The $\tfrac{1}{3}$ counts all three samples, active or not.


# %%
def d_loss(w, b, X, y):
    """The gradient of `loss`: (dw, db), dw of shape (n,) and db a float."""
    raise NotImplementedError("your code goes here")


# %%
check("d_loss")

# %% [markdown]
# ### Derivation (by hand, 10 points)
#
# Starting from $C$, derive $\partial C/\partial\mathbf{w}$ for one sample, then for $N$. Say at which step the
# condition $z_i > 0$ enters, and why it cannot be taken out of the sum.

# %% [markdown]
# Your answer goes here.

# %% [markdown]
# ## 3. Gradient descent
#
# Start at $(\mathbf{w}, b)$ and take `steps` steps against the gradient:
# $\mathbf{w} \leftarrow \mathbf{w} - \eta\,\partial C/\partial\mathbf{w}$ and
# $b \leftarrow b - \eta\,\partial C/\partial b$, both from the same point. `losses[t]` is the loss before step $t$.
#
# **By hand**, one step with $\eta = 0.1$ from the numbers above: $\mathbf{w} = (1.6, -0.8)$, $b = 0.2$,
# and `losses` is $[3]$.


# %%
def train(w, b, X, y, learning_rate=0.1, steps=100):
    """Gradient descent. Returns (w, b, losses): w (n,), b a float, losses (steps,). The inputs stay as they were."""
    raise NotImplementedError("your code goes here")


# %%
check("train")

# %% [markdown]
# ## 4. See it
#
# The loss over a plane of weights at $b = 0$, for samples that a neuron with $\mathbf{w} = (1.5, -1)$ has answered, and
# the ways that descent takes from three starts. The creases are rays from the middle: across each, one sample falls
# silent. Descent moves $b$ too, which the picture does not show, so a way may end beside the lowest point.

# %%
if "get_ipython" in globals():  # drawn in a notebook, not when graded
    import matplotlib.pyplot as plt

    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 2))
    y = np.maximum(0.0, X @ np.array([1.5, -1.0]))
    side = np.linspace(-2.5, 2.5, 101)
    surface = [[loss(np.array([w1, w2]), 0.0, X, y) for w1 in side] for w2 in side]
    starts = np.array([[-2.0, 1.0], [-1.0, -2.0], [2.0, 2.0]])
    plt.contourf(side, side, surface, levels=30, cmap="gray")
    for start in starts:
        path = np.array([train(start, 0.0, X, y, steps=steps)[0] for steps in range(60)])
        plt.plot(*path.T, "o-", markersize=3)
    plt.xlabel("$w_1$")
    plt.ylabel("$w_2$")
    plt.show()
