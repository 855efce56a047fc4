# %% [markdown]
# # hw4: A neuron's loss and its gradient
#
# One to two hours. You write three functions: `loss`, `d_loss` and `train`. Everything is in float64 unless said
# otherwise. A gradient has the shape of the variable it is taken for: $(n,)$ for a vector $\mathbf{w}$ of $n$ entries.
# At the kink, relu'(0) = 0. Your functions leave their arguments as they found them.
#
# Limits when graded: 10 seconds for each question, 512 MB of memory, NumPy. A plain Python loop over samples is fine.

# %%
import matplotlib.pyplot as plt
import numpy as np

from autograder.student import check, picture

# %% [markdown]
# ## 1. The loss
#
# A neuron answers $\max(0, \mathbf{w}\cdot\mathbf{x}_i + b)$ for a sample $\mathbf{x}_i$; it should have answered $y_i$. To
# learn, it needs one number that says how wrong it is on all samples: the loss. Over $N$ samples, the rows of $X$, the
# mean squared error is
#
# $$ C(\mathbf{w}, b) = \frac{1}{N}\sum_{i=1}^{N}\bigl(y_i - \max(0, \mathbf{w}\cdot\mathbf{x}_i + b)\bigr)^2 $$
#
# | symbol | shape | |
# |---|---|---|
# | $X$ | $(N, n)$ | one sample a row |
# | $\mathbf{w}$ | $(n,)$ | |
# | $b$ | scalar | |
# | $\mathbf{z} = X\mathbf{w} + b$ | $(N,)$ | |
# | $\mathbf{y}$ | $(N,)$ | one target a sample |
# | $C$ | scalar | |
#
# $X\mathbf{w}$ takes all $N$ dot products at once: $(N, n)$ times $(n,)$ is $(N,)$. Keep $\mathbf{y}$ and $\mathbf{z}$ in the
# same shape. If one of them is $(N, 1)$, NumPy makes a table of all $N \times N$ differences and says nothing.
#
# **By hand.** With $\mathbf{w} = (1, -1)$, $b = 0$, samples $(2, 1)$, $(1, 7)$ and $(5, 1)$ and targets $3$, $-2$ and
# $5$: $\mathbf{z} = (1, -6, 4)$, the neuron answers $(1, 0, 4)$, the residuals are $(2, -2, 1)$, so
# $C = (4 + 4 + 1)/3 = 3$.


# %%
def loss(w, b, X, y):
    """C = 1/N sum (y_i - max(0, w·x_i + b))².  w: (n,), b: float, X: (N, n), y: (N,); returns a float."""
    ### BEGIN SOLUTION
    residual = y - np.maximum(0.0, X @ w + b)
    return float(np.mean(residual**2))
    ### END SOLUTION


# %%
check("loss")

# %% [markdown]
# ## 2. Its gradient
#
# $C$ is a mean over samples, so its gradient is the mean of theirs. For sample $i$ there are three links, from the outside
# in, each a scalar or a row:
#
# | link | derivative | shape |
# |---|---|---|
# | $C_i = u_i^2$ | $2u_i$ | scalar |
# | $u_i = y_i - \max(0, z_i)$ | $-\mathbf{1}[z_i > 0]$ | scalar |
# | $z_i = \mathbf{w}\cdot\mathbf{x}_i + b$ | $\mathbf{x}_i^\top$ by $\mathbf{w}$, and $1$ by $b$ | $(1, n)$, scalar |
#
# Where the indicator is 1, $\max(0, z_i)$ is $z_i$, so the product is $2\,\mathbf{1}[z_i > 0]\,(z_i - y_i)\,\mathbf{x}_i^\top$.
# Averaged, and in the shape of the parameters,
#
# $$ \frac{\partial C}{\partial \mathbf{w}} = \frac{2}{N}\sum_{i=1}^{N} \mathbf{1}[z_i > 0]\,(z_i - y_i)\,\mathbf{x}_i
#    \quad (n,), \qquad
#    \frac{\partial C}{\partial b} = \frac{2}{N}\sum_{i=1}^{N} \mathbf{1}[z_i > 0]\,(z_i - y_i) \quad \text{scalar}. $$
#
# With $\mathbf{e}$, $(N,)$, for the numbers $\mathbf{1}[z_i > 0]\,(z_i - y_i)$, the first is
# $\tfrac{2}{N}X^\top\mathbf{e}$, of shapes $(n, N)(N,) = (n,)$: an average of the samples, weighted by their errors.
#
# The condition stands *inside* the sum: each sample is on its own side of the kink. Many course texts write one brace
# around the whole sum, as if the batch were on one side; that is right only when it is. Where 2 of 10 samples are active,
# such a formula takes the errors of all ten, or of none.
#
# **By hand**, with the numbers above: the first and the third sample are active, with $z_1 - y_1 = -2$ and
# $z_3 - y_3 = -1$, so
# $\partial C/\partial\mathbf{w} = \tfrac{2}{3}\bigl(-2\,(2, 1) - 1\,(5, 1)\bigr) = \tfrac{2}{3}(-9, -3) = (-6, -2)$ and
# $\partial C/\partial b = \tfrac{2}{3}(-2 - 1) = -2$. The $\tfrac{1}{3}$ counts all three samples, active or not.


