# %% [markdown]
# # hw1: Derivatives by differences
#
# Two to three hours. You write four functions: `numerical_gradient`, `jacobian`, `hessian` and `gradient_check`.
# Everything is in float64 unless said otherwise. Numerator layout: the Jacobian of
# $f: \mathbb{R}^n \to \mathbb{R}^m$ is $(m, n)$, row $i$ is output $i$. A gradient has the shape of the variable it is
# taken for. Your functions leave their arguments as they found them, to the bit; moving an entry of `x` and putting
# exactly the old number back is allowed. `eps` is the step itself, and is used as given.
#
# The functions `f` that you are given take an array of the shape of `x` and return a float, or an array where that is
# said. Limits when graded: 10 seconds for each question, 512 MB of memory, NumPy. Plain Python loops are fine.

# %%
import matplotlib.pyplot as plt
import numpy as np

from autograder import check

# %% [markdown]
# ## 1. The gradient
#
# The derivative is a limit; a computer can take two points that are close. Taylor says what that costs. With a step
# $\epsilon$,
#
# $$ f(x + \epsilon) = f(x) + \epsilon f'(x) + \tfrac{\epsilon^2}{2} f''(x) + \tfrac{\epsilon^3}{6} f'''(x) + \dots $$
#
# | difference | formula | error |
# |---|---|---|
# | forward | $\bigl(f(x + \epsilon) - f(x)\bigr) / \epsilon$ | $\tfrac{\epsilon}{2} f''(x) + \dots$ |
# | central | $\bigl(f(x + \epsilon) - f(x - \epsilon)\bigr) / (2\epsilon)$ | $\tfrac{\epsilon^2}{6} f'''(x) + \dots$ |
#
# In the central difference the even terms cancel: halve $\epsilon$, and its error drops by four, not by two.
#
# For $f$ of an array $\mathbf{x}$, vector or matrix, each entry has its own partial derivative. Move that one entry and
# leave all others where they are. With $\mathbf{e}_i$ an array like $\mathbf{x}$, all zeros but a 1 at place $i$,
#
# $$ \frac{\partial f}{\partial x_i} \approx
#    \frac{f(\mathbf{x} + \epsilon\mathbf{e}_i) - f(\mathbf{x} - \epsilon\mathbf{e}_i)}{2\epsilon} $$
#
# **By hand.** $f(\mathbf{x}) = x_1^2 + 3x_1x_2$ at $(1, 2)$ with $\epsilon = 0.1$: $f(1.1, 2) = 7.81$ and
# $f(0.9, 2) = 6.21$, so $\partial f/\partial x_1 \approx 1.6 / 0.2 = 8$; $f(1, 2.1) = 7.3$ and $f(1, 1.9) = 6.7$, so
# $\partial f/\partial x_2 \approx 0.6 / 0.2 = 3$. The gradient is $(8, 3)$, exactly: $f$ has no third derivative. A
# forward difference gives $8.1$ for the first.
#
# A smaller $\epsilon$ is not always better. $f$ is known to about 16 digits, so the difference carries a rounding error
# of about $10^{-16}|f|$, and that is divided by $\epsilon$. The picture shows both errors for $\sin$ at $1$: rounding
# on the left, Taylor's terms on the right. Each curve is a V. Where is the bottom of each?

# %%
steps = np.logspace(-12, -1, 56)
forward = (np.sin(1 + steps) - np.sin(1)) / steps
central = (np.sin(1 + steps) - np.sin(1 - steps)) / (2 * steps)
plt.loglog(steps, np.abs(forward - np.cos(1)), label="forward")
plt.loglog(steps, np.abs(central - np.cos(1)), label="central")
plt.xlabel("eps")
plt.ylabel("error of the derivative of sin at 1")
plt.legend()
plt.show()

# %% [markdown]
# **Your turn.** Central differences, for `x` of any shape. Whole numbers in `x` stand for real numbers: an array of
# integers cannot hold 3.00001. Evaluate `f` at most twice for each entry, $2 \cdot$ `x.size` times in all.


# %%
def numerical_gradient(f, x, eps=1e-5):
    """The gradient of a scalar f at x by central differences.  x: any shape; returns an array like x, in float64."""
    ### BEGIN SOLUTION
    x = np.asarray(x, dtype=float)
    gradient = np.empty_like(x)
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = eps
        gradient[place] = (f(x + step) - f(x - step)) / (2 * eps)
    return gradient
    ### END SOLUTION


# %%
check("numerical_gradient")

# %% [markdown]
# ## 2. The Jacobian
#
# A vector function $f: \mathbb{R}^n \to \mathbb{R}^m$ has $m \cdot n$ partial derivatives. In numerator layout
#
# $$ J_{ij} = \frac{\partial f_i}{\partial x_j}, \qquad J \text{ is } (m, n): \text{ a row for each output, a column for
#    each input.} $$
#
# | symbol | shape | |
# |---|---|---|
# | $\mathbf{x}$ | $(n,)$ | |
# | $f(\mathbf{x})$ | $(m,)$ | or a float, which counts as $m = 1$ |
# | $J$ | $(m, n)$ | $(1, n)$ for a float |
#
# Moving $x_j$ alone changes all outputs at once: the difference of two values of $f$ holds all $m$ partial derivatives
# with respect to $x_j$.
#
# **By hand.** $f(\mathbf{x}) = (x_1x_2,\; x_1^2,\; 5x_2)$ at $(1, 2)$: moving $x_1$ changes the outputs at the rates
# $(2, 2, 0)$, moving $x_2$ at the rates $(1, 0, 5)$, so
#
# $$ J = \begin{pmatrix} 2 & 1 \\ 2 & 0 \\ 0 & 5 \end{pmatrix} $$
#
# Forward differences earn the main part of the points here, central differences all of them.


