# %% [markdown]
# # hw6: Autograd, from the outside
#
# Two to three hours. You write five functions, `gradient`, `jacobian`, `hessian`, `hvp` and `train`, and one class,
# `MSEReLU`. From hw1 to hw5 you derived by hand. PyTorch does the same derivations for you. Here you learn to make it
# do so, and what each of them costs. (In hw7 you build the inside.)
#
# Signs and conventions are those of the table at the start of hw1. Numbers are in float64 unless we say otherwise.
# Your results have the dtype and the device of what you were given, and float32 is checked too. At the kink,
# relu'(0) = 0. Your functions leave their arguments as they found them, including `x.grad` and `x.requires_grad`;
# only `train` updates `params`.
#
# The functions `f` that you are given take a tensor and return a tensor, and you may call them as often as you like.
# When your work is graded, each question has 10 seconds and 1 GB of memory on top of PyTorch's own.

# %%
import time

import matplotlib.pyplot as plt
import numpy as np
import torch

from autograder.student import check, experiment, picture, predict

# %% [markdown]
# ## 1. A gradient by one backward pass (about 20 minutes)
#
# As soon as a tensor *requires grad*, PyTorch takes notes: every operation on it adds a node to a graph. The node
# knows which operation it was, on what, and how to multiply by its derivative. `backward()` walks through this graph
# once, from the scalar at its end to the *leaves*, the tensors that you made yourself. That is the chain rule, from
# the outside in, and it is the table of hw5.
#
# The picture has the graph of $f(\mathbf{x}) = (\mathbf{w}\cdot\mathbf{x})^2$ with $\mathbf{w} = (1, 2)$ and
# $\mathbf{x} = (3, 1)$. Values go up, on the left of each arrow; gradients come down, on the right. One number is
# missing.


# %%
@picture
def square_of_a_dot_product():
    places = {"w = (1, 2)": (0, 0), "x = (3, 1)": (3, 0), "s = w·x = 5": (1.5, 1.4), "f = s² = 25": (1.5, 2.8)}
    arrows = [
        ("w = (1, 2)", "s = w·x = 5", "?"),
        ("x = (3, 1)", "s = w·x = 5", "(10, 20)"),
        ("s = w·x = 5", "f = s² = 25", "df/ds = 2s = 10"),
    ]
    _, panel = plt.subplots(figsize=(8, 4.6))
    for start, end, label in arrows:
        (x1, y1), (x2, y2) = places[start], places[end]
        up = dict(arrowstyle="-|>", color="#0072B2", lw=2, shrinkA=22, shrinkB=22)
        down = dict(arrowstyle="-|>", color="#D55E00", lw=2, ls="--", shrinkA=22, shrinkB=22)
        panel.annotate("", (x2 - 0.08, y2), (x1 - 0.08, y1), arrowprops=up)
        panel.annotate("", (x1 + 0.08, y1), (x2 + 0.08, y2), arrowprops=down)
        panel.text((x1 + x2) / 2 + 0.35, (y1 + y2) / 2 - 0.05, label, color="#D55E00", fontsize=12)
    for label, (x, y) in places.items():
        panel.text(
            x, y, label, ha="center", va="center", fontsize=13, bbox=dict(boxstyle="round,pad=0.5", fc="#F0E442")
        )
    panel.plot([], [], color="#0072B2", lw=2, label="values, on the way forward")
    panel.plot([], [], color="#D55E00", lw=2, ls="--", label="gradients, on the way back")
    panel.legend(loc="upper right")
    panel.set(xlim=(-1, 5.6), ylim=(-0.4, 3.3))
    panel.axis("off")
    plt.show()


# %% [markdown]
# **Predict.** What is the *first* entry of $\partial f/\partial\mathbf{w}$, where the question mark stands? The cell
# asks PyTorch.

# %%
guess = None
w, x = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 1.0], requires_grad=True)
((w @ x) ** 2).backward()
predict(guess, w.grad[0].item())

