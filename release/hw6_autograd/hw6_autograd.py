# %% [markdown]
# # hw6: Autograd, from the outside and the inside
#
# Two to three hours. You write five functions, `gradient`, `jacobian`, `hessian`, `hvp` and `train`, and one class,
# `MSEReLU`. What you derived by hand in hw1 to hw5 PyTorch does for you; here you make it do so, and see what it costs.
#
# Everything is in float64 unless said otherwise; your answers have the dtype and the device of what you were given,
# and float32 is checked too. Numerator layout: the Jacobian of $f: \mathbb{R}^n \to \mathbb{R}^m$ is $(m, n)$, row $i$
# is output $i$. A gradient has the shape of the variable it is taken for. At the kink, relu'(0) = 0. Your functions
# leave their arguments as they found them, `x.grad` and `x.requires_grad` too; `train` updates `params`, and that alone.
#
# The functions `f` that you are given take a tensor and return a tensor; you may call them as often as you like.
# Limits when graded: 10 seconds for each question, 1 GB of memory on top of PyTorch's own.

# %%
import time

import matplotlib.pyplot as plt
import numpy as np
import torch

from autograder.student import check, picture

# %% [markdown]
# ## 1. A gradient by one backward pass
#
# Autograd writes down what you compute. As soon as a tensor *requires grad*, each operation on it adds a node to a graph:
# which operation it was, on what, and how to multiply by its derivative. `backward()` walks this graph once, from the
# scalar at its end to the *leaves*, the tensors that you made yourself, and multiplies derivatives on the way: the
# chain rule, from the outside in. So it was in hw5, where you wrote the table of backward steps yourself.
#
# For $f(\mathbf{x}) = x_0^2 + x_1^2$:
#
# | forward | shape | backward | shape |
# |---|---|---|---|
# | $\mathbf{x}$, a leaf | $(2,)$ | $\mathrm{d}\mathbf{x} = 2\mathbf{x} \odot \mathrm{d}\mathbf{s}$, put into `x.grad` | $(2,)$ |
# | $\mathbf{s} = \mathbf{x} \odot \mathbf{x}$ | $(2,)$ | $\mathrm{d}\mathbf{s} = (1, 1)\,\mathrm{d}f$ | $(2,)$ |
# | $f = s_0 + s_1$ | scalar | $\mathrm{d}f = 1$ | scalar |
#
# Here $\mathrm{d}\mathbf{s}$ is the gradient of $f$ with respect to $\mathbf{s}$, in the shape of $\mathbf{s}$. One pass
# gives all $n$ partial derivatives, for about the price of a few evaluations of $f$. The central differences of hw1 took
# $2n$ evaluations, and were nearly right; this is exact, but for rounding.
#
# Three things to know:
#
# - **Leaves.** `x.detach()` is the same numbers without their history; `.clone()` copies them; `.requires_grad_(True)` makes
#   the copy a leaf. What you compute from *this* tensor is in the graph, and nothing else is. A tensor that was computed
#   from a leaf is no leaf itself, and its `.grad` stays `None`.
# - **`.grad` accumulates.** `backward()` *adds* to the `.grad` of a leaf. If someone else had used `x` before you, your
#   gradient would be added to theirs. So work on a leaf of your own.
# - **Two ways to ask.** `value.backward()` puts the gradient into `.grad` of every leaf; `torch.autograd.grad(value, leaf)`
#   returns it, as a tuple with one entry for each leaf asked for, and touches no `.grad`.
#
# **By hand.** At $\mathbf{x} = (1, -2)$: $\mathbf{s} = (1, 4)$, $f = 5$; backwards $\mathrm{d}\mathbf{s} = (1, 1)$, and
# $\nabla f = (2 \cdot 1, 2 \cdot (-2)) = (2, -4)$. A second `backward()` on the same leaf would leave $(4, -8)$ in `.grad`.


# %%
def gradient(f, x):
    """The gradient of a scalar function f at x, by one backward pass.  Like x in shape, dtype and device."""
    raise NotImplementedError("your code goes here")


# %%
check("gradient")

