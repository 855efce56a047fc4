# %% [markdown]
# # hw3: One neuron and its gradient
#
# About an hour. You write two functions: `activation` and `d_activation`. Everything is in float64 unless said
# otherwise. A gradient has the shape of the variable it is taken for: $(n,)$ for a vector of $n$ entries; the row
# $(1, n)$ is taken too. At the kink, relu'(0) = 0. Your functions leave their arguments as they found them.
#
# Limits when graded: 10 seconds for each question, 512 MB of memory, NumPy. A plain Python loop is fine.

# %%
import numpy as np

from autograder import check

# %% [markdown]
# ## 1. What a neuron answers
#
# A neuron weighs its inputs, adds a bias, and is silent where the sum is not positive:
#
# $$ a = \max(0, z), \qquad z = \mathbf{w}\cdot\mathbf{x} + b $$
#
# | symbol | shape | |
# |---|---|---|
# | $\mathbf{w}$ | $(n,)$ | weights |
# | $\mathbf{x}$ | $(n,)$ | inputs |
# | $b$ | scalar | bias |
# | $z$ | scalar | the weighted sum |
# | $a$ | scalar | the answer |
#
# The dot product is the sum of the products of the entries, so $z$ is one number however many inputs there are.
# The function $\max(0, z)$ is called ReLU. It has no upper end.
#
# **By hand.** With $\mathbf{w} = (1, -2, 3)$ and $\mathbf{x} = (4, 6, 2)$, $\mathbf{w}\cdot\mathbf{x} = 4 - 12 + 6 = -2$.
# With $b = 5$, $z = 3$ and the neuron answers $3$; with $b = -1$, $z = -3$ and it answers $0$.


# %%
def activation(w, x, b):
    """max(0, w·x + b).  w: (n,), x: (n,), b: float; returns a float."""
    ### BEGIN SOLUTION
    return max(0.0, float(w @ x + b))
    ### END SOLUTION


# %%
check("activation")

# %% [markdown]
# ## 2. Its gradient
#
# The answer is a composition, $a = \max(0, z)$ after $z = \mathbf{w}\cdot\mathbf{x} + b$, so by the chain rule each
# derivative is $\partial a/\partial z$ times a derivative of $z$. The first one is the slope of the ReLU,
#
# $$ \frac{\partial a}{\partial z} = \mathbb{1}[z > 0] = \begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases} $$
#
# (at $z = 0$ there is a kink and no derivative; by convention we take 0). The second ones are those of a sum of
# products: $\partial z/\partial w_j = x_j$, $\partial z/\partial b = 1$ and $\partial z/\partial x_j = w_j$. Hence
#
# $$ \frac{\partial a}{\partial \mathbf{w}} = \mathbb{1}[z > 0]\,\mathbf{x} \quad (n,), \qquad
#    \frac{\partial a}{\partial b} = \mathbb{1}[z > 0] \quad \text{scalar}, \qquad
#    \frac{\partial a}{\partial \mathbf{x}} = \mathbb{1}[z > 0]\,\mathbf{w} \quad (n,). $$
#
# The same indicator stands before all three: a silent neuron does not answer to a small change of anything. Note
# that $\mathbb{1}[z > 0]$ is not the answer $\max(0, z)$ but its slope, and that $z$ has the bias in it.
# (In numerator layout these are rows, $\mathbb{1}[z > 0]\,\mathbf{x}^\top$; as arrays we give them the shape of their
# variable.)
#
# **By hand**, with the numbers above: for $b = 5$, $z = 3 > 0$, so $\partial a/\partial\mathbf{w} = (4, 6, 2)$,
# $\partial a/\partial b = 1$ and $\partial a/\partial\mathbf{x} = (1, -2, 3)$. For $b = -1$ all three are zero.


# %%
def d_activation(w, x, b):
    """The gradient of `activation`: (dw, db, dx), dw and dx of shape (n,) and db a float."""
    ### BEGIN SOLUTION
    slope = float(w @ x + b > 0)
    return slope * x, slope, slope * w
    ### END SOLUTION


# %%
check("d_activation")

# %% [markdown]
# ### Derivation (by hand, 10 points)
#
# Derive $\partial a/\partial\mathbf{x}$ from the definition of $a$, entry by entry. Then say what
# $\partial a/\partial\mathbf{x}$ is on either side of the set of points with $\mathbf{w}\cdot\mathbf{x} + b = 0$, what
# that set looks like for $n = 2$, and how $\mathbf{w}$ lies to it.

# %% [markdown] manual=10
# ### BEGIN SOLUTION
# With $z = \sum_j w_j x_j + b$ and $a = \max(0, z)$, $\partial a/\partial x_j = (\partial a/\partial z)(\partial z/\partial x_j)$.
# In the sum only the term with the same index depends on $x_j$, so $\partial z/\partial x_j = w_j$, and
# $\partial a/\partial z = \mathbb{1}[z > 0]$. Together, $\partial a/\partial\mathbf{x} = \mathbb{1}[z > 0]\,\mathbf{w}$.
#
# Where $\mathbf{w}\cdot\mathbf{x} + b > 0$ the gradient is $\mathbf{w}$, the same everywhere; where it is negative the
# gradient is zero. For $n = 2$ and $\mathbf{w} \ne 0$ the set between is a straight line. Two points $\mathbf{p}$,
# $\mathbf{q}$ of it give $\mathbf{w}\cdot(\mathbf{p} - \mathbf{q}) = 0$, so $\mathbf{w}$ stands at a right angle to the
# line, and it points to the side where the neuron is active.
# ### END SOLUTION

# %% [markdown]
# ## 3. See it
#
# The answer of one neuron over the plane of its two inputs. One half is silent; in the other the arrows, which are
# $\partial a/\partial\mathbf{x}$, are all the same.

# %%
if "get_ipython" in globals():  # drawn in a notebook, not when graded
    import matplotlib.pyplot as plt

    w, b = np.array([1.0, 2.0]), -1.0
    side = np.linspace(-3, 3, 61)
    answers = [[activation(w, np.array([x1, x2]), b) for x1 in side] for x2 in side]
    points = [np.array([x1, x2]) for x1 in side[::10] for x2 in side[::10]]
    arrows = [d_activation(w, point, b)[2] for point in points]
    plt.contourf(side, side, answers, levels=20, cmap="Blues")
    plt.axline((0, -b / w[1]), slope=-w[0] / w[1], color="black")
    plt.quiver(*np.transpose(points), *np.transpose(arrows), color="tab:red", width=0.004)
    plt.gca().set(xlabel="$x_1$", ylabel="$x_2$", xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
    plt.show()
