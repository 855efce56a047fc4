# %% [markdown]
# # hw1: Derivatives by differences
#
# Two to three hours. You write four functions: `numerical_gradient`, `jacobian`, `hessian` and `gradient_check`. You
# will use them to test every derivative that you work out by hand from hw2 on.
#
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

from autograder.student import check, picture

# %% [markdown]
# ## 1. The gradient
#
# A function $f: \mathbb{R}^n \to \mathbb{R}$ takes many numbers and gives one. Its gradient says, for each number that
# goes in, how fast the answer changes when that number alone moves:
#
# $$ \nabla f(\mathbf{x}) = \Bigl(\frac{\partial f}{\partial x_1}, \dots, \frac{\partial f}{\partial x_n}\Bigr) $$
#
# | symbol | shape | |
# |---|---|---|
# | $\mathbf{x}$ | $(n,)$, or any other | what goes in |
# | $f(\mathbf{x})$ | a number | |
# | $\nabla f(\mathbf{x})$ | the shape of $\mathbf{x}$ | one partial derivative for each entry |
#
# It points where $f$ rises fastest, and $-\nabla f$ where $f$ falls fastest. Training a network is little more than
# walking along $-\nabla f$.
#
# **From the limit to two points.** A derivative is a limit. A computer takes two points that are close, and Taylor says
# what that costs. With a step $\epsilon$,
#
# $$ f(x + \epsilon) = f(x) + \epsilon f'(x) + \tfrac{\epsilon^2}{2} f''(x) + \tfrac{\epsilon^3}{6} f'''(x) + \dots $$
#
# | difference | formula | error |
# |---|---|---|
# | forward | $\bigl(f(x + \epsilon) - f(x)\bigr) / \epsilon$ | $\tfrac{\epsilon}{2} f''(x) + \dots$ |
# | central | $\bigl(f(x + \epsilon) - f(x - \epsilon)\bigr) / (2\epsilon)$ | $\tfrac{\epsilon^2}{6} f'''(x) + \dots$ |
#
# In the central difference the even terms cancel. Halve $\epsilon$, and its error drops by four; that of the forward
# difference drops by two.
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
# **Two traps.** Much code that is passed around copies `x` and writes `x[i] += eps` for `i in range(len(x))`.
#
# - If `x` holds integers, so does its copy, and 3.00001 becomes 3 again. For $x^2$ at 3 such code answers 249999 or
#   250000, where 6 is right: the step down landed on 2, and $(9 - 4) / 0.00002$ is what came of it.
# - If `x` is a matrix, `x[i]` is a whole row. All of it moves, and each entry of the answer is the sum of its row.

# %% [markdown]
# **Your turn.** Central differences, for `x` of any shape. Whole numbers in `x` stand for real numbers. Evaluate `f` at
# most twice for each entry, $2 \cdot$ `x.size` times in all.


# %%
def numerical_gradient(f, x, eps=1e-5):
    """The gradient of a scalar f at x by central differences.  x: any shape; returns an array like x, in float64."""
    raise NotImplementedError("your code goes here")


# %%
check("numerical_gradient")

# %% [markdown]
# ### How small a step?
#
# A smaller $\epsilon$ is not always better. A float64 keeps about 16 digits, so each value of $f$ is off by up to
# $u|f|$ with $u \approx 10^{-16}$, and the difference of two values is divided by $\epsilon$. Two errors add up:
#
# | | rounding | Taylor | equal, and so least, near |
# |---|---|---|---|
# | forward | $u / \epsilon$ | $\epsilon$ | $\epsilon = u^{1/2} = 10^{-8}$, error $10^{-8}$ |
# | central | $u / \epsilon$ | $\epsilon^2$ | $\epsilon = u^{1/3} \approx 5 \cdot 10^{-6}$, error $2 \cdot 10^{-11}$ |
#
# (for an $f$ whose value and derivatives are near 1). On logarithmic axes a power is a straight line and its exponent is
# the slope. So each error is a V: slope $-1$ on the left, where rounding rules, and slope $1$ or $2$ on the right.
# This is why `eps=1e-5` is the default above. Run the cell; where is the bottom of your V?


# %%
@picture
def two_slopes():
    steps, points = np.logspace(-12, -1, 45), np.linspace(0.5, 1.5, 25)

    def sine(x):
        return float(np.sin(x[0]))

    def central(x, eps):
        return numerical_gradient(sine, np.array([x]), eps)[0]

    def forward(x, eps):
        return (np.sin(x + eps) - np.sin(x)) / eps

    for name, difference, color, style in (
        ("forward", forward, "#D55E00", "s--"),
        ("central", central, "#0072B2", "o-"),
    ):
        worst = [max(abs(difference(x, eps) - np.cos(x)) for x in points) for eps in steps]
        plt.loglog(steps, worst, style, color=color, markersize=4, label=f"{name} difference")
    for x, y, slope, angle in ((3e-10, 8e-6, -1, -41), (2e-6, 1e-5, 1, 41), (1.2e-3, 6e-9, 2, 60)):
        what = "rounding" if slope < 0 else "Taylor"
        plt.text(x, y, f"{what}: slope {slope}", rotation=angle, ha="center", va="center")
    plt.xlabel("eps")
    plt.ylabel("largest error of the derivative of sin")
    plt.legend()
    plt.show()


