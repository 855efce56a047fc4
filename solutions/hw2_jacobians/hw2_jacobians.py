# %% [markdown]
# # hw2: Jacobians by hand
#
# Two to three hours. You write nine short functions. Behind each of them is a derivation on paper, and most answers
# are a single line of code. Do the paper first. Signs and conventions are those of the table at the start of hw1; in
# particular, $\odot$ and $\oslash$ work entry by entry, and the Jacobian of $f: \mathbb{R}^n \to \mathbb{R}^m$ is
# $(m, n)$: row $i$ is output $i$, column $j$ is input $j$. (Some texts write $\otimes$ for the product entry by
# entry. Elsewhere that is the Kronecker product, which is something else.)
#
# Everything is in float64, and your functions leave their arguments as they found them. When your work is graded,
# each question has 10 seconds and 512 MB of memory. Plain Python loops are fine. This homework is in NumPy.

# %%
import matplotlib.pyplot as plt
import numpy as np

from autograder.student import check, experiment, picture, predict

# %% [markdown]
# You can check every answer of this homework before you hand it in. `gradient_check` below is the one of hw1; your
# own does the same. How do you check a whole Jacobian with a function that checks gradients? Take a random vector
# $\mathbf{v}$, $(m,)$, and look at the scalar $\mathbf{v}\cdot f(\mathbf{x})$. Its gradient is $\mathbf{v}^\top J$:
# all rows of $J$, mixed with random weights. A wrong entry anywhere shows.


# %%
def gradient_check(f, grad, x, eps=1e-5):
    """From hw1: the largest relative error of grad(x) against central differences of f at x. Your own does the same."""
    x, worst = np.array(x, dtype=float), 0.0
    claimed = np.reshape(grad(x), x.shape)
    for place in np.ndindex(x.shape):
        here, values = x[place], []
        for x[place] in (here + eps, here - eps):
            values.append(f(x))
        x[place] = here
        both = claimed[place], (values[0] - values[1]) / (2 * eps)
        worst = max(worst, abs(both[0] - both[1]) / (max(map(abs, both)) or 1.0))
    return float(worst)


# %% [markdown]
# ## Rows, columns, and two layouts
#
# A derivative has one entry for each pair of an output and an input. Which of the two runs down the rows is a
# convention, and texts differ. The **numerator layout** gives a row to each output, the **denominator layout** gives
# a row to each input. Each is the transpose of the other.
#
# | derivative of | with respect to | numerator layout | denominator layout | name |
# |---|---|---|---|---|
# | a scalar $y$ | a scalar $x$ | scalar | scalar | derivative |
# | a scalar $y$ | a vector $\mathbf{x}$, $(n,)$ | $(1, n)$, a row | $(n, 1)$, a column | gradient |
# | a vector $\mathbf{y}$, $(m,)$ | a scalar $x$ | $(m, 1)$, a column | $(1, m)$, a row | tangent |
# | a vector $\mathbf{y}$, $(m,)$ | a vector $\mathbf{x}$, $(n,)$ | $(m, n)$ | $(n, m)$ | Jacobian |
#
# **Which one does a text use?** Many do not say, and some mix them. These three signs tell you:
#
# - $\partial(A\mathbf{x})/\partial\mathbf{x}$ is $A$ in numerator layout and $A^\top$ in denominator layout.
# - The chain rule for $\mathbf{y} = f(g(\mathbf{x}))$ is $J_f J_g$, from the outside in, in numerator layout. In
#   denominator layout the factors stand the other way round.
# - A gradient that is a column belongs to denominator layout. A text with column gradients *and* Jacobians with one
#   row per output uses both. It then has to say that the Jacobian of a scalar is the *transpose* of its gradient.
#
# In this course Jacobians are in numerator layout and always matrices, including $(1, n)$ and $(m, 1)$. Where we use
# a gradient as an array, for example to step a parameter, it has the shape of that parameter.
#
# ## 1. Entry by entry (about 40 minutes)
#
# Here are the Jacobians of three functions from $\mathbb{R}^5$ to $\mathbb{R}^5$. Before you read on: what do the
# first two have in common, and what does that say about the functions?