# %% [markdown]
# ## 2. A Jacobian, one vector-Jacobian product a row
#
# Let $f: \mathbb{R}^n \to \mathbb{R}^m$ with Jacobian $J$, $(m, n)$. A backward pass has to begin with a gradient at the
# output. For a scalar that is $1$; for $m$ outputs it is a vector $\mathbf{v}$, $(m,)$, that you choose:
#
# $$ \texttt{torch.autograd.grad(y, x, v)} \;=\; \mathbf{v}^\top J, \qquad (1, m)(m, n) = (1, n), $$
#
# given in the shape of $\mathbf{x}$, $(n,)$. This is the gradient of the scalar $\mathbf{v}\cdot f(\mathbf{x})$, and the one
# thing that reverse mode can do: a *vector-Jacobian product*. $J$ itself is never there. To see it, pick its rows: with
# the unit vector $\mathbf{e}_i$, $(m,)$,
#
# $$ \mathbf{e}_i^\top J = \text{row } i \text{ of } J = \nabla f_i(\mathbf{x})^\top. $$
#
# So a Jacobian takes $m$ backward passes, one for each output, however large $n$ is. (Forward mode,
# `torch.func.jvp`, gives $J\mathbf{u}$, a column at a time: $n$ passes. For a loss, $m = 1$ and $n$ is millions.)
#
# A backward pass frees what the graph has kept, to save memory. If you want to walk through it again, say
# `retain_graph=True`.
#
# **By hand.** $f(\mathbf{x}) = (x_0 x_1,\; x_0 + x_1,\; x_1^2)$ at $(2, 3)$, so $m = 3$ and $n = 2$:
#
# $$ J = \begin{bmatrix} x_1 & x_0 \\ 1 & 1 \\ 0 & 2x_1 \end{bmatrix}
#      = \begin{bmatrix} 3 & 2 \\ 1 & 1 \\ 0 & 6 \end{bmatrix}. $$
#
# $\mathbf{v} = (1, 0, 0)$ gives $(3, 2)$, the first row. $\mathbf{v} = (1, 1, 1)$ gives $(4, 9)$: the sum of the rows, the
# gradient of the sum of all outputs, and no row of $J$.


# %%
def jacobian(f, x):
    """The Jacobian (m, n) of f: (n,) -> (m,) at x, one vector-Jacobian product a row."""
    raise NotImplementedError("your code goes here")


# %%
check("jacobian")

# %% [markdown]
# ## 3. A Hessian, by differentiating the gradient
#
# The gradient of a scalar $f$ is a function too, $\nabla f: \mathbb{R}^n \to \mathbb{R}^n$, and its Jacobian is the Hessian,
# $H_{ij} = \partial^2 f / \partial x_i \partial x_j$, $(n, n)$. So it takes one backward pass for $\nabla f$, $(n,)$, and
# then $n$ more, one for each row:
#
# $$ \text{row } i \text{ of } H = \mathbf{e}_i^\top H = \nabla\bigl(\tfrac{\partial f}{\partial x_i}\bigr)^\top,
#    \qquad (1, n)(n, n) = (1, n). $$
#
# To differentiate the gradient, it must have a graph of its own: with `create_graph=True` the first backward pass is
# recorded like any other computation. Your answer, though, is a table of numbers: where `x` did not require grad, neither
# should it, or whoever keeps it keeps all those graphs alive.
#
# **A linear function has no such graph.** If $f(\mathbf{x}) = 3x_0 - 2x_1$, the gradient $(3, -2)$ does not depend on
# $\mathbf{x}$. Autograd has nothing to write down, the gradient does not require grad, and asking for its derivative is an
# error. Mathematics has no such case: the Hessian is zero. Yours should be, too.
#
# **By hand.** $f(\mathbf{x}) = x_0^2 x_1$ at $(1, 3)$: $\nabla f = (2x_0x_1,\; x_0^2) = (6, 1)$ and
#
# $$ H = \begin{bmatrix} 2x_1 & 2x_0 \\ 2x_0 & 0 \end{bmatrix} = \begin{bmatrix} 6 & 2 \\ 2 & 0 \end{bmatrix}. $$


