# %% [markdown]
# # hw2: Jacobians by hand
#
# Two to three hours. You write nine short functions, each the answer to a derivation on paper. Everything is in float64
# unless said otherwise. Numerator layout: the Jacobian of $f: \mathbb{R}^n \to \mathbb{R}^m$ is $(m, n)$, row $i$ is output
# $i$, column $j$ is input $j$. Your functions leave their arguments as they found them.
#
# $\odot$ and $\oslash$ are the element-wise product and quotient; a product of matrices has no sign. (Some texts write
# $\otimes$ for the element-wise product. Elsewhere that is the Kronecker product, which is another thing.)
#
# Limits when graded: 10 seconds for each question, 512 MB of memory, NumPy. Plain Python loops are fine.

# %%
import matplotlib.pyplot as plt
import numpy as np

from autograder.student import check, picture

# %% [markdown]
# ## Shapes, and two layouts
#
# A derivative has one entry for each pair of an output and an input. How these entries are laid out is a convention, and
# texts differ. The **numerator layout** gives a row to each output; the **denominator layout** gives a row to each input.
# Each is the transpose of the other.
#
# | derivative of | by | numerator layout | denominator layout | |
# |---|---|---|---|---|
# | a scalar $y$ | a scalar $x$ | scalar | scalar | derivative |
# | a scalar $y$ | a vector $\mathbf{x}$, $(n,)$ | $(1, n)$, a row | $(n, 1)$, a column | gradient |
# | a vector $\mathbf{y}$, $(m,)$ | a scalar $x$ | $(m, 1)$, a column | $(1, m)$, a row | tangent |
# | a vector $\mathbf{y}$, $(m,)$ | a vector $\mathbf{x}$, $(n,)$ | $(m, n)$ | $(n, m)$ | Jacobian |
#
# **Which one does a text use?** Many do not say, and some mix them. Three places give it away:
#
# - $\partial(A\mathbf{x})/\partial\mathbf{x}$ is $A$ in numerator layout and $A^\top$ in denominator layout.
# - The chain rule for $\mathbf{y} = f(g(\mathbf{x}))$ runs from the outside in, $J_f J_g$, in numerator layout, and from
#   the inside out, $J_g J_f$, in denominator layout.
# - A gradient that is a column is denominator layout. A text that writes $\nabla f$ as a column and Jacobians with a row
#   for each output uses both. It then has to say that the Jacobian of a scalar is the *transpose* of its gradient.
#
# Here Jacobians are in numerator layout, always as matrices, $(1, n)$ and $(m, 1)$ included. Where a gradient is used as
# an array, to step a parameter for example, it has the shape of that parameter.

# %% [markdown]
# ## 1. Element-wise operators
#
# An operator is element-wise when output $i$ depends on entry $i$ of its arguments alone: $y_i = g(w_i, x_i)$ for vectors
# $\mathbf{w}$, $\mathbf{x}$, $\mathbf{y}$ of $n$ entries. There are $n$ outputs and $n$ inputs in each argument, so both
# Jacobians are $(n, n)$. Take any entry of the first:
#
# $$ \frac{\partial y_i}{\partial w_j} = \frac{\partial}{\partial w_j}\, g(w_i, x_i) =
#    \begin{cases} \dfrac{\partial g}{\partial w}(w_i, x_i) & i = j \\ 0 & i \ne j \end{cases} $$
#
# For $i \ne j$ there is no $w_j$ in $g(w_i, x_i)$, so nothing happens when it moves. Only the diagonal is left:
#
# $$ \frac{\partial\mathbf{y}}{\partial\mathbf{w}} = \operatorname{diag}\Bigl(\frac{\partial g}{\partial w}(w_i, x_i)\Bigr),
#    \qquad
#    \frac{\partial\mathbf{y}}{\partial\mathbf{x}} = \operatorname{diag}\Bigl(\frac{\partial g}{\partial x}(w_i, x_i)\Bigr). $$
#
# | symbol | shape |
# |---|---|
# | $\mathbf{w}$, $\mathbf{x}$, $\mathbf{y}$ | $(n,)$ |
# | $\partial\mathbf{y}/\partial\mathbf{w}$, $\partial\mathbf{y}/\partial\mathbf{x}$ | $(n, n)$, of which $n^2 - n$ entries are $0$ |
#
# The zeros belong to it. A vector of the $n$ entries on the diagonal is not a Jacobian.
#
# **By hand.** $\mathbf{y} = \mathbf{w}\odot\mathbf{w}\odot\mathbf{x}$, so $y_i = w_i^2x_i$, at $\mathbf{w} = (1, 6)$ and
# $\mathbf{x} = (2, 3)$. The derivative of $w^2x$ is $2wx$ with respect to $w$ and $w^2$ with respect to $x$, so
#
# $$ \frac{\partial\mathbf{y}}{\partial\mathbf{w}} = \begin{pmatrix} 4 & 0 \\ 0 & 36 \end{pmatrix}, \qquad
#    \frac{\partial\mathbf{y}}{\partial\mathbf{x}} = \begin{pmatrix} 1 & 0 \\ 0 & 36 \end{pmatrix}. $$