# %% [markdown]
# In symbols, $\partial f/\partial\mathbf{w} = 2(\mathbf{w}\cdot\mathbf{x})\,\mathbf{x}$ and $\partial
# f/\partial\mathbf{x} = 2(\mathbf{w}\cdot\mathbf{x})\,\mathbf{w}$. One pass gave all four partial derivatives. For
# any $f$ it costs about as much as a few evaluations of $f$, however large $n$ is. The central differences of hw1
# took $2n$ evaluations and were only nearly right; this is exact up to rounding.
#
# Three things to know:
#
# - **Leaves.** `x.detach()` has the same numbers without their history, `.clone()` copies them, and
#   `.requires_grad_(True)` makes the copy a leaf. What you compute from *this* tensor is in the graph, and nothing
#   else is. A tensor that was computed from a leaf is not a leaf, and its `.grad` stays `None`.
# - **`.grad` accumulates.** `backward()` *adds* to the `.grad` of a leaf. If someone else used `x` before you, your
#   gradient is added to theirs. So work on a leaf of your own.
# - **Two ways to ask.** `value.backward()` puts the gradient into the `.grad` of every leaf.
#   `torch.autograd.grad(value, leaf)` returns it, as a tuple with one entry per leaf, and touches no `.grad`.
#
# **By hand.** $f(\mathbf{x}) = x_1^2 + x_2^2$ at $\mathbf{x} = (1, -2)$ has the gradient $(2 \cdot 1, 2 \cdot (-2)) =
# (2, -4)$. After a second `backward()` on the same leaf, its `.grad` would be $(4, -8)$.


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

# %% [markdown]
# ## 2. A Jacobian, row by row (about 25 minutes)
#
# Let $f: \mathbb{R}^n \to \mathbb{R}^m$ with the Jacobian $J$, $(m, n)$. A backward pass has to begin with a gradient
# at the output. For a scalar that is $1$. For $m$ outputs it is a vector $\mathbf{v}$, $(m,)$, of your choice:
#
# $$ \texttt{torch.autograd.grad(y, x, v)} \;=\; \mathbf{v}^\top J, \qquad (1, m)(m, n) = (1, n), $$
#
# returned in the shape of $\mathbf{x}$, $(n,)$. It is the gradient of the scalar $\mathbf{v}\cdot f(\mathbf{x})$. You
# used it in hw2 to test Jacobians. This *vector-Jacobian product* is the only thing that a backward pass can do; $J$
# itself never exists anywhere.
#
# So how many backward passes does the whole $J$ take? And how many for a loss, with $m = 1$ and millions of
# parameters? (There is a forward mode too: `torch.func.jvp` gives $J\mathbf{u}$, a column at a time.)
#
# A backward pass frees what the graph has kept, to save memory. If you want to walk through it again, say
# `retain_graph=True`.
#
# **By hand.** $f(\mathbf{x}) = (x_1x_2,\; x_1 + x_2,\; x_2^2)$ at $(2, 3)$, so $m = 3$ and $n = 2$:
#
# $$ J = \begin{pmatrix} x_2 & x_1 \\ 1 & 1 \\ 0 & 2x_2 \end{pmatrix}
#      = \begin{pmatrix} 3 & 2 \\ 1 & 1 \\ 0 & 6 \end{pmatrix}. $$
#
# The vector $\mathbf{v} = (1, 0, 0)$ gives $(3, 2)$, the first row.
#
# **Predict.** What is the first entry of what $\mathbf{v} = (1, 1, 1)$ gives?

# %%
guess = None
x = torch.tensor([2.0, 3.0], requires_grad=True)
y = torch.stack([x[0] * x[1], x[0] + x[1], x[1] ** 2])
predict(guess, torch.autograd.grad(y, x, torch.ones(3))[0][0].item())