# %%
@picture
def three_jacobians():
    x = np.array([2.0, 1.0, -1.5, 1.5, -1.0])
    A = np.random.default_rng(0).normal(size=(5, 5))
    titles = "x ⊙ x", "the sine of each entry, times 3", "A x"
    _, panels = plt.subplots(1, 3, figsize=(11, 4), layout="constrained")
    for panel, title, J in zip(panels, titles, (np.diag(2 * x), np.diag(3 * np.cos(x)), A), strict=True):
        shown = panel.imshow(J, cmap="PuOr", vmin=-4, vmax=4)
        for i, j in np.ndindex(J.shape):
            color = "white" if abs(J[i, j]) > 2.5 else "black"
            panel.text(j, i, f"{J[i, j]:.2g}", ha="center", va="center", color=color)
        panel.set(title=title, xlabel="input j", ylabel="output i", xticks=range(5), yticks=range(5))
        panel.set(xticklabels=range(1, 6), yticklabels=range(1, 6))
    plt.colorbar(shown, ax=panels, shrink=0.8)
    plt.show()


# %% [markdown]
# In the first two functions, output $i$ depends on input $i$ and on nothing else. When $x_j$ moves and $j \ne i$,
# output $i$ does not notice. So everything off the diagonal is zero.
#
# An operator of two vectors works *entry by entry* if $y_i = g(w_i, x_i)$. It has two Jacobians, one with respect to
# each vector, and both are diagonal:
#
# $$ \frac{\partial y_i}{\partial w_j} = \begin{cases} \dfrac{\partial g}{\partial w}(w_i, x_i) & i = j \\ 0 & i \ne j \end{cases}
#    \qquad\text{so}\qquad
#    \frac{\partial\mathbf{y}}{\partial\mathbf{w}} = \operatorname{diag}\Bigl(\frac{\partial g}{\partial w}(w_i, x_i)\Bigr), \quad (n, n), $$
#
# and in the same way for $\mathbf{x}$. The zeros are part of the answer. The vector of the $n$ entries on the
# diagonal is not a Jacobian.
#
# **By hand**, for an operator that you are not asked for: $\mathbf{y} = \mathbf{w}\odot\mathbf{w}\odot\mathbf{x}$, so
# $y_i = w_i^2x_i$, at $\mathbf{w} = (1, 6)$ and $\mathbf{x} = (2, 3)$. The derivative of $w^2x$ is $2wx$ with respect
# to $w$ and $w^2$ with respect to $x$, so
#
# $$ \frac{\partial\mathbf{y}}{\partial\mathbf{w}} = \begin{pmatrix} 4 & 0 \\ 0 & 36 \end{pmatrix}, \qquad
#    \frac{\partial\mathbf{y}}{\partial\mathbf{x}} = \begin{pmatrix} 1 & 0 \\ 0 & 36 \end{pmatrix}. $$
#
# **Predict.** $\mathbf{y} = \mathbf{w} \oslash \mathbf{x}$ at $w_1 = 1$, $x_1 = 2$. If $x_1$ grows a little, how fast
# does $y_1$ move?

# %%
guess = None
predict(guess, (1 / 2.001 - 1 / 1.999) / 0.002)

# %% [markdown]
# **Your turn**, four times, each with respect to both arguments. Many texts give only the first column of this table.
# To test yours: at $\mathbf{w} = (1, 6)$ and $\mathbf{x} = (2, 3)$ the results are
#
# | | with respect to $\mathbf{w}$ | with respect to $\mathbf{x}$ |
# |---|---|---|
# | $\mathbf{w} + \mathbf{x}$ | $\operatorname{diag}(1, 1)$ | $\operatorname{diag}(1, 1)$ |
# | $\mathbf{w} - \mathbf{x}$ | $\operatorname{diag}(1, 1)$ | $\operatorname{diag}(-1, -1)$ |
# | $\mathbf{w} \odot \mathbf{x}$ | $\operatorname{diag}(2, 3)$ | $\operatorname{diag}(1, 6)$ |
# | $\mathbf{w} \oslash \mathbf{x}$ | $\operatorname{diag}(\tfrac12, \tfrac13)$ | $\operatorname{diag}(-\tfrac14, -\tfrac23)$ |
#
# The sum is the easiest: it takes a minute.