# %% [markdown]
# **Your turn**, four times, with respect to both arguments; many texts list the first column only. At
# $\mathbf{w} = (1, 6)$ and $\mathbf{x} = (2, 3)$ the answers are
#
# | | with respect to $\mathbf{w}$ | with respect to $\mathbf{x}$ |
# |---|---|---|
# | $\mathbf{w} + \mathbf{x}$ | $\operatorname{diag}(1, 1)$ | $\operatorname{diag}(1, 1)$ |
# | $\mathbf{w} - \mathbf{x}$ | $\operatorname{diag}(1, 1)$ | $\operatorname{diag}(-1, -1)$ |
# | $\mathbf{w} \odot \mathbf{x}$ | $\operatorname{diag}(2, 3)$ | $\operatorname{diag}(1, 6)$ |
# | $\mathbf{w} \oslash \mathbf{x}$ | $\operatorname{diag}(\tfrac12, \tfrac13)$ | $\operatorname{diag}(-\tfrac14, -\tfrac23)$ |


# %%
def d_add(w, x):
    """The Jacobians of w + x.  w, x: (n,); returns (J_w, J_x), each (n, n)."""
    raise NotImplementedError("your code goes here")


# %%
check("d_add")


# %%
def d_sub(w, x):
    """The Jacobians of w - x.  w, x: (n,); returns (J_w, J_x), each (n, n)."""
    raise NotImplementedError("your code goes here")


# %%
check("d_sub")


# %%
def d_mul(w, x):
    """The Jacobians of w ⊙ x.  w, x: (n,); returns (J_w, J_x), each (n, n)."""
    raise NotImplementedError("your code goes here")


# %%
check("d_mul")


# %%
def d_div(w, x):
    """The Jacobians of w ⊘ x.  w, x: (n,), no entry of x is 0; returns (J_w, J_x), each (n, n)."""
    raise NotImplementedError("your code goes here")


# %%
check("d_div")

# %% [markdown]
# ### See it
#
# Three Jacobians as images, row $i$ output $i$, column $j$ input $j$. The first two are yours. In the third every output
# depends on every input, so it is full.


# %%
@picture
def three_jacobians():
    w, x = np.array([1.0, -2.0, 0.5, 3.0, -1.5]), np.array([2.0, 1.0, -4.0, 1.5, -1.0])
    A = np.random.default_rng(0).normal(size=(5, 5))
    titles = "w ⊙ x with respect to w", "w ⊘ x with respect to x", "A x with respect to x"
    _, panels = plt.subplots(1, 3, figsize=(11, 4), layout="constrained")
    for panel, title, J in zip(panels, titles, (d_mul(w, x)[0], d_div(w, x)[1], A), strict=True):
        shown = panel.imshow(J, cmap="PuOr", vmin=-4, vmax=4)
        for i, j in np.ndindex(J.shape):
            panel.text(
                j, i, f"{J[i, j]:.2g}", ha="center", va="center", color="white" if abs(J[i, j]) > 2.5 else "black"
            )
        panel.set(title=title, xlabel="input j", ylabel="output i", xticks=range(5), yticks=range(5))
        panel.set(xticklabels=range(1, 6), yticklabels=range(1, 6))
    plt.colorbar(shown, ax=panels, shrink=0.8)
    plt.show()