# %% [markdown]
# It is the sum of the rows, the gradient of the sum of all outputs, and not a row of $J$.
#
# *If you are stuck:* (1) Which $\mathbf{v}$ gives the second row? (2) How do you make such a vector in the dtype and
# on the device of the outputs? (3) How do you put rows together to a matrix?


# %%
def jacobian(f, x):
    """The Jacobian (m, n) of f: (n,) -> (m,) at x, one vector-Jacobian product per row."""
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

# %% [markdown]
# ## 3. A Hessian, the derivative of the gradient (about 25 minutes)
#
# In hw1 the Hessian was the Jacobian of the gradient, and the local curvature of $f$. Here you take this literally.
# One backward pass gives $\nabla f$, $(n,)$, and then each entry of $\nabla f$ is a scalar that you can differentiate
# again:
#
# $$ \text{row } i \text{ of } H = \nabla\bigl(\tfrac{\partial f}{\partial x_i}\bigr)^\top, \qquad (1, n). $$
#
# For this the gradient must have a graph of its own. With `create_graph=True` the first backward pass is recorded
# like any other computation. Your result, though, is a table of numbers. Where `x` did not require grad, the result
# should not either. Otherwise whoever keeps it keeps all those graphs alive.
#
# **A linear function has no such graph.** If $f(\mathbf{x}) = 3x_1 - 2x_2$, the gradient $(3, -2)$ does not depend on
# $\mathbf{x}$. Autograd has nothing to write down, the gradient does not require grad, and asking for its derivative
# is an error. In mathematics nothing special happens: the Hessian is zero. Yours should be zero too.
#
# **By hand.** $f(\mathbf{x}) = x_1^2 x_2$ at $(1, 3)$: $\nabla f = (2x_1x_2,\; x_1^2) = (6, 1)$ and
#
# $$ H = \begin{pmatrix} 2x_2 & 2x_1 \\ 2x_1 & 0 \end{pmatrix} = \begin{pmatrix} 6 & 2 \\ 2 & 0 \end{pmatrix}. $$


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

# %% [markdown]
# **PyTorch has these functions, too.** You built `jacobian` and `hessian` to know what they do.
# `torch.autograd.functional.jacobian`, `.hessian` and `.hvp` do the same by backward passes, and `torch.func` has
# newer versions that transform functions. The cell compares all three on the function of hw1, whose Hessian at $(1,
# 2)$ is $\begin{pmatrix} 4 & 2 \\ 2 & 12 \end{pmatrix}$.


# %%
@experiment
def three_ways():
    def f(x):
        return x[0] ** 2 * x[1] + x[1] ** 3

    x = torch.tensor([1.0, 2.0], dtype=torch.float64)
    print("yours                    ", hessian(f, x).tolist())
    print("torch.autograd.functional", torch.autograd.functional.hessian(f, x).tolist())
    print("torch.func               ", torch.func.hessian(f)(x).tolist())


# %% [markdown]
# ## 4. A Hessian-vector product without the Hessian (about 30 minutes)
#
# Newton's step of hw1 needs $H$. But a small net with $n = 20{,}000$ parameters has a Hessian with $4 \cdot 10^8$
# entries: 3.2 GB in float64, and 20,000 backward passes. Fortunately many methods only need $H$ *times a vector*
# $\mathbf{v}$, $(n,)$: how does the gradient change if you walk along $\mathbf{v}$? The result has only 20,000
# entries. Could it cost two passes?
#
# You know that a backward pass differentiates one scalar. Find a scalar that is made of $\nabla f$ and $\mathbf{v}$,
# and whose gradient is $H\mathbf{v}$.
#
# **Never form the Hessian**, neither at once nor row by row. Doing without it is the point of this question: a right
# result that forms it earns at most a third of the points. A check watches how tables and passes grow with $n$.
#
# **By hand.** $f(\mathbf{x}) = x_1^2 x_2$ at $(1, 3)$ again, with $\mathbf{v} = (1, -1)$. With the Hessian of section
# 3, $H\mathbf{v} = (6 \cdot 1 + 2 \cdot (-1),\; 2 \cdot 1 + 0 \cdot (-1)) = (4, 2)$. Your scalar is a function of
# $x_1$ and $x_2$; differentiate it by hand and see whether you get $(4, 2)$ as well.
#
# *If you are stuck:* (1) The product $H\mathbf{v}$ has the entries $\sum_j H_{ij}v_j$; pull the derivative with
# respect to $x_i$ out of the sum. (2) What stands inside? (3) Which of the two passes must be recorded?
#
# Your function is checked with $n = 20{,}000$ when it is graded. Whatever forms the Hessian does not fit into the
# limits.


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