# %%
def hessian(f, x):
    """The Hessian (n, n) of a scalar function f at x (n,).  Zeros for a linear f."""
    raise NotImplementedError("your code goes here")


# %%
check("hessian")

# %% [markdown]
# ## 4. A Hessian-vector product without the Hessian
#
# Many methods need the Hessian only to multiply it by a vector $\mathbf{v}$, $(n,)$: how does the gradient change if you
# walk along $\mathbf{v}$? For $n = 20{,}000$, which is a small net, the Hessian has $4 \cdot 10^8$ entries: 3.2 GB in
# float64, and 20,000 backward passes. The product has 20,000 entries, and takes two passes. For a $\mathbf{v}$ that does
# not depend on $\mathbf{x}$,
#
# $$ \nabla\bigl(\nabla f(\mathbf{x}) \cdot \mathbf{v}\bigr) = H\mathbf{v}, \qquad (n, n)(n,) = (n,). $$
#
# The bracket is one number, so its gradient is one backward pass, whatever $n$ is. The first pass, for $\nabla f$, must
# be recorded, as in section 3. Both together cost a few evaluations of $f$. This is checked with $n = 20{,}000$ when your
# work is graded; what forms the Hessian does not fit into the limits.
#
# **By hand.** $f(\mathbf{x}) = x_0^2 x_1$ at $(1, 3)$ again, and $\mathbf{v} = (1, -1)$:
# $\nabla f \cdot \mathbf{v} = 2x_0x_1 - x_0^2$, and the gradient of that is $(2x_1 - 2x_0,\; 2x_0) = (4, 2)$. With the
# Hessian: $(6 \cdot 1 + 2 \cdot (-1),\; 2 \cdot 1 + 0 \cdot (-1)) = (4, 2)$.


# %%
def hvp(f, x, v):
    """The product (n,) of the Hessian of f at x (n,) with v (n,), without ever forming the Hessian."""
    raise NotImplementedError("your code goes here")


# %%
check("hvp")

# %% [markdown]
# ### Derivation (by hand, 10 points)
#
# Derive $\nabla(\nabla f(\mathbf{x}) \cdot \mathbf{v}) = H\mathbf{v}$, entry by entry, for a $\mathbf{v}$ that does not depend
# on $\mathbf{x}$. Say where you use that it does not, and what you would get for $\mathbf{v} = \mathbf{x}$ if $\mathbf{v}$
# were a part of the graph.

# %% [markdown]
# Your answer goes here.

# %% [markdown]
# ## 5. A function with a backward of its own
#
# Every operation that autograd knows is a pair: a forward, and a backward that multiplies by the derivative. You can add
# a pair, as a subclass of `torch.autograd.Function` with two static methods. Take the loss of hw4,
#
# $$ C(\mathbf{w}, b) = \frac{1}{N}\sum_{i=1}^{N}\bigl(y_i - \max(0, z_i)\bigr)^2, \qquad z_i = \mathbf{w}\cdot\mathbf{x}_i + b. $$
#
# | | gets | returns |
# |---|---|---|
# | `forward` | `ctx`, $\mathbf{w}$ $(n,)$, $b$ $()$, $X$ $(N, n)$, $\mathbf{y}$ $(N,)$ | $C$ $()$, a tensor |
# | `backward` | `ctx`, `grad_output` $()$ | four values, one for each input of forward: $(n,)$, $()$, `None`, `None` |
#
# **`ctx`** belongs to one call of forward. Tensors that backward needs are put there by `ctx.save_for_backward(...)`
# and come back as `ctx.saved_tensors`. Kept on the class or in a global, they would be overwritten by the next call.
#
# **`grad_output`** is the gradient $g = \partial L/\partial C$, a scalar, of whatever $L$ was made of $C$ afterwards. Yours is
# one link of a chain, and must multiply:
#
# $$ \frac{\partial L}{\partial\mathbf{w}} = \frac{\partial L}{\partial C}\,\frac{\partial C}{\partial\mathbf{w}}
#    = g \cdot \frac{2}{N}\sum_{i=1}^{N}\mathbb{1}[z_i > 0]\,(z_i - y_i)\,\mathbf{x}_i, \qquad (n,) $$
#
# and the same without $\mathbf{x}_i$ for $b$. Inside forward nothing is recorded: the derivative is what your backward says
# it is. The data needs no gradient, so $X$ and $\mathbf{y}$ get `None`, although $C$ depends on them.
#
# **By hand**, with the numbers of hw4, $\mathbf{w} = (1, -1)$, $b = 0$, samples $(2, 1)$, $(1, 7)$ and $(5, 1)$ and targets
# $3$, $-2$ and $5$: $\mathbf{z} = (1, -6, 4)$, $C = 3$, and after `C.backward()`, with `grad_output` 1,
# `w.grad` is $(-6, -2)$ and `b.grad` is $-2$. After `(3 * C).backward()`, `grad_output` is 3, and they are $(-18, -6)$
# and $-6$.
#
# **Check it yourself.** `torch.autograd.gradcheck(MSEReLU.apply, (w, b, X, y))` holds your backward against central
# differences, as your `gradient_check` of hw1 does. It needs float64, and points away from the kink: there, central
# differences see the mean of the two slopes, and you say 0.


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

