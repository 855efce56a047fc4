# %% [markdown]
# # hw2: Jacobians by hand
#
# Two to three hours. You write nine short functions, each the answer to a derivation on paper. Everything is in float64
# unless said otherwise. Numerator layout: the Jacobian of $f: \mathbb{R}^n \to \mathbb{R}^m$ is $(m, n)$, row $i$ is output
# $i$, column $j$ is input $j$. Your functions leave their arguments as they found them.
#
# $\odot$ and $\oslash$ are the element-wise product and quotient; a product of matrices has no sign.
#
# Limits when graded: 10 seconds for each question, 512 MB of memory, NumPy. Plain Python loops are fine.

# %%
import matplotlib.pyplot as plt
import numpy as np

from autograder import check

# %% [markdown]
# ## 1. Element-wise operators
#
# An operator is element-wise when output $i$ depends on entry $i$ of its arguments alone: $y_i = g(w_i, x_i)$ for vectors
# $\mathbf{w}$, $\mathbf{x}$, $\mathbf{y}$ of $n$ entries. Both Jacobians are $(n, n)$, and
#
# $$ \frac{\partial y_i}{\partial w_j} = 0 \quad\text{for } i \ne j, \qquad
#    \frac{\partial\mathbf{y}}{\partial\mathbf{w}} = \operatorname{diag}\Bigl(\frac{\partial g}{\partial w}(w_i, x_i)\Bigr),
#    \qquad
#    \frac{\partial\mathbf{y}}{\partial\mathbf{x}} = \operatorname{diag}\Bigl(\frac{\partial g}{\partial x}(w_i, x_i)\Bigr). $$
#
# The zeros belong to it: a Jacobian of $n$ inputs and $n$ outputs has $n^2$ entries.
#
# **By hand.** $\mathbf{y} = \mathbf{w}\odot\mathbf{w}\odot\mathbf{x}$, so $y_i = w_i^2x_i$, at $\mathbf{w} = (1, 6)$ and
# $\mathbf{x} = (2, 3)$. The derivative of $w^2x$ is $2wx$ with respect to $w$ and $w^2$ with respect to $x$, so
#
# $$ \frac{\partial\mathbf{y}}{\partial\mathbf{w}} = \begin{pmatrix} 4 & 0 \\ 0 & 36 \end{pmatrix}, \qquad
#    \frac{\partial\mathbf{y}}{\partial\mathbf{x}} = \begin{pmatrix} 1 & 0 \\ 0 & 36 \end{pmatrix}. $$
#
# The picture shows which entries can differ from zero: on the left the Jacobian of $\mathbf{w}\odot\mathbf{w}\odot\mathbf{x}$
# with respect to $\mathbf{w}$, on the right that of $A\mathbf{x}$ with respect to $\mathbf{x}$, where every output depends on
# every input.

# %%
rng = np.random.default_rng(0)
w, x, A = rng.normal(size=8), rng.normal(size=8), rng.normal(size=(8, 8))
figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.5))
left.imshow(np.diag(2 * w * x), cmap="coolwarm", vmin=-3, vmax=3)
left.set_title("element-wise: w ⊙ w ⊙ x")
right.imshow(A, cmap="coolwarm", vmin=-3, vmax=3)
right.set_title("a matrix product: A x")
for axes in (left, right):
    axes.set_xlabel("input j")
    axes.set_ylabel("output i")
plt.show()

# %% [markdown]
# **Your turn**, four times. At $\mathbf{w} = (1, 6)$ and $\mathbf{x} = (2, 3)$ the answers are
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
# ## 2. A number beside a vector
#
# In $\mathbf{x} + z$ and $\mathbf{x}z$ the number $z$ is used for every entry, as if it were the vector $z\mathbf{1}$. With
# respect to $\mathbf{x}$ these are element-wise operators. With respect to $z$ there is one input and there are $n$ outputs,
# so the Jacobian is a column:
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