# %% [markdown]
# ### Derivation (by hand, 10 points)
#
# Write down the scalar of section 4 and derive, entry by entry, that its gradient is $H\mathbf{v}$ for a $\mathbf{v}$
# that does not depend on $\mathbf{x}$. Say where you use that it does not, and what you would get for $\mathbf{v} =
# \mathbf{x}$ if $\mathbf{v}$ were a part of the graph.

# %% [markdown] manual=10
# ### BEGIN SOLUTION
# (6 points: 1 for the scalar, 3 for the product rule entry by entry, 1 for recognising $H\mathbf{v}$, 1 for where
# independence is used. 4 points for $\mathbf{v} = \mathbf{x}$.)
#
# With $g(\mathbf{x}) = \nabla f(\mathbf{x})\cdot\mathbf{v} = \sum_j \frac{\partial f}{\partial x_j} v_j$, a scalar,
# entry $i$ of its gradient is, by the product rule,
#
# $$ \frac{\partial g}{\partial x_i}
#    = \sum_j \frac{\partial^2 f}{\partial x_i \partial x_j} v_j + \sum_j \frac{\partial f}{\partial x_j}\frac{\partial v_j}{\partial x_i}. $$
#
# Where $\mathbf{v}$ does not depend on $\mathbf{x}$, the second sum is zero, and the first is $\sum_j H_{ij} v_j$,
# entry $i$ of $H\mathbf{v}$, of shape $(n, n)(n,) = (n,)$.
#
# For $\mathbf{v} = \mathbf{x}$ in the graph, $\partial v_j/\partial x_i$ is 1 where $i = j$ and else 0, so the second
# sum is $\partial f/\partial x_i$: the result is $H\mathbf{x} + \nabla f$.
# ### END SOLUTION

# %% [markdown]
# ## 5. A function with a backward of its own (about 30 minutes)
#
# Every operation that autograd knows is a pair: a forward, and a backward that multiplies by the derivative. You can
# add a pair of your own, as a subclass of `torch.autograd.Function` with two static methods. Take the loss of hw4,
#
# $$ C(\mathbf{w}, b) = \frac{1}{N}\sum_{i=1}^{N}\bigl(y_i - \max(0, z_i)\bigr)^2, \qquad z_i = \mathbf{w}\cdot\mathbf{x}_i + b. $$
#
# | method | receives | returns |
# |---|---|---|
# | `forward` | `ctx`, $\mathbf{w}$ $(n,)$, $b$ $()$, $X$ $(N, n)$, $\mathbf{y}$ $(N,)$ | $C$ $()$, a tensor |
# | `backward` | `ctx`, `grad_output` $()$ | four values, one for each input of forward: $(n,)$, $()$, `None`, `None` |
#
# **`ctx`** belongs to one call of forward. Store the tensors that backward needs with `ctx.save_for_backward(...)`;
# they come back as `ctx.saved_tensors`. If you keep them on the class or in a global, the next call overwrites them.
#
# **`grad_output`** is the gradient $g = \partial L/\partial C$, a scalar, of whatever $L$ was made of $C$ afterwards.
# Your function is one link of a chain. You derived $\partial C/\partial\mathbf{w}$ and $\partial C/\partial b$ in
# hw4; what has to happen to them here?
#
# Inside `forward` nothing is recorded: the derivative is what your `backward` says it is. The data needs no gradient,
# so $X$ and $\mathbf{y}$ get `None`, although $C$ depends on them.
#
# **Write your backward by hand**, and call autograd neither in forward nor in backward. That is the point of this
# question: right gradients that come from autograd earn at most a third of the points.
#
# **By hand**, with the numbers of hw4, $\mathbf{w} = (1, -1)$, $b = 0$, samples $(2, 1)$, $(1, 7)$ and $(5, 1)$ and
# targets $3$, $-2$ and $5$: $\mathbf{z} = (1, -6, 4)$ and $C = 3$. After `C.backward()`, `w.grad` is $(-6, -2)$ and
# `b.grad` is $-2$. After `(3 * C).backward()`, `grad_output` was 3, and they are $(-18, -6)$ and $-6$.


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

