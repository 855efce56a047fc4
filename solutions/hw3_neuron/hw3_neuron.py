# %% [markdown]
# # hw3: One neuron and its gradient
#
# One to two hours. You write two functions: `activation` and `d_activation`. Everything is in float64 unless said
# otherwise. A gradient has the shape of the variable it is taken for: $(n,)$ for a vector of $n$ entries; the row
# $(1, n)$ is taken too. At the kink, relu'(0) = 0. Your functions leave their arguments as they found them.
#
# Limits when graded: 10 seconds for each question, 512 MB of memory, NumPy. A plain Python loop is fine.

# %%
import matplotlib.pyplot as plt
import numpy as np

from autograder.student import check, picture

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
# The dot product is the sum of the products of the entries, so $z$ is one number however many inputs there are. It says
# how far $\mathbf{x}$ agrees with $\mathbf{w}$. The function $\max(0, z)$ is called ReLU, the rectified linear unit. It has
# no upper end.
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
# The answer is a composition: first $z = \mathbf{w}\cdot\mathbf{x} + b$, then $a = \max(0, z)$. By the chain rule each
# derivative is $\partial a/\partial z$ times a derivative of $z$.
#
# **The outer link.** The slope of the ReLU is
#
# $$ \frac{\partial a}{\partial z} = \mathbf{1}[z > 0] = \begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases}
#    \qquad\text{scalar} $$
#
# At $z = 0$ there is a kink and no derivative. By convention we take 0. (A forward difference gives 1 there and a central
# one $\tfrac12$, so never test a gradient with differences at the kink.) Note that $\mathbf{1}[z > 0]$ is not the answer
# $\max(0, z)$ but its slope, and that $z$ has the bias in it.
#
# **The inner link.** In $z = \sum_i w_i x_i + b$ only one term has $w_j$ in it, and only one has $x_j$:
#
# $$ \frac{\partial z}{\partial w_j} = x_j, \qquad \frac{\partial z}{\partial b} = 1, \qquad
#    \frac{\partial z}{\partial x_j} = w_j. $$
#
# | derivative of $z$ by | in numerator layout | shape |
# |---|---|---|
# | $\mathbf{w}$ | $\mathbf{x}^\top$ | $(1, n)$ |
# | $b$ | $1$ | $(1, 1)$ |
# | $\mathbf{x}$ | $\mathbf{w}^\top$ | $(1, n)$ |
#
# **Together.** As arrays we give them the shape of their variable, without the ${}^\top$:
#
# $$ \frac{\partial a}{\partial \mathbf{w}} = \mathbf{1}[z > 0]\,\mathbf{x} \quad (n,), \qquad
#    \frac{\partial a}{\partial b} = \mathbf{1}[z > 0] \quad \text{scalar}, \qquad
#    \frac{\partial a}{\partial \mathbf{x}} = \mathbf{1}[z > 0]\,\mathbf{w} \quad (n,). $$
#
# The same indicator stands before all three: a silent neuron does not answer to a small change of anything. Many texts
# leave out the last one, since $\mathbf{x}$ is data and does not learn. In a network $\mathbf{x}$ is the answer of the layer
# before, and this derivative is what reaches it: backpropagation in hw5 is built of it.
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
# $\partial a/\partial z = \mathbf{1}[z > 0]$. Together, $\partial a/\partial\mathbf{x} = \mathbf{1}[z > 0]\,\mathbf{w}$.
#
# Where $\mathbf{w}\cdot\mathbf{x} + b > 0$ the gradient is $\mathbf{w}$, the same everywhere; where it is negative the
# gradient is zero. For $n = 2$ and $\mathbf{w} \ne 0$ the set between is a straight line. Two points $\mathbf{p}$,
# $\mathbf{q}$ of it give $\mathbf{w}\cdot(\mathbf{p} - \mathbf{q}) = 0$, so $\mathbf{w}$ stands at a right angle to the
# line, and it points to the side where the neuron is active.
# ### END SOLUTION

# %% [markdown]
# ## 3. See it
#
# The answer of one neuron over the plane of its two inputs: darker is more. The line is $z = 0$. Below it the neuron is
# silent and the gradient is zero, drawn as a dot. Above it the arrows, your $\partial a/\partial\mathbf{x}$, are all the
# same: they are $\mathbf{w}$, at a right angle to the line. The labelled lines are those where $a$ is 1, 2 and so on; they
# are $1/\lVert\mathbf{w}\rVert$ apart.


# %%
@picture
def plane():
    w, b = np.array([1.0, 2.0]), -1.0
    side = np.linspace(-3, 3, 61)
    answers = [[activation(w, np.array([x1, x2]), b) for x1 in side] for x2 in side]
    points = np.array([(x1, x2) for x1 in side[5::10] for x2 in side[5::10]])
    arrows = np.array([d_activation(w, point, b)[2] for point in points])
    still = np.all(arrows == 0, axis=1)
    plt.figure(figsize=(6, 6))
    plt.contourf(side, side, answers, levels=[1e-9, *range(1, 9)], cmap="Greys", vmin=-2, vmax=14)
    plt.clabel(plt.contour(side, side, answers, levels=range(1, 9), colors="0.3", linewidths=0.8))
    plt.axline((0, -b / w[1]), slope=-w[0] / w[1], color="black", linewidth=2)
    plt.quiver(
        *points[~still].T, *arrows[~still].T, color="#D55E00", angles="xy", scale_units="xy", scale=5, width=0.008
    )
    plt.plot(*points[still].T, "o", color="#0072B2", markersize=5)
    for place, word in (((-2.8, 1.35), "z = 0"), ((-0.9, 2.1), "active: z > 0"), ((-2.3, -0.1), "silent: z ≤ 0")):
        plt.text(*place, word, fontsize=13, bbox=dict(facecolor="white", edgecolor="none", alpha=0.85))
    plt.gca().set(xlabel="$x_1$", ylabel="$x_2$", xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
    plt.show()


# %% [markdown]
# ## Recall
#
# Practice: no points, but the same kind of check. `quiz(w, x, b)` returns a dict with these keys, for any neuron. Each is
# one line of code.
#
# | key | what is asked |
# |---|---|
# | `"da/dz"` | the slope of the ReLU at this neuron's $z$ |
# | `"dz/dw"` | the derivative of $z$ by $\mathbf{w}$, as an array $(n,)$ |
# | `"dz/db"` | the derivative of $z$ by $b$ |
# | `"dz/dx"` | the derivative of $z$ by $\mathbf{x}$, as an array $(n,)$ |
# | `"shape"` | the shape of $\partial a/\partial\mathbf{w}$ as a Jacobian in numerator layout |
# | `"steepest"` | the unit vector along which $z$ rises fastest when $\mathbf{x}$ moves |
# | `"distance"` | how far $\mathbf{x}$ is from the nearest point with $z = 0$ |


# %%
def quiz(w, x, b):
    """The cards above as a dict.  w: (n,), not zero, x: (n,), b: float."""
    ### BEGIN SOLUTION
    z, length = float(w @ x + b), float(np.sqrt(w @ w))
    return {
        "da/dz": float(z > 0),
        "dz/dw": np.array(x),
        "dz/db": 1.0,
        "dz/dx": np.array(w),
        "shape": (1, len(w)),
        "steepest": w / length,
        "distance": abs(z) / length,
    }
    ### END SOLUTION


# %%
check("quiz")

# %% [markdown]
# To read on: [The Matrix Calculus You Need For Deep Learning](https://explained.ai/matrix-calculus/) by Parr and Howard
# derives the same neuron in its last sections.