# %%
def d_add(w, x):
    """The Jacobians of w + x.  w, x: (n,); returns (J_w, J_x), each (n, n)."""
    ### BEGIN SOLUTION
    return np.eye(len(w)), np.eye(len(x))
    ### END SOLUTION


# %%
check("d_add")


# %%
def d_sub(w, x):
    """The Jacobians of w - x.  w, x: (n,); returns (J_w, J_x), each (n, n)."""
    ### BEGIN SOLUTION
    return np.eye(len(w)), -np.eye(len(x))
    ### END SOLUTION


# %%
check("d_sub")


# %%
def d_mul(w, x):
    """The Jacobians of w ⊙ x.  w, x: (n,); returns (J_w, J_x), each (n, n)."""
    ### BEGIN SOLUTION
    return np.diag(x), np.diag(w)
    ### END SOLUTION


# %%
check("d_mul")


# %%
def d_div(w, x):
    """The Jacobians of w ⊘ x.  w, x: (n,), no entry of x is 0; returns (J_w, J_x), each (n, n)."""
    ### BEGIN SOLUTION
    return np.diag(1 / x), np.diag(-w / x**2)
    ### END SOLUTION


# %%
check("d_div")

# %% [markdown]
# **Test them with hw1.** A right Jacobian gives errors below $10^{-8}$. Change a sign in `d_div`, run its cell and
# this one again, and see what happens.


# %%
@experiment
def entry_by_entry():
    rng = np.random.default_rng(0)
    w, x, v = rng.normal(size=4), rng.uniform(1, 2, size=4), rng.normal(size=4)
    for name, f, jacobians in (
        ("d_add", np.add, d_add),
        ("d_sub", np.subtract, d_sub),
        ("d_mul", np.multiply, d_mul),
        ("d_div", np.divide, d_div),
    ):
        to_w = gradient_check(lambda w, f=f: v @ f(w, x), lambda w, j=jacobians: v @ j(w, x)[0], w)
        to_x = gradient_check(lambda x, f=f: v @ f(w, x), lambda x, j=jacobians: v @ j(w, x)[1], x)
        print(f"{name}: error {to_w:.0e} with respect to w, {to_x:.0e} with respect to x")


# %% [markdown]
# ## 2. A vector and a number (about 20 minutes)
#
# In $\mathbf{x} + z$ and $\mathbf{x}z$ the number $z$ is used for every entry, as if it were the vector
# $z\mathbf{1}$. It is *expanded*; NumPy says broadcast. With respect to $\mathbf{x}$ these are operators that work
# entry by entry. With respect to $z$ there is a single input and there are $n$ outputs. What shape must that Jacobian
# have?
#
# **Predict.** $\mathbf{y} = \mathbf{x}z^2$ with $\mathbf{x} = (1, -2, 4)$ and $z = 3$. When $z$ moves, how fast does
# $y_2$ move?

# %%
guess = None
predict(guess, (-2 * 3.001**2 - -2 * 2.999**2) / 0.002)

# %% [markdown]
# **By hand.** One input is one column, so $\partial\mathbf{y}/\partial z$ is $(n, 1)$, with $\partial y_i/\partial z$
# in row $i$. For $y_i = x_iz^2$ we get $\partial y_i/\partial x_i = z^2 = 9$ and $\partial y_i/\partial z = 2x_iz$:
#
# $$ \frac{\partial\mathbf{y}}{\partial\mathbf{x}} = \operatorname{diag}(9, 9, 9), \qquad
#    \frac{\partial\mathbf{y}}{\partial z} = \begin{pmatrix} 6 \\ -12 \\ 24 \end{pmatrix}. $$
#
# **Your turn.** There are four formulas to find: $\mathbf{x} + z$ and $\mathbf{x}z$, each with respect to
# $\mathbf{x}$ and to $z$. You will prove them in the derivation at the end of this homework, so write down how you
# found them.