# %% [markdown]
# **Test it yourself.** `torch.autograd.gradcheck` compares your backward with central differences, as your
# `gradient_check` of hw1 does. It needs float64, and points away from the kink. (At the kink central differences see
# the mean of the two slopes, and you return 0.)


# %%
@experiment
def against_differences():
    torch.manual_seed(0)
    w, b = (torch.randn(shape, dtype=torch.float64, requires_grad=True) for shape in ((3,), ()))
    X, y = torch.randn(6, 3, dtype=torch.float64), torch.randn(6, dtype=torch.float64)
    print("gradcheck says", torch.autograd.gradcheck(MSEReLU.apply, (w, b, X, y)))


# %% [markdown]
# ## 6. Training (about 30 minutes)
#
# The net and the loss of hw5,
#
# $$ \hat{Y} = \max(0, X W_1 + \mathbf{b}_1)\,W_2 + \mathbf{b}_2 \;\; (N, k), \qquad
#    L = \frac{1}{2N}\sum_{i=1}^{N}\lVert\hat{\mathbf{y}}_i - \mathbf{y}_i\rVert^2, $$
#
# with `params`, a dict of four leaves that require grad: `W1` $(d, h)$, `b1` $(h,)$, `W2` $(h, k)$, `b2` $(k,)$. Take
# `steps` steps $\theta \leftarrow \theta - \eta\,\partial L/\partial\theta$, all four from the same point, and return
# the loss before each step as a float. All of the backward table of hw5 is now one line. What remains is
# housekeeping, and most training loops that fail do so there:
#
# - **The update is not part of the graph.** You cannot change a leaf that requires grad in place while autograd takes
#   notes. Under `with torch.no_grad():` it takes none.
# - **In place.** `p -= learning_rate * g` and `p.sub_(learning_rate * g)` change the tensor that the caller holds.
#   `p = p - learning_rate * g` makes a new tensor that only your function knows. `params["W1"] = ...` does not help
#   either: anyone else who holds the old tensor, for example an optimizer, keeps the old numbers. Afterwards `params`
#   holds the same four leaves, and they require grad.
# - **`.grad` accumulates**, as in section 1. Clear it before each backward pass, or use `torch.autograd.grad`.
# - **Losses are numbers.** `loss.item()` is a float. The tensor `loss` keeps the whole graph of its step alive, and a
#   list of such tensors keeps all of them.
# - **Shapes.** For $k = 1$, the outputs and `y` are $(N, 1)$. Squeeze one of them, and their difference is an $(N,
#   N)$ table.
# - **All steps are taken**, also where the loss goes up.
# - **`mse_loss` is another loss.** It divides by $Nk$ and has no half, so it equals $\tfrac{2}{k}L$.
#
# **By hand**, one step with $\eta = 0.1$ from the numbers of hw5, $d = 1$, $h = 3$, $k = 2$:
#
# $$ W_1 = \begin{pmatrix} 1 & -1 & 1 \end{pmatrix}, \quad \mathbf{b}_1 = (1, 2, -4), \quad
#    W_2 = \begin{pmatrix} 1 & 2 \\ -1 & 1 \\ 2 & 1 \end{pmatrix}, \quad \mathbf{b}_2 = (0, 1), \quad
#    X = \begin{pmatrix} 1 \\ 3 \\ -3 \end{pmatrix}, \quad
#    Y = \begin{pmatrix} -2 & 6 \\ 4 & 12 \\ 1 & 6 \end{pmatrix}. $$
#
# The loss before the step is 9, so `losses` is `[9.0]`. Afterwards $W_1 = \begin{pmatrix} 1.5 & -0.3 & 1
# \end{pmatrix}$, $\mathbf{b}_1 = (1.1, 1.9, -4)$, $W_2 = \begin{pmatrix} 0.8 & 2.4 \\ -0.1 & 1 \\ 2 & 1
# \end{pmatrix}$ and $\mathbf{b}_2 = (0.1, 1.1)$, as you found in hw5.


