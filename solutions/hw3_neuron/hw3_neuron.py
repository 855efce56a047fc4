# %% [markdown]
# # hw3: One neuron and its gradient
#
# One to two hours. You write two functions: `activation` and `d_activation`. A neuron is a small thing. By the end of
# this homework you know all that it can do and all that it can learn from.
#
# Signs and conventions are those of the table at the start of hw1. A gradient has the shape of the variable: $(n,)$
# for a vector with $n$ entries; the row $(1, n)$ is accepted too. At the kink, relu'(0) = 0. Everything is in
# float64, and your functions leave their arguments as they found them. When your work is graded, each question has 10
# seconds and 512 MB of memory. A plain Python loop is fine. This homework is in NumPy.

# %%
import matplotlib.pyplot as plt
import numpy as np

from autograder.student import check, experiment, picture, predict

# %% [markdown]
# You can test each derivative of this homework before you hand it in, with the `gradient_check` of hw1. Here is a
# working one; your own does the same.


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
# ## 1. What a neuron computes (about 20 minutes)
#
# A neuron weighs its inputs, adds a bias, and outputs the result if it is positive. Otherwise it outputs 0: we say
# that it is *silent*.
#
# $$ a = \max(0, z), \qquad z = \mathbf{w}\cdot\mathbf{x} + b $$
#
# Here is one with two inputs, over the plane of all points $(x_1, x_2)$. Darker is more. Where does the white
# half-plane end, and what does the arrow have to do with it?


# %%
@picture
def half_plane():
    w, b, side = np.array([1.0, 2.0]), -1.0, np.linspace(-3, 3, 121)
    z = w[0] * side[None, :] + w[1] * side[:, None] + b
    _, (plane, curve) = plt.subplots(1, 2, figsize=(12, 5), layout="constrained")
    plane.contourf(side, side, np.maximum(0, z), levels=[1e-9, *range(1, 9)], cmap="Greys", vmin=-2, vmax=14)
    plane.clabel(plane.contour(side, side, np.maximum(0, z), levels=range(1, 9), colors="0.3", linewidths=0.8))
    plane.axline((0, -b / w[1]), slope=-w[0] / w[1], color="black", linewidth=2)
    style = dict(color="#D55E00", angles="xy", scale_units="xy", scale=2, width=0.012)
    plane.quiver(0.2, 0.4, *w, **style)
    plane.text(0.8, 1.2, "w", color="#D55E00", fontsize=16)
    plane.text(-2.8, -1.2, "silent: a = 0", fontsize=13)
    plane.text(-1.7, 1.05, "z = 0", fontsize=13, rotation=-26.6, ha="center", va="center")
    plane.set(
        xlabel="$x_1$", ylabel="$x_2$", xlim=(-3, 3), ylim=(-3, 3), aspect="equal", title="a neuron with two inputs"
    )
    line = np.linspace(-3, 3, 200)
    curve.plot(line, np.maximum(0, line), color="#0072B2", linewidth=3, label="a = max(0, z)")
    curve.step([-3, 0, 3], [0, 0, 1], where="pre", color="#D55E00", linestyle="--", linewidth=2, label="its slope")
    curve.set(xlabel="z", title="the ReLU", aspect="equal")
    curve.legend()
    plt.show()


# %% [markdown]
# | symbol | shape | name |
# |---|---|---|
# | $\mathbf{w}$ | $(n,)$ | weights |
# | $\mathbf{x}$ | $(n,)$ | inputs |
# | $b$ | scalar | bias |
# | $z$ | scalar | the weighted sum |
# | $a$ | scalar | the output, or activation |
#
# The dot product adds up the products of the entries, so $z$ is a single number however many inputs there are. It is
# large where $\mathbf{x}$ points the same way as $\mathbf{w}$. The function $\max(0, z)$ is called ReLU, for
# rectified linear unit.
#
# **Predict.** $\mathbf{w} = (1, -2, 3)$, $\mathbf{x} = (4, 6, 2)$ and $b = 5$. What does the neuron output?

# %%
guess = None
predict(guess, max(0, 1 * 4 - 2 * 6 + 3 * 2 + 5))

# %% [markdown]
# **By hand.** $\mathbf{w}\cdot\mathbf{x} = 4 - 12 + 6 = -2$. With $b = 5$ we get $z = 3$, and the neuron outputs 3.
# With $b = -1$ we get $z = -3$, and it outputs 0.


# %%
def activation(w, x, b):
    """max(0, w·x + b).  w: (n,), x: (n,), b: float; returns a float."""
    ### BEGIN SOLUTION
    return max(0.0, float(w @ x + b))
    ### END SOLUTION


# %%
check("activation")