# %%
def d_add_scalar(x, z):
    """The Jacobians of x + z.  x: (n,), z: a float; returns (J_x, J_z), (n, n) and (n, 1)."""
    ### BEGIN SOLUTION
    return np.eye(len(x)), np.ones((len(x), 1))
    ### END SOLUTION


# %%
check("d_add_scalar")


# %%
def d_mul_scalar(x, z):
    """The Jacobians of x z.  x: (n,), z: a float; returns (J_x, J_z), (n, n) and (n, 1)."""
    ### BEGIN SOLUTION
    return z * np.eye(len(x)), x[:, np.newaxis]
    ### END SOLUTION


# %%
check("d_mul_scalar")


# %%
@experiment
def vector_and_number():
    x, z, v = np.array([1.0, -2.0, 4.0]), 3.0, np.array([0.5, 1.0, -2.0])
    for name, f, jacobians in (("d_add_scalar", np.add, d_add_scalar), ("d_mul_scalar", np.multiply, d_mul_scalar)):
        to_x = gradient_check(lambda x, f=f: v @ f(x, z), lambda x, j=jacobians: v @ j(x, z)[0], x)
        to_z = gradient_check(lambda z, f=f: v @ f(x, z), lambda z, j=jacobians: v @ j(x, z)[1], z)
        print(f"{name}: error {to_x:.0e} with respect to x, {to_z:.0e} with respect to z")


# %% [markdown]
# ## 3. Sums (about 10 minutes)
#
# Let $y = \sum_i f_i(\mathbf{x})$. This adds up the $m$ *outputs* of a function, not the entries of $\mathbf{x}$, and
# each $f_i$ may use all of $\mathbf{x}$. You know the Jacobian $J$ of $f$, $(m, n)$. What is the gradient of $y$?
#
# **By hand.** $f(\mathbf{x}) = (x_1x_2,\; x_1^2,\; 5x_2)$ at $(1, 2)$ has the Jacobian below, and $y = x_1x_2 +
# x_1^2 + 5x_2$ has the gradient $(x_2 + 2x_1,\; x_1 + 5)$:
#
# $$ J = \begin{pmatrix} 2 & 1 \\ 2 & 0 \\ 0 & 5 \end{pmatrix}, \qquad \nabla y = \begin{pmatrix} 4 & 6 \end{pmatrix}. $$
#
# How does the second come from the first? It is a row, $(1, n)$, because $y$ is one number.
#
# *If you are stuck:* (1) The derivative of a sum is the sum of the derivatives; write that down for $\partial
# y/\partial x_j$. (2) Which entries of $J$ do you add? (3) Which vector, multiplied from the left, adds up the rows
# of a matrix?
#
# Some texts give $(1, 1, \dots, 1)$ for "the gradient of a sum". That is only the case $f(\mathbf{x}) = \mathbf{x}$,
# where $J = I$. For $\sum_i x_i^2$ it is $(2x_1, \dots, 2x_n)$.


# %%
def d_sum(J):
    """The gradient of sum(f(x)) from the Jacobian of f.  J: (m, n); returns (1, n)."""
    ### BEGIN SOLUTION
    return J.sum(axis=0, keepdims=True)
    ### END SOLUTION


# %%
check("d_sum")