# %% [markdown]
# ## 2. A number beside a vector
#
# In $\mathbf{x} + z$ and $\mathbf{x}z$ the number $z$ is used for every entry, as if it were the vector $z\mathbf{1}$: it is
# *expanded*. NumPy says broadcast. With respect to $\mathbf{x}$ these are element-wise operators. With respect to $z$ there
# is one input and there are $n$ outputs, so the Jacobian is a column, with $\partial y_i/\partial z$ in row $i$:
#
# | symbol | shape |
# |---|---|
# | $\mathbf{x}$, $\mathbf{x} + z$, $\mathbf{x}z$ | $(n,)$ |
# | $z$ | scalar |
# | $\partial\mathbf{y}/\partial\mathbf{x}$ | $(n, n)$ |
# | $\partial\mathbf{y}/\partial z$ | $(n, 1)$ |
#
# **By hand.** $y_i = x_iz^2$ at $\mathbf{x} = (1, -2, 4)$ and $z = 3$: $\partial y_i/\partial x_i = z^2 = 9$ and
# $\partial y_i/\partial z = 2x_iz$, so
#
# $$ \frac{\partial\mathbf{y}}{\partial\mathbf{x}} = \operatorname{diag}(9, 9, 9), \qquad
#    \frac{\partial\mathbf{y}}{\partial z} = \begin{pmatrix} 6 \\ -12 \\ 24 \end{pmatrix}. $$
#
# At the same place, your `d_add_scalar` gives $\operatorname{diag}(1, 1, 1)$ and a column of ones, your `d_mul_scalar` gives
# $\operatorname{diag}(3, 3, 3)$ and the column $1, -2, 4$.


# %%
def d_add_scalar(x, z):
    """The Jacobians of x + z.  x: (n,), z: a float; returns (J_x, J_z), (n, n) and (n, 1)."""
    raise NotImplementedError("your code goes here")


# %%
check("d_add_scalar")


# %%
def d_mul_scalar(x, z):
    """The Jacobians of x z.  x: (n,), z: a float; returns (J_x, J_z), (n, n) and (n, 1)."""
    raise NotImplementedError("your code goes here")


# %%
check("d_mul_scalar")

# %% [markdown]
# ## 3. Sums
#
# $y = \sum_i f_i(\mathbf{x})$ adds up the $m$ outputs of a function, not the entries of $\mathbf{x}$; each $f_i$ may use all of
# $\mathbf{x}$. $y$ is one number, so its Jacobian is a row, $(1, n)$. A derivative of a sum is the sum of the derivatives:
#
# $$ \frac{\partial y}{\partial x_j} = \sum_{i=1}^{m} \frac{\partial f_i}{\partial x_j} = \sum_{i=1}^{m} J_{ij} $$
#
# where $J$, $(m, n)$, is the Jacobian of $f$: entry $j$ is the sum of column $j$. In one line,
# $\partial y/\partial\mathbf{x} = \mathbf{1}^\top J$, with shapes $(1, m)(m, n) = (1, n)$.
#
# Some texts give $(1, 1, \dots, 1)$ for the gradient of a sum. That is the case $f(\mathbf{x}) = \mathbf{x}$, where $J = I$, and
# not the rule. For $\sum_i x_i^2$ it is $(2x_1, \dots, 2x_n)$.
#
# **By hand.** $f(\mathbf{x}) = (x_1x_2,\; x_1^2,\; 5x_2)$ at $(1, 2)$ has
#
# $$ J = \begin{pmatrix} 2 & 1 \\ 2 & 0 \\ 0 & 5 \end{pmatrix}, \qquad
#    \text{and the gradient of } x_1x_2 + x_1^2 + 5x_2 \text{ is } \begin{pmatrix} 4 & 6 \end{pmatrix}. $$


# %%
def d_sum(J):
    """The gradient of sum(f(x)) from the Jacobian of f.  J: (m, n); returns (1, n)."""
    raise NotImplementedError("your code goes here")


# %%
check("d_sum")