# %%
def jacobian(f, x, eps=1e-5):
    """The Jacobian of f at x by differences.  x: (n,), f(x): (m,) or a float; returns (m, n), or (1, n)."""
    ### BEGIN SOLUTION
    columns = [np.atleast_1d(f(x + step) - f(x - step)) / (2 * eps) for step in eps * np.eye(len(x))]
    return np.stack(columns, axis=1)
    ### END SOLUTION


# %%
check("jacobian")

# %% [markdown]
# ## 3. The Hessian
#
# The Hessian $H$ of a scalar $f$ holds its second derivatives, $H_{ij} = \partial^2 f / \partial x_i \partial x_j$,
# shape $(n, n)$. It is symmetric. A difference of differences gives it, from four corners around $\mathbf{x}$:
#
# $$ H_{ij} \approx \frac{f(\mathbf{x} + \epsilon\mathbf{e}_i + \epsilon\mathbf{e}_j)
#                       - f(\mathbf{x} + \epsilon\mathbf{e}_i - \epsilon\mathbf{e}_j)
#                       - f(\mathbf{x} - \epsilon\mathbf{e}_i + \epsilon\mathbf{e}_j)
#                       + f(\mathbf{x} - \epsilon\mathbf{e}_i - \epsilon\mathbf{e}_j)}{4\epsilon^2} $$
#
# For $i = j$ two corners lie at $\mathbf{x} \pm 2\epsilon\mathbf{e}_i$ and two meet in $\mathbf{x}$ itself; the same
# formula holds. The rounding error is now divided by $\epsilon^2$, so a good $\epsilon$ is larger than for a gradient:
# with $10^{-4}$ it is about $10^{-8}|f|$, with $10^{-8}$ nothing would be left.
#
# **By hand.** $f(\mathbf{x}) = x_1^2x_2 + x_2^3$ at $(1, 2)$ with $\epsilon = 0.1$: the corners are
# $f(1.1, 2.1) = 11.802$, $f(1.1, 1.9) = 9.158$, $f(0.9, 2.1) = 10.962$, $f(0.9, 1.9) = 8.398$, so
# $H_{12} \approx (11.802 - 9.158 - 10.962 + 8.398) / 0.04 = 2$. All of it is
#
# $$ H = \begin{pmatrix} 2x_2 & 2x_1 \\ 2x_1 & 6x_2 \end{pmatrix} = \begin{pmatrix} 4 & 2 \\ 2 & 12 \end{pmatrix} $$
#
# Your Hessian is symmetric up to rounding, and `eps` is the step of every difference in it. Forward differences of
# forward differences earn the main part of the points, central ones all of them.


# %%
def hessian(f, x, eps=1e-4):
    """The Hessian of a scalar f at x by second differences.  x: (n,); returns (n, n), symmetric to rounding."""

    ### BEGIN SOLUTION
    def second(u, v):
        return (f(x + u + v) - f(x + u - v) - f(x - u + v) + f(x - u - v)) / (4 * eps**2)

    steps = eps * np.eye(len(x))
    return np.array([[second(u, v) for v in steps] for u in steps])
    ### END SOLUTION


# %%
check("hessian")

# %% [markdown]
# ## 4. Checking a gradient
#
# From the next assignment on you derive gradients by hand. Differences tell you whether you got them right. For a
# claimed gradient $a$ (for analytic) and central differences $n$ (for numeric), both like $\mathbf{x}$, the symmetric
# relative error of one entry is
#
# $$ \frac{|a_i - n_i|}{\max(|a_i|, |n_i|)}, \qquad 0 \text{ where } a_i \text{ and } n_i \text{ are both } 0, $$
#
# and the answer is the largest one over all entries. It is $0$ where they agree, $\tfrac12$ where one is twice the
# other, $1$ where one is zero and the other is not, and $2$ where they differ in sign alone. A right gradient gives about
# $10^{-9}$, a wrong one seldom less than $10^{-3}$. Comparing absolute errors would not do: $0.01$ is nothing beside a
# derivative of $1000$, and all of a derivative of $0.01$.
#
# **By hand.** $f(\mathbf{x}) = x_1^2 + 3x_1x_2$ at $(1, 2)$ again, where the gradient is $(8, 3)$. Someone claims
# $(8, 4)$. The errors are $0$ and $|4 - 3| / 4 = 0.25$, so the answer is $0.25$.
#
# Here `grad` is a function like `f`: `grad(x)` is the claimed gradient at `x`, an array like `x`.


# %%
def gradient_check(f, grad, x, eps=1e-5):
    """The largest symmetric relative error of grad(x) against central differences of f.  x: any shape; a float."""
    ### BEGIN SOLUTION
    analytic, numeric = grad(x), numerical_gradient(f, x, eps)
    size = np.maximum(np.abs(analytic), np.abs(numeric))
    error = np.abs(analytic - numeric) / np.where(size > 0, size, 1.0)
    return float(error.max())
    ### END SOLUTION


# %%
check("gradient_check")