# %%
def train(params, X, y, learning_rate, steps):
    """Gradient descent on L of hw5, updating params in place.  Returns the losses before each step: (steps,) floats."""
    ### BEGIN SOLUTION
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
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

# %% [markdown]
# ## 7. On any device
#
# A tensor lives on a device, `x.device`: the `cpu`, or a GPU, `cuda`. `x.to("cuda")` copies it there. An operation
# needs all its tensors on one device, and its result is on that device too. So code that computes with what it was
# given runs anywhere. What breaks it are the tensors that you make yourself, because `torch.zeros(3)` is a float32
# tensor on the CPU, whatever you are working with:
#
# | instead of | write | because it |
# |---|---|---|
# | `torch.zeros(3)` | `torch.zeros_like(x)` | has the shape, dtype and device of `x` |
# | `torch.zeros(m, n)` | `torch.zeros(m, n, dtype=x.dtype, device=x.device)` or `x.new_zeros(m, n)` | has another shape, and is like `x` otherwise |
# | `torch.tensor(2.0)` | `2.0` | is a plain number, which has no device and adapts to any dtype |
# | `x.to("cuda")` | nothing | stays on the device that the caller chose |
#
# `python homework.py test --device cuda` runs the checks on a GPU, if you have one. Your work is graded on one device,
# and not always on the same one.
#
# ## 8. See what it costs
#
# A full Hessian and a product with it, by your own two functions. On the left is the memory that the result takes, on
# the right the seconds that your code took. As long as a pass is mostly overhead, $n$ passes cost $n$ times as much
# as one, and the product always costs the same. For larger $n$ each pass, and with it the product, becomes more
# expensive in proportion to $n$, and the Hessian in proportion to $n^2$.