# %% [markdown]
# ## 2. What it can learn from (about 40 minutes)
#
# Move one weight a little. Does the output move? And the bias, and an input? That is all that a learning method can
# see of a neuron, so we need three derivatives: with respect to $\mathbf{w}$, to $b$ and to $\mathbf{x}$.
#
# The output is a chain of two links: first $z = \mathbf{w}\cdot\mathbf{x} + b$, then $a = \max(0, z)$.
#
# **The outer link.** The picture above shows the slope of the ReLU:
#
# $$ \frac{\partial a}{\partial z} = \mathbf{1}[z > 0] = \begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases} \qquad\text{scalar} $$
#
# At $z = 0$ there is a kink, and no derivative. We agree on 0 there. (A forward difference gives 1 at the kink, and a
# central one gives $\tfrac12$. Never test a gradient with differences at a kink.) This slope is not the output
# $\max(0, z)$ itself. And $z$ includes the bias.
#
# **The inner link** is yours. $z = w_1x_1 + \dots + w_nx_n + b$. Which of these terms contain $w_j$? Which contain
# $x_j$? Which contain $b$? Write down the three derivatives of $z$, and multiply each by the outer link.
#
# **Predict.** $\mathbf{w} = (1, -2, 3)$, $\mathbf{x} = (4, 6, 2)$, $b = 5$ again. What is $\partial a/\partial w_2$?

# %%
guess = None
predict(guess, (max(0, 4 - 1.999 * 6 + 6 + 5) - max(0, 4 - 2.001 * 6 + 6 + 5)) / 0.002)

# %% [markdown]
# **By hand**, to test what you found: for $b = 5$, $z = 3 > 0$, and the three gradients are $(4, 6, 2)$, $1$ and $(1,
# -2, 3)$. For $b = -1$, $z = -3$, and all three are zero: a silent neuron does not react to a small change of
# anything.
#
# Many texts leave out the gradient with respect to $\mathbf{x}$. After all, $\mathbf{x}$ is data and does not learn.
# But in a network $\mathbf{x}$ is the output of the layer before, and this gradient is what reaches that layer.
# Backpropagation in hw5 is made of it.
#
# *If you are stuck:* (1) What is the derivative of $w_1x_1 + w_2x_2 + b$ with respect to $w_2$? (2) One number, 0 or
# 1, multiplies all three gradients; what does it depend on? (3) Give each gradient the shape of its variable.


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
# **Test it with hw1**, away from the kink. A right gradient gives errors below $10^{-8}$, or exactly 0.


# %%
@experiment
def against_differences():
    w, x = np.array([1.0, -2.0, 3.0]), np.array([4.0, 6.0, 2.0])
    for b in (5.0, -1.0):
        errors = (
            gradient_check(lambda w, b=b: activation(w, x, b), lambda w, b=b: d_activation(w, x, b)[0], w),
            gradient_check(lambda b: activation(w, x, b), lambda b: d_activation(w, x, b)[1], b),
            gradient_check(lambda x, b=b: activation(w, x, b), lambda x, b=b: d_activation(w, x, b)[2], x),
        )
        print(f"b = {b:g}: errors " + ", ".join(f"{error:.0e}" for error in errors) + " for w, b and x")


# %% [markdown]
# ### Derivation (by hand, 10 points)
#
# A *softplus* neuron has no kink: it outputs $s = \ln(1 + e^z)$ with $z = \mathbf{w}\cdot\mathbf{x} + b$.
#
# 1. Derive $\partial s/\partial\mathbf{w}$ and $\partial s/\partial\mathbf{x}$, entry by entry. Simplify the factor
#    in front until it has a single exponential in it.
# 2. What is this factor for $z \to \infty$, for $z \to -\infty$ and at $z = 0$? Compare it with $\mathbf{1}[z > 0]$.
# 3. Which points have $\mathbf{w}\cdot\mathbf{x} + b = 0$ for $n = 2$, how is $\mathbf{w}$ oriented with respect to
#    them, and why?

# %% [markdown] manual=10
# ### BEGIN SOLUTION
# 1. (5 points) $\dfrac{ds}{dz} = \dfrac{e^z}{1 + e^z} = \dfrac{1}{1 + e^{-z}}$. In $z = \sum_j w_jx_j + b$ only one
#    term contains $w_j$, so $\partial z/\partial w_j = x_j$, and likewise $\partial z/\partial x_j = w_j$. So
#    $\partial s/\partial w_j = x_j/(1 + e^{-z})$ and $\partial s/\partial x_j = w_j/(1 + e^{-z})$; as arrays of shape
#    $(n,)$, $\mathbf{x}/(1 + e^{-z})$ and $\mathbf{w}/(1 + e^{-z})$. (2 for the outer link, 2 for the inner ones by
#    entries, 1 for shapes.)
# 2. (2 points) It goes to 1, to 0, and is $\tfrac12$ at 0. It is a smooth version of the indicator, and unlike the
#    indicator it is never 0: such a neuron always learns a little.
# 3. (3 points) A straight line, if $\mathbf{w} \ne 0$. For two of its points $\mathbf{p}$ and $\mathbf{q}$,
#    $\mathbf{w}\cdot(\mathbf{p} - \mathbf{q}) = -b + b = 0$, so $\mathbf{w}$ is perpendicular to the line. It points
#    to the side with $z > 0$, because $z$ grows by $\lVert\mathbf{w}\rVert^2$ when $\mathbf{x}$ moves by
#    $\mathbf{w}$.
# ### END SOLUTION