# %% [markdown]
# ## 4. The chain rule (about 30 minutes)
#
# If $u$ moves twice as fast as $x$, and $y$ moves three times as fast as $u$, then $y$ moves six times as fast as
# $x$. Rates multiply: $\dfrac{dy}{dx} = \dfrac{dy}{du}\dfrac{du}{dx}$. That is the rule for one variable.
#
# **Several paths.** Now $y = f(u_1, \dots, u_k)$, and each $u_l$ depends on $x$. There are $k$ paths from $x$ to $y$,
# and their contributions add up. This is the *total derivative*:
#
# $$ \frac{dy}{dx} = \sum_{l=1}^{k} \frac{\partial y}{\partial u_l}\frac{du_l}{dx}
#    \qquad\text{a row } (1, k) \text{ times a column } (k, 1). $$
#
# **Predict.** $y = xu$ with $u = x^2$. There are two paths: $y$ depends on $x$ directly, and through $u$. What is
# $dy/dx$ at $x = 2$?

# %%
guess = None
predict(guess, (2.001 * 2.001**2 - 1.999 * 1.999**2) / 0.002)

# %% [markdown]
# With $(x, u)$ as the vector in between:
#
# $$ \frac{dy}{dx} = \begin{pmatrix} \dfrac{\partial y}{\partial x} & \dfrac{\partial y}{\partial u} \end{pmatrix}
#    \begin{pmatrix} dx/dx \\ du/dx \end{pmatrix}
#    = \begin{pmatrix} u & x \end{pmatrix}\begin{pmatrix} 1 \\ 2x \end{pmatrix}
#    = \begin{pmatrix} 4 & 2 \end{pmatrix}\begin{pmatrix} 1 \\ 4 \end{pmatrix} = 12, $$
#
# which is $3x^2$, as it should be for $y = x^3$.
#
# **Vectors.** Let $\mathbf{x}$, $(n,)$, go through $\mathbf{u} = g(\mathbf{x})$, $(k,)$, to $\mathbf{y} =
# f(\mathbf{u})$, $(m,)$. The total derivative holds for each $y_i$ and each $x_j$:
#
# $$ \frac{\partial y_i}{\partial x_j} = \sum_{l=1}^{k} \frac{\partial y_i}{\partial u_l}\frac{\partial u_l}{\partial x_j}. $$
#
# You have seen such a sum before. Which operation on the two Jacobians is it, and in which order?
#
# **By hand.** $g(\mathbf{x}) = (x_1x_2,\; x_1^2,\; 5x_2)$ and $f(\mathbf{u}) = (u_1u_2,\; u_3^2)$ at $\mathbf{x} =
# (1, 2)$, where $\mathbf{u} = (2, 1, 10)$:
#
# $$ J_\text{outer} = \begin{pmatrix} u_2 & u_1 & 0 \\ 0 & 0 & 2u_3 \end{pmatrix}
#                   = \begin{pmatrix} 1 & 2 & 0 \\ 0 & 0 & 20 \end{pmatrix}, \quad
#    J_\text{inner} = \begin{pmatrix} 2 & 1 \\ 2 & 0 \\ 0 & 5 \end{pmatrix}, \quad
#    \frac{\partial\mathbf{y}}{\partial\mathbf{x}} = \begin{pmatrix} 6 & 1 \\ 0 & 100 \end{pmatrix}. $$
#
# To check: $\mathbf{y} = (x_1^3x_2,\; 25x_2^2)$. Your function receives both Jacobians as matrices and returns a
# matrix, also where that is $(1, 1)$.


# %%
def chain(J_outer, J_inner):
    """The Jacobian of f(g(x)).  J_outer: (m, k), of f at g(x); J_inner: (k, n), of g at x; returns (m, n)."""
    ### BEGIN SOLUTION
    return J_outer @ J_inner
    ### END SOLUTION


# %%
check("chain")