# %%
@picture
def cost_of_second_derivatives():
    torch.set_num_threads(1)  # several would take turns, and blur the slopes

    def f(x):
        return (torch.sin(x) * torch.roll(x, 1) ** 2).sum()

    def seconds(answer, n):
        x, v = torch.linspace(-1, 1, n, dtype=torch.float64), torch.ones(n, dtype=torch.float64)
        moments = [time.perf_counter()]
        while len(moments) < 4:
            answer(x, v)
            moments.append(time.perf_counter())
        return np.diff(moments).min()

    ways = (
        ("Hessian", 2, lambda x, v: hessian(f, x), 2 ** np.arange(3, 11), "#D55E00", "s-"),
        ("product", 1, lambda x, v: hvp(f, x, v), 2 ** np.arange(3, 20), "#0072B2", "o-"),
    )
    _, (memory, clock) = plt.subplots(1, 2, figsize=(12, 4.8), layout="constrained")
    sizes = np.array([8.0, 2**19])
    for name, power, answer, tried, color, style in ways:
        took = [seconds(answer, n) for n in tried]
        memory.loglog(sizes, 8 * sizes**power, color=color, linewidth=2)
        memory.plot(20_000, 8 * 20_000**power, style[0], color=color)
        clock.loglog(tried, took, style, color=color, markersize=4, label=f"{name}, by your code")
        if name == "Hessian":
            clock.text(tried[4] / 1.5, took[4], "slope 1:\nn + 1 passes", color=color, ha="right")
        else:
            clock.text(tried[4], took[4] / 1.6, "slope 0: two passes", color=color, va="top")
            clock.text(tried[-1] / 2, took[-1], "slope 1", color=color, ha="right")
    for panel in (memory, clock):
        panel.axvline(20_000, color="0.6", linestyle=":")
    memory.text(2.2e4, 30, "n = 20,000")
    memory.text(1.5e4, 6e9, "Hessian, slope 2: 3.2 GB", color="#D55E00", ha="right")
    memory.text(2.6e4, 3e4, "product, slope 1:\n160 kB", color="#0072B2", va="top")
    memory.set(xlabel="n", ylabel="bytes of the result in float64")
    clock.set(xlabel="n", ylabel="seconds, measured")
    clock.set_ylim(bottom=clock.get_ylim()[0] / 3)
    clock.legend(loc="lower right")
    plt.show()


# %% [markdown]
# ## Recall
#
# Practice: no points, but the same kind of check. `quiz(m, n)` returns a dict with these keys, for a function $f:
# \mathbb{R}^n \to \mathbb{R}^m$ and a scalar function $g: \mathbb{R}^n \to \mathbb{R}$ that is not linear. A pass
# goes once from outputs to inputs; a shape is a tuple.
#
# | key | what is asked |
# |---|---|
# | `"vjp"` | the shape of $\mathbf{v}^\top J$, as `torch.autograd.grad` gives it |
# | `"rows"` | how many backward passes the Jacobian of $f$ takes |
# | `"twice"` | `backward()` ran twice through the same graph: `.grad` is the gradient times which number? |
# | `"hessian"` | how many backward passes the Hessian of $g$ takes, including the one for its gradient |
# | `"hvp"` | how many backward passes $H\mathbf{v}$ takes |
# | `"bytes"` | how many bytes the Hessian of $g$ takes in float64 |
# | `"linear"` | does the gradient of a *linear* function require grad, if you asked for it with `create_graph=True`? |
# | `"returned"` | how many values `backward` must return if `forward` takes `ctx` and $n$ more inputs |


# %%
def quiz(m, n):
    """The cards above as a dict."""
    ### BEGIN SOLUTION
    return {
        "vjp": (n,),
        "rows": m,
        "twice": 2,
        "hessian": n + 1,
        "hvp": 2,
        "bytes": 8 * n * n,
        "linear": False,
        "returned": n,
    }
    ### END SOLUTION


# %%
check("quiz")

# %% [markdown]
# **From hw5.** A hidden layer has 50 inputs and 20 units. What is the standard deviation of its weights under He
# initialisation?

# %%
guess = None
predict(guess, np.sqrt(2 / 50))

# %% [markdown]
# **From hw1.** You stand at $(1, -1)$ on $f(\mathbf{x}) = 3x_1^2 + 5x_2^2$ and take one Newton step. What is $f$
# where you land?

# %%
guess = None
step = np.linalg.solve(np.diag([6.0, 10.0]), np.array([6.0, -10.0]))
predict(guess, 3 * (1 - step[0]) ** 2 + 5 * (-1 - step[1]) ** 2)

# %% [markdown]
# To read on: PyTorch on [how autograd works](https://docs.pytorch.org/docs/stable/notes/autograd.html), on [functions
# with a backward of their own](https://docs.pytorch.org/docs/stable/notes/extending.html), on
# [`torch.autograd.functional`](https://docs.pytorch.org/docs/stable/autograd.html#functional-higher-level-api) and on
# [`torch.func`](https://docs.pytorch.org/docs/stable/func.html).