# %%
def d_loss(w, b, X, y):
    """The gradient of `loss`: (dw, db), dw of shape (n,) and db a float."""
    ### BEGIN SOLUTION
    z = X @ w + b
    error = np.where(z > 0, z - y, 0.0)
    return 2 / len(y) * X.T @ error, float(2 / len(y) * error.sum())
    ### END SOLUTION


# %%
check("d_loss")

# %% [markdown]
# ### Derivation (by hand, 10 points)
#
# Starting from $C$, derive $\partial C/\partial\mathbf{w}$ for one sample, then for $N$. Say at which step the
# condition $z_i > 0$ enters, and why it cannot be taken out of the sum.

# %% [markdown] manual=10
# ### BEGIN SOLUTION
# For one sample, $C_i = u^2$ with $u = y_i - \max(0, z_i)$ and $z_i = \mathbf{w}\cdot\mathbf{x}_i + b$. Then
# $\partial C_i/\partial u = 2u$, $\partial u/\partial z_i = -\mathbf{1}[z_i > 0]$ and
# $\partial z_i/\partial\mathbf{w} = \mathbf{x}_i$. The product is $2(\max(0, z_i) - y_i)\mathbf{1}[z_i > 0]\mathbf{x}_i$,
# and where the indicator is 1, $\max(0, z_i) = z_i$. The indicator depends on $i$, so it stays in the sum.
# ### END SOLUTION

# %% [markdown]
# ## 3. Gradient descent
#
# The gradient points where $C$ rises fastest, so go the other way. Start at $(\mathbf{w}, b)$ and take `steps` steps
#
# $$ \mathbf{w} \leftarrow \mathbf{w} - \eta\,\frac{\partial C}{\partial\mathbf{w}}, \qquad
#    b \leftarrow b - \eta\,\frac{\partial C}{\partial b}, $$
#
# both from the same point: first both gradients, then both updates. `losses[t]` is the loss before step $t$. Take every
# step, with the $\eta$ that was given, even where the loss climbs or hardly changes.
#
# **How large is $\eta$?** To first order a step changes $C$ by the gradient times the move, that is by
# $-\eta\,\bigl(\lVert\partial C/\partial\mathbf{w}\rVert^2 + (\partial C/\partial b)^2\bigr)$. This is never positive,
# so a small enough step never climbs. A large one can: the first order is not all there is.
#
# **By hand**, one step with $\eta = 0.1$ from the numbers above: $\mathbf{w} = (1.6, -0.8)$, $b = 0.2$, and `losses` is
# $[3]$. The first order promises a change of $-0.1 \cdot (36 + 4 + 4) = -4.4$, which would be below zero. In truth
# $\mathbf{z} = (2.6, -3.8, 7.4)$ and $C = (0.16 + 4 + 5.76)/3 \approx 3.31$: this step is too large, and it climbs. With
# $\eta = 0.01$ the promise is $-0.44$, and $C$ falls from $3$ to about $2.61$.