# %% [markdown]
# ## 5. All of it together (about 40 minutes)
#
# Let $A$ be $(n, n)$, not necessarily symmetric, and let $\mathbf{b}$ and $\mathbf{x}$ be $(n,)$. What is the
# Jacobian of
#
# $$ \mathbf{y} = A\bigl((A\mathbf{x} + \mathbf{b}) \odot (A\mathbf{x} + \mathbf{b})\bigr) + \mathbf{b} \;? $$
#
# It looks bad, and it falls to pieces: give a name to whatever is inside of something else, until every link is a
# function whose Jacobian you know. One fact that you need: the Jacobian of $A\mathbf{x}$ with respect to $\mathbf{x}$
# is $A$, because $(A\mathbf{x})_i = \sum_j A_{ij}x_j$.
#
# **By hand**, a case for your pencil:
#
# $$ A = \begin{pmatrix} 1 & 2 \\ 0 & 1 \end{pmatrix}, \quad \mathbf{b} = \begin{pmatrix} 1 \\ 1 \end{pmatrix}, \quad
#    \mathbf{x} = \begin{pmatrix} 1 \\ 1 \end{pmatrix}: \qquad A\mathbf{x} + \mathbf{b} = \begin{pmatrix} 4 \\ 2 \end{pmatrix}, \quad
#    \frac{\partial\mathbf{y}}{\partial\mathbf{x}} = \begin{pmatrix} 8 & 24 \\ 0 & 4 \end{pmatrix}. $$
#
# *If you are stuck:* (1) How many links are there? (2) Which of them works entry by entry? (3) Write the Jacobian of
# each link with its shape, then `chain` them, the outermost first.

# %% [markdown]
# ### Derivation (by hand, 10 points)
#
# 1. Prove the four formulas of section 2, from the definition $J_{ij} = \partial y_i/\partial x_j$: the Jacobians of
#    $\mathbf{x} + z$ and of $\mathbf{x}z$ with respect to $\mathbf{x}$ and to $z$.
# 2. Derive $\partial\mathbf{y}/\partial\mathbf{x}$ for the $\mathbf{y}$ of section 5 with the chain rule. Write down
#    the Jacobian of each link with its shape. Say why the outer $\mathbf{b}$ leaves no trace, and why you may not
#    exchange the factors.

# %% [markdown] manual=10
# ### BEGIN SOLUTION
# 1. (4 points, one for each formula with its shape.) For $y_i = x_i + z$: $\partial y_i/\partial x_j$ is 1 for $i =
#    j$ and else 0, so the Jacobian with respect to $\mathbf{x}$ is $I$, $(n, n)$; $\partial y_i/\partial z = 1$ for
#    every $i$, so it is a column of ones, $(n, 1)$. For $y_i = x_iz$: $\partial y_i/\partial x_j$ is $z$ for $i = j$
#    and else 0, so it is $zI$, $(n, n)$; $\partial y_i/\partial z = x_i$, so it is $\mathbf{x}$ as a column, $(n,
#    1)$.
# 2. (6 points: 1 for the links, 2 for their Jacobians with shapes, 1 for the product in the right order, 1 for
#    $\mathbf{b}$, 1 for the order.) With $\mathbf{u} = A\mathbf{x} + \mathbf{b}$, $\mathbf{v} =
#    \mathbf{u}\odot\mathbf{u}$ and $\mathbf{y} = A\mathbf{v} + \mathbf{b}$: $\partial\mathbf{u}/\partial\mathbf{x} =
#    A$, since $\mathbf{b}$ does not depend on $\mathbf{x}$; $\partial\mathbf{v}/\partial\mathbf{u} =
#    \operatorname{diag}(2\mathbf{u})$, since $v_i = u_i^2$; $\partial\mathbf{y}/\partial\mathbf{v} = A$. All are $(n,
#    n)$. The chain rule multiplies them, the outermost first: $\partial\mathbf{y}/\partial\mathbf{x} = A
#    \operatorname{diag}(2\mathbf{u})\,A = 2A\operatorname{diag}(A\mathbf{x} + \mathbf{b})\,A$. The outer $\mathbf{b}$
#    is added to $\mathbf{y}$ and does not depend on $\mathbf{x}$, so its derivative is zero; the inner one stays in
#    $\mathbf{u}$. Matrices do not commute: row $i$ of the first factor says how $y_i$ depends on $\mathbf{v}$, column
#    $j$ of the last says how $\mathbf{u}$ depends on $x_j$. A diagonal matrix commutes with $A$ only if its entries
#    are equal wherever $A$ couples them.
# ### END SOLUTION