# %% [markdown]
# ## 3. See it
#
# Now with your own functions. The arrows are your $\partial a/\partial\mathbf{x}$; where it is zero you see a dot.
# All arrows are the same vector $\mathbf{w}$, perpendicular to the line $z = 0$. The thin lines, where $a$ is 1, 2
# and so on, are $1/\lVert\mathbf{w}\rVert$ apart. Change `w` and `b` in the code and watch the line turn and shift.


# %%
@picture
def plane():
    w, b = np.array([1.0, 2.0]), -1.0
    side = np.linspace(-3, 3, 61)
    outputs = [[activation(w, np.array([x1, x2]), b) for x1 in side] for x2 in side]
    points = np.array([(x1, x2) for x1 in side[5::10] for x2 in side[5::10]])
    arrows = np.array([d_activation(w, point, b)[2] for point in points])
    still = np.all(arrows == 0, axis=1)
    plt.figure(figsize=(6, 6))
    plt.contourf(side, side, outputs, levels=[1e-9, *range(1, 9)], cmap="Greys", vmin=-2, vmax=14)
    plt.quiver(
        *points[~still].T, *arrows[~still].T, color="#D55E00", angles="xy", scale_units="xy", scale=5, width=0.008
    )
    plt.plot(*points[still].T, "o", color="#0072B2", markersize=5)
    paper = dict(facecolor="white", edgecolor="none", alpha=0.8, pad=1)
    for label in plt.clabel(plt.contour(side, side, outputs, levels=range(1, 9), colors="0.3", linewidths=0.8)):
        label.set_bbox(paper)
    plt.axline((0, -b / w[1]), slope=-w[0] / w[1], color="black", linewidth=2)
    normal, along = w / np.hypot(*w), np.array([w[1], -w[0]]) / np.hypot(*w)
    look = dict(fontsize=13, ha="center", va="center", rotation=np.degrees(np.arctan(-w[0] / w[1])), clip_on=True)
    for word, up, right in (("z = 0", -0.3, 2.0), ("active: z > 0", 1.45, -1.1), ("silent: z ≤ 0", -1.0, -1.0)):
        plt.text(*(-b * w / (w @ w) + up * normal + right * along), word, bbox=paper, **look)
    plt.gca().set(xlabel="$x_1$", ylabel="$x_2$", xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
    plt.show()


# %% [markdown]
# ## Recall
#
# Practice: no points, but the same kind of check. `quiz(w, x, b)` returns a dict with these keys, for any neuron.
# Each of them is one line of code.
#
# | key | what is asked |
# |---|---|
# | `"da/dz"` | the slope of the ReLU at this neuron's $z$ |
# | `"dz/dw"` | the derivative of $z$ with respect to $\mathbf{w}$, as an array $(n,)$ |
# | `"dz/db"` | the derivative of $z$ with respect to $b$ |
# | `"dz/dx"` | the derivative of $z$ with respect to $\mathbf{x}$, as an array $(n,)$ |
# | `"da/dw"` | the derivative of the activation $a$ with respect to $\mathbf{w}$, as an array $(n,)$ |
# | `"da/db"` | the derivative of the activation $a$ with respect to $b$ |
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
        "da/dw": float(z > 0) * x,
        "da/db": float(z > 0),
        "shape": (1, len(w)),
        "steepest": w / length,
        "distance": abs(z) / length,
    }
    ### END SOLUTION


# %%
check("quiz")

# %% [markdown]
# **From hw2.** $\mathbf{y} = \mathbf{w}\oslash\mathbf{x}$ for vectors with 6 entries. How many entries of
# $\partial\mathbf{y}/\partial\mathbf{x}$ are zero for every $\mathbf{w}$ and $\mathbf{x}$?

# %%
guess = None
predict(guess, np.sum(np.diag(np.ones(6)) == 0))

# %% [markdown]
# To read on: [The Matrix Calculus You Need For Deep Learning](https://explained.ai/matrix-calculus/) by Parr and
# Howard derives the same neuron in its last sections. 3Blue1Brown's [But what is a neural
# network?](https://www.3blue1brown.com/lessons/neural-networks) shows what many of them do together.