# %% [markdown]
# ## 6. Training
#
# The net and the loss of hw5,
#
# $$ \hat{Y} = \max(0, X W_1 + \mathbf{b}_1)\,W_2 + \mathbf{b}_2 \;\; (N, k), \qquad
#    L = \frac{1}{2N}\sum_{i=1}^{N}\lVert\hat{\mathbf{y}}_i - \mathbf{y}_i\rVert^2, $$
#
# with `params`, a dict of four leaves that require grad: `W1` $(d, h)$, `b1` $(h,)$, `W2` $(h, k)$, `b2` $(k,)$. Take `steps`
# steps $\theta \leftarrow \theta - \eta\,\partial L/\partial\theta$, all four from the same point, and return the losses
# before each step as floats. The table of hw5's section 4 is now one line; what remains is housekeeping, and that is where
# most training loops go wrong:
#
# - **The update is no part of the graph.** A leaf that requires grad cannot be changed in place while autograd looks. Under
#   `with torch.no_grad():` it does not look.
# - **In place.** `p -= learning_rate * g` and `p.sub_(learning_rate * g)` change the tensor that the caller holds. `p = p - learning_rate * g` makes a new
#   one, and `params` never hears of it; besides, the new one is no leaf, and its `.grad` is `None`. Nor does
#   `params["W1"] = ...` do: whoever else holds the old tensor, an optimizer say, never hears of it. Afterwards `params`
#   holds the same four leaves, which require grad.
# - **`.grad` accumulates**, as in section 1. Clear it before each backward pass, or use `torch.autograd.grad`.
# - **Losses are numbers.** `loss.item()` is a float. The tensor `loss` holds on to the whole graph of its step, and a
#   list of those holds on to all of them.
# - **Shapes.** For $k = 1$ prediction and `y` are $(N, 1)$. Squeeze one of them, and their difference is a table $(N, N)$.
# - **All steps are taken**, also where the loss goes up.
# - **`mse_loss` is another loss.** It divides by $Nk$ and has no half: it is $\tfrac{2}{k}L$.
#
# **By hand**, one step with $\eta = 0.1$ from hw5's numbers, $d = 1$, $h = 3$, $k = 2$:
#
# $$ W_1 = \begin{bmatrix} 1 & -1 & 1 \end{bmatrix}, \quad \mathbf{b}_1 = (1, 2, -4), \quad
#    W_2 = \begin{bmatrix} 1 & 2 \\ -1 & 1 \\ 2 & 1 \end{bmatrix}, \quad \mathbf{b}_2 = (0, 1), \quad
#    X = \begin{bmatrix} 1 \\ 3 \\ -3 \end{bmatrix}, \quad
#    Y = \begin{bmatrix} -2 & 6 \\ 4 & 12 \\ 1 & 6 \end{bmatrix}. $$
#
# The loss before the step is 9, so `losses` is `[9.0]`, and afterwards $W_1 = \begin{bmatrix} 1.5 & -0.3 & 1 \end{bmatrix}$,
# $\mathbf{b}_1 = (1.1, 1.9, -4)$, $W_2 = \begin{bmatrix} 0.8 & 2.4 \\ -0.1 & 1 \\ 2 & 1 \end{bmatrix}$,
# $\mathbf{b}_2 = (0.1, 1.1)$, as you found in hw5.