# %%
def d_quadratic(A, b, x):
    """The Jacobian of A((Ax + b) ⊙ (Ax + b)) + b with respect to x.  A: (n, n), b, x: (n,); returns (n, n)."""
    ### BEGIN SOLUTION
    return 2 * A @ np.diag(A @ x + b) @ A
    ### END SOLUTION


# %%
check("d_quadratic")


# %%
@experiment
def quadratic():
    rng = np.random.default_rng(1)
    A, b, x, v = rng.normal(size=(4, 4)), rng.normal(size=4), rng.normal(size=4), rng.normal(size=4)

    def scalar(x):
        return v @ (A @ ((A @ x + b) * (A @ x + b)) + b)

    print(f"error {gradient_check(scalar, lambda x: v @ d_quadratic(A, b, x), x):.0e}")


# %% [markdown]
# ### See it
#
# What does your last Jacobian do to a small square around $\mathbf{x}$? On the left are its entries. In the middle is
# the unit square, and on the right what $J$ makes of it: a parallelogram whose sides are the columns of $J$. The
# dotted outline is what the function itself does with a square of side 0.04, magnified 25 times. The two nearly
# agree, and that is what a derivative is. Change `small` and look again. The area grows by the factor $|\det J|$.


# %%
@picture
def cell():
    A, b, x = np.array([[-0.1, -1.2], [1.2, 0.4]]), np.array([-0.4, -0.8]), np.array([0.2, 0.0])
    J, small = d_quadratic(A, b, x), 0.04
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], dtype=float)
    outline = np.concatenate([np.linspace(corners[i], corners[i + 1], 20) for i in range(4)])

    def f(x):
        u = A @ x + b
        return A @ (u * u) + b

    _, (image, before, after) = plt.subplots(1, 3, figsize=(12, 4.2), layout="constrained")
    image.imshow(J, cmap="PuOr", vmin=-3, vmax=3)
    for i, j in np.ndindex(J.shape):
        image.text(j, i, f"{J[i, j]:.2f}", ha="center", va="center", fontsize=14)
    image.set(title="the Jacobian", xlabel="input j", ylabel="output i")
    image.set(xticks=(0, 1), yticks=(0, 1), xticklabels=(1, 2), yticklabels=(1, 2))
    before.fill(*corners.T, color="0.85")
    after.fill(*(corners @ J.T).T, color="0.85")
    moved = np.array([f(x + small * step) - f(x) for step in outline]) / small
    after.plot(*moved.T, ":", color="black", label="the function itself")
    for panel, edges in ((before, np.eye(2)), (after, J)):
        for j, (color, style) in enumerate((("#0072B2", "-"), ("#D55E00", "--"))):
            panel.plot(
                *np.array([(0, 0), edges[:, j]]).T,
                style,
                color=color,
                linewidth=3,
                label=f"the side along input {j + 1}",
            )
        panel.set(aspect="equal", xlim=(-0.3, 2.5), ylim=(-0.7, 2.1), xlabel="along 1", ylabel="along 2")
    before.set_title("the unit square")
    after.set_title(f"what J makes of it: {abs(np.linalg.det(J)):.2f} times as large")
    after.legend(loc="upper left")
    plt.show()