# %% [markdown]
# ## 4. The chain rule
#
# There are three of them, each a case of the next.
#
# **One variable.** $y = f(u)$ and $u = g(x)$: rates multiply, $\dfrac{dy}{dx} = \dfrac{dy}{du}\dfrac{du}{dx}$. If $u$ moves
# twice as fast as $x$, and $y$ three times as fast as $u$, then $y$ moves six times as fast as $x$.
#
# **Total derivative.** $y = f(u_1, \dots, u_k)$, and each $u_l$ depends on $x$. There are $k$ ways from $x$ to $y$, and what
# comes along them adds up:
#
# $$ \frac{dy}{dx} = \sum_{l=1}^{k} \frac{\partial y}{\partial u_l}\frac{du_l}{dx}
#    \qquad\text{a row } (1, k) \text{ times a column } (k, 1). $$
#
# **Vectors.** $\mathbf{x}$ goes through $\mathbf{u} = g(\mathbf{x})$ to $\mathbf{y} = f(\mathbf{u})$. The same holds for each
# $x_j$ and each $y_i$:
#
# $$ \frac{\partial y_i}{\partial x_j} = \sum_{l=1}^{k} \frac{\partial y_i}{\partial u_l}\frac{\partial u_l}{\partial x_j} $$
#
# | symbol | shape |
# |---|---|
# | $J_\text{outer} = \partial\mathbf{y}/\partial\mathbf{u}$, at $\mathbf{u} = g(\mathbf{x})$ | $(m, k)$ |
# | $J_\text{inner} = \partial\mathbf{u}/\partial\mathbf{x}$ | $(k, n)$ |
# | $\partial\mathbf{y}/\partial\mathbf{x} = J_\text{outer}\,J_\text{inner}$ | $(m, n)$ |
#
# The sum over $l$ is a matrix product. The inner sizes must meet, so the order is fixed.
#
# **By hand.** $g(\mathbf{x}) = (x_1x_2,\; x_1^2,\; 5x_2)$ and $f(\mathbf{u}) = (u_1u_2,\; u_3^2)$ at $\mathbf{x} = (1, 2)$, where
# $\mathbf{u} = (2, 1, 10)$:
#
# $$ J_\text{outer} = \begin{pmatrix} u_2 & u_1 & 0 \\ 0 & 0 & 2u_3 \end{pmatrix}
#                   = \begin{pmatrix} 1 & 2 & 0 \\ 0 & 0 & 20 \end{pmatrix}, \quad
#    J_\text{inner} = \begin{pmatrix} 2 & 1 \\ 2 & 0 \\ 0 & 5 \end{pmatrix}, \quad
#    \frac{\partial\mathbf{y}}{\partial\mathbf{x}} = \begin{pmatrix} 6 & 1 \\ 0 & 100 \end{pmatrix}. $$
#
# Indeed $\mathbf{y} = (x_1^3x_2,\; 25x_2^2)$.
#
# And a total derivative in which one of the ways is $x$ itself. Let $y = xu$ with $u = x^2$. Then $y$ depends on $x$ directly
# and through $u$; take $(x, u)$ as the vector in between. At $x = 2$, $u = 4$:
#
# $$ \frac{dy}{dx} = \begin{pmatrix} \dfrac{\partial y}{\partial x} & \dfrac{\partial y}{\partial u} \end{pmatrix}
#    \begin{pmatrix} dx/dx \\ du/dx \end{pmatrix}
#    = \begin{pmatrix} u & x \end{pmatrix}\begin{pmatrix} 1 \\ 2x \end{pmatrix}
#    = \begin{pmatrix} 4 & 2 \end{pmatrix}\begin{pmatrix} 1 \\ 4 \end{pmatrix} = 12, $$
#
# which is $3x^2$, as it should be for $y = x^3$. Your function gets both Jacobians as matrices, here $(1, 2)$ and $(2, 1)$, and
# returns a matrix, here $(1, 1)$.


# %%
def chain(J_outer, J_inner):
    """The Jacobian of f(g(x)).  J_outer: (m, k), of f at g(x); J_inner: (k, n), of g at x; returns (m, n)."""
    raise NotImplementedError("your code goes here")


# %%
check("chain")