# %%
def train(w, b, X, y, learning_rate=0.1, steps=100):
    """Gradient descent. Returns (w, b, losses): w (n,), b a float, losses (steps,). The inputs stay as they were."""
    ### BEGIN SOLUTION
    losses = np.empty(steps)
    for step in range(steps):
        losses[step] = loss(w, b, X, y)
        dw, db = d_loss(w, b, X, y)
        w, b = w - learning_rate * dw, b - learning_rate * db
    return np.array(w), float(b), losses
    ### END SOLUTION


# %%
check("train")

# %% [markdown]
# ## 4. See it
#
# On the left the loss over a plane of weights at $b = 0$, darker where it is lower, for samples that a neuron with
# $\mathbf{w} = (1.5, -1)$ has answered, and the ways that your descent takes from three starts. The creases of the surface
# are rays from the middle: across each, one sample falls silent. Descent moves $b$ too, which this plane does not show, so
# a way may end beside the lowest point. On the right the losses along the same ways.
#
# One start leads nowhere. From $(-2, 1)$ descent makes the neuron quieter and quieter, until one or two of the 40 samples
# are active. The others add nothing to the gradient any more, so $C$ stays at 1.33. (A neuron that is silent for all
# samples has the gradient zero and is called dead; this one comes close.)


# %%
@picture
def descent():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 2))
    y = np.maximum(0.0, X @ np.array([1.5, -1.0]))
    side = np.linspace(-2.5, 2.5, 81)
    surface = [[loss(np.array([w1, w2]), 0.0, X, y) for w1 in side] for w2 in side]
    _, (plane, curve) = plt.subplots(1, 2, figsize=(12, 5), layout="constrained")
    shown = plane.contourf(side, side, surface, levels=24, cmap="cividis")
    plt.colorbar(shown, ax=plane, label="C at b = 0")
    looks = ("#CC79A7", "o-"), ("#E69F00", "s-"), ("#56B4E9", "^-")
    for start, (color, style) in zip(([-2.0, 1.0], [-1.0, -2.0], [2.0, 2.0]), looks, strict=True):
        path = np.array([train(np.array(start), 0.0, X, y, steps=steps)[0] for steps in range(60)])
        losses = train(np.array(start), 0.0, X, y, steps=60)[2]
        plane.plot(*path.T, style, color=color, markersize=4, markeredgecolor="black", linewidth=1)
        curve.semilogy(
            losses, style, color=color, markeredgecolor="black", markevery=5, label=f"from w = {tuple(start)}"
        )
    plane.plot(1.5, -1.0, "*", color="black", markeredgecolor="white", markersize=16)
    plane.set(title="the loss, three descents, and the lowest point", xlabel="$w_1$", ylabel="$w_2$")
    curve.set(title="the loss before each step", xlabel="step", ylabel="C")
    curve.legend()
    plt.show()


# %% [markdown]
# ## Recall
#
# Practice: no points, but the same kind of check. `quiz(w, b, X, y)` returns a dict with these keys, for any neuron and
# samples, of which at least one is active. You may call your functions.
#
# | key | what is asked |
# |---|---|
# | `"z"` | the shape of $\mathbf{z}$ |
# | `"dw"` | the shape of $\partial C/\partial\mathbf{w}$ |
# | `"idle"` | how many samples add nothing to the gradient |
# | `"sum"` | the loss is the *sum* of the squares instead: by what is each gradient multiplied? |
# | `"twice"` | every sample is there twice: by what is each gradient of $C$ multiplied? |
# | `"slope"` | one step with learning rate $\eta$ changes $C$, to first order, by $\eta$ times this number |


# %%
def quiz(w, b, X, y):
    """The cards above as a dict.  w: (n,), b: float, X: (N, n), y: (N,)."""
    ### BEGIN SOLUTION
    dw, db = d_loss(w, b, X, y)
    return {
        "z": y.shape,
        "dw": w.shape,
        "idle": int(np.sum(X @ w + b <= 0)),
        "sum": len(y),
        "twice": 1,
        "slope": -float(dw @ dw + db**2),
    }
    ### END SOLUTION


# %%
check("quiz")

# %% [markdown]
# To read on: the notes on [optimization](https://cs231n.github.io/optimization-1/) in CS231n, and the last sections of
# [The Matrix Calculus You Need For Deep Learning](https://explained.ai/matrix-calculus/).