# %%
def train(params, X, y, learning_rate, steps):
    """Gradient descent on L of hw5, updating params in place.  Returns the losses before each step: (steps,) floats."""
    raise NotImplementedError("your code goes here")


# %%
check("train")

# %% [markdown]
# ## 7. On any device
#
# A tensor lives on a device, `x.device`: `cpu`, or a GPU, `cuda`. `x.to("cuda")` copies it there. An operation needs all
# its tensors on one device, and its result is there, too. So code that computes with what it was given runs anywhere.
# What breaks it is every tensor that you make yourself, because `torch.zeros(3)` is a float32 tensor on the CPU, whatever
# you are working with:
#
# | instead of | write | which is |
# |---|---|---|
# | `torch.zeros(3)` | `torch.zeros_like(x)` | of the shape, dtype and device of `x` |
# | `torch.zeros(m, n)` | `torch.zeros(m, n, dtype=x.dtype, device=x.device)` or `x.new_zeros(m, n)` | of another shape, else like `x` |
# | `torch.tensor(2.0)` | `2.0` | a number, which has no device and adapts to any dtype |
# | `x.to("cuda")` | nothing | on the device that the caller chose |
#
# `make test DEVICE=cuda` runs the checks on a GPU, if you have one. Your work is graded on one device, and not always on
# the same.
#
# ## 8. See it
#
# What a full Hessian costs, and what a product with it, by your own two functions. On the left the memory that the answer
# takes, on the right the seconds that your code took for it. As long as one pass is all overhead, $n$ passes cost $n$ times
# one, and the product costs always the same. From there on each pass, and with it the product, gets dearer in proportion
# to $n$, and the Hessian to $n^2$.


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
    memory.set(xlabel="n", ylabel="bytes of the answer in float64")
    clock.set(xlabel="n", ylabel="seconds, measured")
    clock.set_ylim(bottom=clock.get_ylim()[0] / 3)
    clock.legend(loc="lower right")
    plt.show()


# %% [markdown]
# ## Recall
#
# Practice: no points, but the same kind of check. `quiz(m, n)` returns a dict with these keys, for a function
# $f: \mathbb{R}^n \to \mathbb{R}^m$ and a scalar function $g: \mathbb{R}^n \to \mathbb{R}$ that is not linear. A pass goes
# once from outputs to inputs; a shape is a tuple.
#
# | key | what is asked |
# |---|---|
# | `"vjp"` | the shape of $\mathbf{v}^\top J$, as `torch.autograd.grad` gives it |
# | `"rows"` | how many backward passes the Jacobian of $f$ takes |
# | `"twice"` | `backward()` ran twice through the same graph: by what is `.grad` the gradient multiplied? |
# | `"hessian"` | how many backward passes the Hessian of $g$ takes, that for its gradient included |
# | `"hvp"` | how many backward passes $H\mathbf{v}$ takes |
# | `"bytes"` | how many bytes the Hessian of $g$ takes in float64 |
# | `"linear"` | does the gradient of a *linear* function require grad, when it was asked for with `create_graph=True`? |
# | `"returned"` | how many values `backward` must return if `forward` has `ctx` and $n$ inputs more |


# %%
def quiz(m, n):
    """The cards above as a dict."""
    raise NotImplementedError("your code goes here")


# %%
check("quiz")

# %% [markdown]
# To read on: PyTorch on [how autograd works](https://docs.pytorch.org/docs/stable/notes/autograd.html), on
# [functions with a backward of their own](https://docs.pytorch.org/docs/stable/notes/extending.html), and on
# [`torch.func`](https://docs.pytorch.org/docs/stable/func.html), which does sections 1 to 4 by transforming functions.