# %% [markdown]
# ## 3. Sums
#
# $y = \sum_i f_i(\mathbf{x})$ is one number, so its Jacobian is a row, $(1, n)$. A derivative of a sum is the sum of the
# derivatives:
#
# $$ \frac{\partial y}{\partial x_j} = \sum_{i=1}^{m} \frac{\partial f_i}{\partial x_j} = \sum_{i=1}^{m} J_{ij} $$
#
# where $J$, $(m, n)$, is the Jacobian of $f$. Some texts give $(1, 1, \dots, 1)$ for the gradient of a sum; that is right for
# $f(\mathbf{x}) = \mathbf{x}$ only. For $\sum_i x_i^2$ it is $(2x_1, \dots, 2x_n)$.
#
# **By hand.** $f(\mathbf{x}) = (x_1x_2,\; x_1^2,\; 5x_2)$ at $(1, 2)$ has
#
# $$ J = \begin{pmatrix} 2 & 1 \\ 2 & 0 \\ 0 & 5 \end{pmatrix}, \qquad
#    \text{and the gradient of } x_1x_2 + x_1^2 + 5x_2 \text{ is } \begin{pmatrix} 4 & 6 \end{pmatrix}. $$


# %%
def d_sum(J):
    """The gradient of sum(f(x)) from the Jacobian of f.  J: (m, n); returns (1, n)."""
    ### BEGIN SOLUTION
    return J.sum(axis=0, keepdims=True)
    ### END SOLUTION


# %%
check("d_sum")

# %% [markdown]
# ## 4. The chain rule
#
# $\mathbf{x}$ goes through $\mathbf{u} = g(\mathbf{x})$ to $\mathbf{y} = f(\mathbf{u})$. An $x_j$ acts on $y_i$ through each of
# the $k$ numbers in between, and what it does there adds up:
#
# $$ \frac{\partial y_i}{\partial x_j} = \sum_{l=1}^{k} \frac{\partial y_i}{\partial u_l}\frac{\partial u_l}{\partial x_j} $$
#
# | symbol | shape |
# |---|---|
# | $J_\text{outer} = \partial\mathbf{y}/\partial\mathbf{u}$, at $\mathbf{u} = g(\mathbf{x})$ | $(m, k)$ |
# | $J_\text{inner} = \partial\mathbf{u}/\partial\mathbf{x}$ | $(k, n)$ |
# | $\partial\mathbf{y}/\partial\mathbf{x}$ | $(m, n)$ |
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
# The **total derivative** is the same rule with a path on which nothing happens. Let $y = xu$ with $u = x^2$. Then $y$ depends
# on $x$ directly and through $u$; take $(x, u)$ as the vector in between. At $x = 2$, $u = 4$:
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
    ### BEGIN SOLUTION
    return J_outer @ J_inner
    ### END SOLUTION


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

# %% [markdown] manual=10
# ### BEGIN SOLUTION
# With $\mathbf{u} = A\mathbf{x} + \mathbf{b}$, $\mathbf{v} = \mathbf{u}\odot\mathbf{u}$ and $\mathbf{y} = A\mathbf{v} + \mathbf{b}$:
# $\partial\mathbf{u}/\partial\mathbf{x} = A$, since $\mathbf{b}$ does not depend on $\mathbf{x}$;
# $\partial\mathbf{v}/\partial\mathbf{u} = \operatorname{diag}(2\mathbf{u})$, since $v_i = u_i^2$;
# $\partial\mathbf{y}/\partial\mathbf{v} = A$. All are $(n, n)$. The chain rule multiplies them, outermost first:
# $\partial\mathbf{y}/\partial\mathbf{x} = A \operatorname{diag}(2\mathbf{u}) A = 2A\operatorname{diag}(A\mathbf{x} + \mathbf{b})A$.
# The outer $\mathbf{b}$ is added to $\mathbf{y}$ and does not depend on $\mathbf{x}$, so its derivative is zero; the inner one
# stays in $\mathbf{u}$. Matrices do not commute: row $i$ of the first factor says how $y_i$ depends on $\mathbf{v}$, column $j$
# of the last how $\mathbf{u}$ depends on $x_j$. A diagonal matrix commutes with $A$ only if its entries are equal where $A$
# couples them.
# ### END SOLUTION


# %%
def d_quadratic(A, b, x):
    """The Jacobian of A((Ax + b) ⊙ (Ax + b)) + b with respect to x.  A: (n, n), b, x: (n,); returns (n, n)."""
    ### BEGIN SOLUTION
    return 2 * A @ np.diag(A @ x + b) @ A
    ### END SOLUTION


# %%
check("d_quadratic")