# %% [markdown]
# ## 5. All of it together
#
# Let $A$ be $(n, n)$, not necessarily symmetric, and $\mathbf{b}$, $\mathbf{x}$ be $(n,)$. Then
#
# $$ \mathbf{y} = A\bigl((A\mathbf{x} + \mathbf{b}) \odot (A\mathbf{x} + \mathbf{b})\bigr) + \mathbf{b} $$
#
# is a chain of three links, $\mathbf{u} = A\mathbf{x} + \mathbf{b}$, then $\mathbf{v} = \mathbf{u}\odot\mathbf{u}$, then
# $\mathbf{y} = A\mathbf{v} + \mathbf{b}$. The Jacobian of $A\mathbf{x}$ with respect to $\mathbf{x}$ is $A$, because
# $(A\mathbf{x})_i = \sum_j A_{ij}x_j$. The link in the middle is element-wise.
#
# **By hand**, a case for your pencil:
#
# $$ A = \begin{pmatrix} 1 & 2 \\ 0 & 1 \end{pmatrix}, \quad \mathbf{b} = \begin{pmatrix} 1 \\ 1 \end{pmatrix}, \quad
#    \mathbf{x} = \begin{pmatrix} 1 \\ 1 \end{pmatrix}: \qquad \mathbf{u} = \begin{pmatrix} 4 \\ 2 \end{pmatrix}, \quad
#    \frac{\partial\mathbf{y}}{\partial\mathbf{x}} = \begin{pmatrix} 8 & 24 \\ 0 & 4 \end{pmatrix}. $$
#
# For instance $y_1 = u_1^2 + 2u_2^2 + 1$ and $\partial y_1/\partial x_2 = 2u_1 \cdot 2 + 4u_2 \cdot 1 = 24$.

# %% [markdown]
# ### Derivation (by hand, 10 points)
#
# Derive $\partial\mathbf{y}/\partial\mathbf{x}$ for the $\mathbf{y}$ above with the chain rule. Write down the Jacobian of each
# link with its shape. Say why the outer $\mathbf{b}$ leaves no trace, and why the factors may not change places.

# %% [markdown]
# Your answer goes here.


# %%
def d_quadratic(A, b, x):
    """The Jacobian of A((Ax + b) ⊙ (Ax + b)) + b with respect to x.  A: (n, n), b, x: (n,); returns (n, n)."""
    raise NotImplementedError("your code goes here")


# %%
check("d_quadratic")

# %% [markdown]
# ### See it
#
# A Jacobian says what a function does to a small cell around $\mathbf{x}$. Column $j$ of $J$ is where the cell's edge along
# input $j$ goes. Here is your `d_quadratic` as an image, beside the unit cell and what it makes of it, the parallelogram.
# The dotted outline is what the function itself does with a cell of side 0.04, magnified 25 times: nearly the same. Make the
# side smaller or larger and look again. How much larger the cell becomes is $|\det J|$.


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
                label=f"the edge along input {j + 1}",
            )
        panel.set(aspect="equal", xlim=(-0.3, 2.5), ylim=(-0.7, 2.1), xlabel="along 1", ylabel="along 2")
    before.set_title("the unit cell")
    after.set_title(f"what J makes of it: {abs(np.linalg.det(J)):.2f} times as large")
    after.legend(loc="upper left")
    plt.show()


# %% [markdown]
# ## Recall
#
# Practice: no points, but the same kind of check. Answer from memory, for any sizes, in numerator layout unless the card
# says otherwise. `quiz(m, k, n)` returns a dict with these keys; a shape is a tuple.
#
# | key | what is asked |
# |---|---|
# | `"scalar by vector"` | the shape of the derivative of a number by a vector of $n$ entries |
# | `"vector by scalar"` | the shape of the derivative of a vector of $m$ entries by a number |
# | `"vector by vector"` | the shape of the derivative of a vector of $m$ entries by a vector of $n$ entries |
# | `"denominator"` | the same as the last, in denominator layout |
# | `"zeros"` | how many entries of $\partial(\mathbf{w}\odot\mathbf{x})/\partial\mathbf{w}$ are 0 whatever $\mathbf{w}$ and $\mathbf{x}$ are; they have $n$ entries |
# | `"expansion"` | the shape of $\partial(\mathbf{x}z)/\partial z$ for $\mathbf{x}$ of $n$ entries and a number $z$ |
# | `"links"` | $g: \mathbb{R}^n \to \mathbb{R}^k$ and then $f: \mathbb{R}^k \to \mathbb{R}^m$: the shapes of the two factors of the chain rule, the left one first |
# | `"sum"` | the derivative of $x_1 + \dots + x_n$ by $\mathbf{x}$, as an array |


# %%
def quiz(m, k, n):
    """The cards above as a dict."""
    raise NotImplementedError("your code goes here")


# %%
check("quiz")

# %% [markdown]
# To read on: [The Matrix Calculus You Need For Deep Learning](https://explained.ai/matrix-calculus/) by Parr and Howard goes
# through the same rules at more length. It is in numerator layout too.