# %% [markdown]
# ## 2. The Jacobian
#
# A vector function $f: \mathbb{R}^n \to \mathbb{R}^m$ has $m$ outputs, and each has a partial derivative for each of the
# $n$ inputs: $m \cdot n$ numbers. In numerator layout
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
# Row $i$ is the gradient of output $i$, laid down as a row. Column $j$ is what all outputs do when $x_j$ alone moves,
# and that is how you get it: one difference of two values of $f$ holds the $m$ partial derivatives with respect to $x_j$.
#
# $$ \begin{pmatrix} J_{1j} \\ \vdots \\ J_{mj} \end{pmatrix} \approx
#    \frac{f(\mathbf{x} + \epsilon\mathbf{e}_j) - f(\mathbf{x} - \epsilon\mathbf{e}_j)}{2\epsilon} \qquad (m,) $$
#
# **By hand.** $f(\mathbf{x}) = (x_1x_2,\; x_1^2,\; 5x_2)$ at $(1, 2)$: moving $x_1$ changes the outputs at the rates
# $(2, 2, 0)$, moving $x_2$ at the rates $(1, 0, 5)$, so
#
# $$ J = \begin{pmatrix} 2 & 1 \\ 2 & 0 \\ 0 & 5 \end{pmatrix} $$
#
# Test with an $f$ like this one, with $m \ne n$. If $J$ is square and symmetric, you cannot see that it came out
# transposed.
#
# Forward differences earn the main part of the points here, central differences all of them. Some texts take central
# ones for the gradient and forward ones for the Jacobian; then the two disagree in the fifth digit.


# %%
def jacobian(f, x, eps=1e-5):
    """The Jacobian of f at x by differences.  x: (n,), f(x): (m,) or a float; returns (m, n), or (1, n)."""
    raise NotImplementedError("your code goes here")


# %%
check("jacobian")

# %% [markdown]
# ## 3. The Hessian
#
# The Hessian $H$ of $f: \mathbb{R}^n \to \mathbb{R}$ holds its second derivatives,
# $H_{ij} = \partial^2 f / \partial x_i \partial x_j$, shape $(n, n)$. It says how the gradient changes: $H$ is the Jacobian
# of the gradient. Where the second derivatives are continuous the order of the two does not matter, so $H$ is symmetric.
#
# Take the central difference in direction $i$ of the central difference in direction $j$, and you have four corners
# around $\mathbf{x}$:
#
# $$ H_{ij} \approx \frac{f(\mathbf{x} + \epsilon\mathbf{e}_i + \epsilon\mathbf{e}_j)
#                       - f(\mathbf{x} + \epsilon\mathbf{e}_i - \epsilon\mathbf{e}_j)
#                       - f(\mathbf{x} - \epsilon\mathbf{e}_i + \epsilon\mathbf{e}_j)
#                       + f(\mathbf{x} - \epsilon\mathbf{e}_i - \epsilon\mathbf{e}_j)}{4\epsilon^2} $$
#
# For $i = j$ two corners lie at $\mathbf{x} \pm 2\epsilon\mathbf{e}_i$ and two meet in $\mathbf{x}$ itself; the same
# formula holds.
#
# The rounding error is now divided by $\epsilon^2$. It equals Taylor's $\epsilon^2$ near
# $\epsilon = u^{1/4} = 10^{-4}$, where both are $10^{-8}$: hence the other default. With the gradient's $10^{-5}$ it
# would be $10^{-6}$, and with $10^{-8}$ nothing would be left.
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

    raise NotImplementedError("your code goes here")


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
# $(8, 4)$. The errors are $0$ and $|4 - 3| / 4 = 0.25$, so the answer is $0.25$. For the claim $(8, 1.5)$ they are $0$
# and $|1.5 - 3| / 3 = 0.5$, so it is $0.5$.
#
# Here `grad` is a function like `f`: `grad(x)` is the claimed gradient at `x`, an array like `x`.


# %%
def gradient_check(f, grad, x, eps=1e-5):
    """The largest symmetric relative error of grad(x) against central differences of f.  x: any shape; a float."""
    raise NotImplementedError("your code goes here")


# %%
check("gradient_check")

# %% [markdown]
# ## Recall
#
# Practice: no points, but the same kind of check. Close the sections above and answer from memory, for any $m$ and $n$.
# `quiz(m, n)` returns a dict with these keys; a shape is a tuple.
#
# | key | what is asked |
# |---|---|
# | `"gradient"` | the shape of the gradient of $f: \mathbb{R}^n \to \mathbb{R}$, as an array |
# | `"jacobian"` | the shape of the Jacobian of $f: \mathbb{R}^n \to \mathbb{R}^m$ |
# | `"one output"` | the shape of the Jacobian of $f: \mathbb{R}^n \to \mathbb{R}$ |
# | `"hessian"` | the shape of the Hessian of $f: \mathbb{R}^n \to \mathbb{R}$ |
# | `"evaluations"` | how often $f$ is evaluated for a gradient by central differences |
# | `"forward"` | you halve $\epsilon$: by what is the error of a forward difference divided? |
# | `"central"` | the same for a central difference |
# | `"twice"` | what `gradient_check` answers where the claimed gradient is twice the right one |


# %%
def quiz(m, n):
    """The cards above as a dict; m outputs, n inputs."""
    raise NotImplementedError("your code goes here")


# %%
check("quiz")

# %% [markdown]
# To read on: the notes on gradient checks in [CS231n](https://cs231n.github.io/neural-networks-3/#gradcheck), and
# [The Matrix Calculus You Need For Deep Learning](https://explained.ai/matrix-calculus/) by Parr and Howard.