# %% [markdown]
# ## Recall
#
# Practice: no points, but the same kind of check. Answer from memory, for any sizes, in numerator layout unless the
# card says otherwise. `quiz(m, k, n)` returns a dict with these keys; a shape is a tuple.
#
# | key | what is asked |
# |---|---|
# | `"scalar by vector"` | the shape of the derivative of a number with respect to a vector with $n$ entries |
# | `"vector by scalar"` | the shape of the derivative of a vector with $m$ entries with respect to a number |
# | `"vector by vector"` | the shape of the derivative of a vector with $m$ entries with respect to a vector with $n$ entries |
# | `"denominator"` | the same as the last one, in denominator layout |
# | `"zeros"` | $\mathbf{w}$ and $\mathbf{x}$ have $n$ entries: how many entries of $\partial(\mathbf{w}\odot\mathbf{x})/\partial\mathbf{w}$ are 0 for every $\mathbf{w}$ and $\mathbf{x}$ |
# | `"entry by entry"` | four Jacobians with respect to $\mathbf{w}$, as a tuple: of $\mathbf{w} + \mathbf{x}$, $\mathbf{w} - \mathbf{x}$, $\mathbf{w} \odot \mathbf{x}$ and $\mathbf{w} \oslash \mathbf{x}$, where $\mathbf{x} = (1, 2, \dots, n)$ |
# | `"expansion"` | four Jacobians for $\mathbf{x} = (1, 2, \dots, n)$ and $z = k$, as a tuple: of $\mathbf{x} + z$ with respect to $\mathbf{x}$ and to $z$, then of $\mathbf{x}z$ with respect to $\mathbf{x}$ and to $z$ |
# | `"sum"` | the derivative of $x_1 + \dots + x_n$ with respect to $\mathbf{x}$, as an array |
# | `"one path"` | $y$ depends on $u$ with $dy/du = m$, and $u$ on $x$ with $du/dx = k$: what is $dy/dx$? |
# | `"several paths"` | $y$ depends on $u_1, \dots, u_n$ with every $\partial y/\partial u_l = m$, and each $u_l$ on $x$ with $du_l/dx = k$: what is $dy/dx$? |
# | `"links"` | $g: \mathbb{R}^n \to \mathbb{R}^k$ and then $f: \mathbb{R}^k \to \mathbb{R}^m$: the shapes of the two factors of the chain rule, the left one first |
# | `"quadratic"` | the Jacobian of $A((A\mathbf{x} + \mathbf{b}) \odot (A\mathbf{x} + \mathbf{b})) + \mathbf{b}$ for $A = kI$, $\mathbf{b} = m\mathbf{1}$ and $\mathbf{x} = (1, 2, \dots, n)$ |


# %%
def quiz(m, k, n):
    """The cards above as a dict."""
    ### BEGIN SOLUTION
    one, x = np.eye(n), np.arange(1.0, n + 1)
    return {
        "scalar by vector": (1, n),
        "vector by scalar": (m, 1),
        "vector by vector": (m, n),
        "denominator": (n, m),
        "zeros": n * n - n,
        "entry by entry": (one, one, np.diag(x), np.diag(1 / x)),
        "expansion": (one, np.ones((n, 1)), k * one, x[:, np.newaxis]),
        "sum": np.ones((1, n)),
        "one path": m * k,
        "several paths": n * m * k,
        "links": ((m, k), (k, n)),
        "quadratic": 2 * k**2 * np.diag(k * x + m),
    }
    ### END SOLUTION


# %%
check("quiz")

# %% [markdown]
# **From hw1.** You halve the step of a central difference, from 0.02 to 0.01. By which number is the error divided?

# %%
guess = None
errors = [abs((np.exp(1 + eps) - np.exp(1 - eps)) / (2 * eps) - np.exp(1)) for eps in (0.02, 0.01)]
predict(guess, errors[0] / errors[1])

# %% [markdown]
# To read on: [The Matrix Calculus You Need For Deep Learning](https://explained.ai/matrix-calculus/) by Parr and
# Howard derives the same rules at more length, in numerator layout too. CS231n's note [Derivatives, Backpropagation,
# and Vectorization](https://cs231n.stanford.edu/handouts/derivatives.pdf) goes on to tensors, and the [Matrix
# Cookbook](https://www.math.uwaterloo.ca/~hwolkowi/matrixcookbook.pdf) is the place to look up the rest.
