# %% [markdown]
# # hw4: A neuron learns
#
# One to two hours. You write three functions: `loss`, `d_loss` and `train`. At the end your neuron learns from
# samples, and you can watch it.
#
# Signs and conventions are those of the table at the start of hw1. A gradient has the shape of the variable, $(n,)$
# for $\mathbf{w}$. At the kink, relu'(0) = 0. Everything is in float64, and your functions leave their arguments as
# they found them. When your work is graded, each question has 10 seconds and 512 MB of memory. A plain Python loop
# over samples is fine. This homework is in NumPy.

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
# ## 1. How wrong is it? (about 20 minutes)
#
# A neuron outputs $\max(0, \mathbf{w}\cdot\mathbf{x}_i + b)$ for a sample $\mathbf{x}_i$. It should have output the
# target $y_i$. To learn, it needs a single number that says how wrong it is on all samples together: the loss. We
# square each error and take the mean. In the picture a neuron with one input looks at five samples. The loss is the
# mean area of the squares.


# %%
@picture
def squares():
    x, y = np.array([-2.0, -1.0, 0.5, 1.5, 2.5]), np.array([0.6, -0.5, 1.4, 1.0, 3.2])
    w, b = 0.9, 0.2
    outputs, side = np.maximum(0, w * x + b), np.linspace(-3, 4, 100)
    plt.figure(figsize=(9, 4.6))
    plt.plot(side, np.maximum(0, w * side + b), color="#0072B2", linewidth=3, label="output of the neuron")
    for xi, yi, out in zip(x, y, outputs, strict=True):
        low, size = min(yi, out), abs(yi - out)
        plt.gca().add_patch(plt.Rectangle((xi, low), size, size, facecolor="#E69F00", alpha=0.35, edgecolor="#E69F00"))
        plt.plot([xi, xi], [yi, out], color="black", linewidth=1)
    plt.plot(x, y, "s", color="black", markersize=8, label="targets")
    plt.gca().set(
        xlabel="x", aspect="equal", xlim=(-3, 4), ylim=(-0.9, 3.6), title=f"C = {np.mean((y - outputs) ** 2):.3f}"
    )
    plt.legend(loc="upper left")
    plt.show()


# %% [markdown]
# Over $N$ samples, the rows of $X$, this mean squared error is
#
# $$ C(\mathbf{w}, b) = \frac{1}{N}\sum_{i=1}^{N}\bigl(y_i - \max(0, \mathbf{w}\cdot\mathbf{x}_i + b)\bigr)^2. $$
#
# | symbol | shape | what it is |
# |---|---|---|
# | $X$ | $(N, n)$ | the samples, one per row |
# | $\mathbf{w}$, $b$ | $(n,)$, scalar | the parameters |
# | $\mathbf{z} = X\mathbf{w} + b$ | $(N,)$ | the weighted sums, one per sample |
# | $\mathbf{y}$ | $(N,)$ | the targets, one per sample |
# | $C$ | scalar | the loss |
#
# $X\mathbf{w}$ takes all $N$ dot products at once: $(N, n)$ times $(n,)$ is $(N,)$. Keep $\mathbf{y}$ and
# $\mathbf{z}$ in the same shape. If one of them is $(N, 1)$, NumPy silently makes a table of all $N \times N$
# differences.
#
# **Predict.** $\mathbf{w} = (1, -1)$, $b = 0$. The samples are $(2, 1)$, $(1, 7)$ and $(5, 1)$, with the targets $3$,
# $-2$ and $5$. What is $C$?

# %%
guess = None
predict(guess, ((3 - 1) ** 2 + (-2 - 0) ** 2 + (5 - 4) ** 2) / 3)

# %% [markdown]
# **By hand.** $\mathbf{z} = (1, -6, 4)$, so the outputs are $(1, 0, 4)$, the residuals $y_i - a_i$ are $(2, -2, 1)$,
# and $C = (4 + 4 + 1)/3 = 3$.


# %%
def loss(w, b, X, y):
    """C = 1/N sum (y_i - max(0, w·x_i + b))².  w: (n,), b: float, X: (N, n), y: (N,); returns a float."""
    ### BEGIN SOLUTION
    residual = y - np.maximum(0.0, X @ w + b)
    return float(np.mean(residual**2))
    ### END SOLUTION


# %%
check("loss")

# %% [markdown]
# ## 2. Which way is down? (about 40 minutes)
#
# Keep the three samples above. The second one has $z_2 = -6$: the neuron is silent there, and it should have output
# $-2$.
#
# **Predict.** Move $b$ from 0 to 0.001. By how much does the *second* sample's squared error change?

# %%
guess = None
predict(guess, (-2 - max(0, 1 - 7 + 0.001)) ** 2 - (-2 - max(0, 1 - 7)) ** 2)

# %% [markdown]
# A silent sample does not notice a small step, however wrong it is. So each sample decides *for itself* whether it
# contributes to the gradient. Remember this when you meet the formula in a course text. Many write one brace around
# the whole sum, with the condition $z_i > 0$ outside, as if all samples were on the same side. That is right only
# when they are. Where 2 of 10 samples are active, such a formula takes the errors of all ten, or of none.
#
# **Derive it.** $C$ is a mean, so its gradient is the mean of the samples' gradients. One sample is a chain of three
# links, from the outside in:
#
# | link | its derivative | shape |
# |---|---|---|
# | $C_i = u_i^2$ | with respect to $u_i$: yours | scalar |
# | $u_i = y_i - \max(0, z_i)$ | with respect to $z_i$: yours; hw3 has most of it | scalar |
# | $z_i = \mathbf{w}\cdot\mathbf{x}_i + b$ | $\mathbf{x}_i$ with respect to $\mathbf{w}$, and $1$ with respect to $b$ | $(n,)$, scalar |
#
# Multiply the three, and take the mean over all $N$ samples, active or not. Note that where a sample is active,
# $\max(0, z_i)$ is simply $z_i$.
#
# **By hand**, to test what you found: with the numbers above, only the first and the third sample are active. They
# contribute $-4\,(2, 1)$ and $-2\,(5, 1)$ to the sum, so $\partial C/\partial\mathbf{w} = \tfrac13(-18, -6) = (-6,
# -2)$, and $\partial C/\partial b = \tfrac13(-4 - 2) = -2$.
#
# *If you are stuck:* (1) Take one sample and write its gradient as a number times $\mathbf{x}_i$. (2) Put all those
# numbers into one vector $\mathbf{e}$, $(N,)$, with zeros for the silent samples. (3) A sum of rows of $X$, weighted
# by $\mathbf{e}$: which matrix product has the shape $(n,)$?


# %%
def d_loss(w, b, X, y):
    """The gradient of `loss`: (dw, db), dw of shape (n,) and db a float."""
    ### BEGIN SOLUTION
    z = X @ w + b
    error = np.where(z > 0, z - y, 0.0)
    return 2 / len(y) * X.T @ error, float(2 / len(y) * error.sum())
    ### END SOLUTION


# %%
check("d_loss")

# %% [markdown]
# **Test it with hw1.** Then put your condition outside the sum, as in those texts, and run both cells again.


# %%
@experiment
def against_differences():
    rng = np.random.default_rng(0)
    w, b, X, y = rng.normal(size=3), 0.2, rng.normal(size=(10, 3)), rng.normal(size=10)
    to_w = gradient_check(lambda w: loss(w, b, X, y), lambda w: d_loss(w, b, X, y)[0], w)
    to_b = gradient_check(lambda b: loss(w, b, X, y), lambda b: d_loss(w, b, X, y)[1], b)
    print(f"{int(np.sum(X @ w + b > 0))} of 10 samples are active; errors {to_w:.0e} for w and {to_b:.0e} for b")


# %% [markdown]
# ### Derivation (by hand, 10 points)
#
# Squares punish an outlier hard. The loss $R(\mathbf{w}, b) = \frac1N\sum_{i=1}^N\sqrt{1 + (y_i - \max(0, z_i))^2}$
# is milder.
#
# 1. Derive $\partial R/\partial\mathbf{w}$ and $\partial R/\partial b$ for one sample, then for $N$. At which step
#    does the condition $z_i > 0$ enter, and why can it not stand outside the sum?
# 2. How large can the factor in front of $\mathbf{x}_i$ become for one sample, at most, and how large for $C$? What
#    does that mean for an outlier?

# %% [markdown] manual=10
# ### BEGIN SOLUTION
# 1. (7 points) With $u_i = y_i - \max(0, z_i)$ and $R_i = \sqrt{1 + u_i^2}$: $\partial R_i/\partial u_i =
#    u_i/\sqrt{1 + u_i^2}$, $\partial u_i/\partial z_i = -\mathbf{1}[z_i > 0]$, $\partial z_i/\partial\mathbf{w} =
#    \mathbf{x}_i$ and $\partial z_i/\partial b = 1$. So $\partial R/\partial\mathbf{w} = -\frac1N\sum_i
#    \mathbf{1}[z_i > 0]\,\frac{u_i}{\sqrt{1 + u_i^2}}\,\mathbf{x}_i$, $(n,)$, and the same without $\mathbf{x}_i$ for
#    $b$. The condition enters with the slope of the ReLU, in the middle link. It depends on $i$, so it stays inside
#    the sum. (1 per link, 1 for each result, 1 for where the condition enters, 1 for why it stays.)
# 2. (3 points) $|u|/\sqrt{1 + u^2} < 1$, however large the error is, while the factor of $C$ is $2|u_i|$ and has no
#    bound. An outlier pulls on the parameters with at most the same strength as any other wrong sample.
# ### END SOLUTION

# %% [markdown]
# ## 3. Gradient descent (about 30 minutes)
#
# The gradient points where $C$ rises fastest, so step the other way:
#
# $$ \mathbf{w} \leftarrow \mathbf{w} - \eta\,\frac{\partial C}{\partial\mathbf{w}}, \qquad
#    b \leftarrow b - \eta\,\frac{\partial C}{\partial b}. $$
#
# Both gradients are taken at the same point: first both gradients, then both updates. `losses[t]` is the loss
# *before* step `t`. Take all `steps` steps with the $\eta$ that you are given, also where the loss climbs or hardly
# changes.
#
# **How large may $\eta$ be?** To first order, a step changes $C$ by the gradient times the move, that is by
# $-\eta\,\bigl(\lVert\partial C/\partial\mathbf{w}\rVert^2 + (\partial C/\partial b)^2\bigr)$. This is never
# positive. So a small enough step never climbs. A large one may, because the first order is not the whole story: hw1
# showed you the curvature.
#
# **Predict.** At the three samples above, the gradient is $(-6, -2)$ and $-2$, and $C = 3$. With $\eta = 0.1$, the
# first order promises a change of $-0.1 \cdot (36 + 4 + 4) = -4.4$, to less than zero. What is $C$ really after that
# step, at $\mathbf{w} = (1.6, -0.8)$, $b = 0.2$?

# %%
guess = None
after = [max(0, 1.6 * x1 - 0.8 * x2 + 0.2) for x1, x2 in ((2, 1), (1, 7), (5, 1))]
predict(guess, sum((y - a) ** 2 for y, a in zip((3, -2, 5), after, strict=True)) / 3)

# %% [markdown]
# **By hand.** $\mathbf{z} = (2.6, -3.8, 7.4)$ and $C = (0.16 + 4 + 5.76)/3 \approx 3.31$: the step was too long, and
# the loss climbed. With $\eta = 0.01$ the promise is $-0.44$, and $C$ falls from $3$ to about $2.61$.
#
# *If you are stuck:* (1) Take the step above in code, without a loop. (2) What do you record before it? (3) The
# caller's `w` must stay as it was: does your code make a new array?


# %%
def train(w, b, X, y, learning_rate=0.1, steps=100):
    """Gradient descent. Returns (w, b, losses): w (n,), b a float, losses (steps,). The inputs stay as they were."""
    ### BEGIN SOLUTION
    losses = np.empty(steps)
    for step in range(steps):
        losses[step] = loss(w, b, X, y)
        dw, db = d_loss(w, b, X, y)
        w, b = w - learning_rate * dw, b - learning_rate * db
    return np.array(w), float(b), losses
    ### END SOLUTION


# %%
check("train")

# %% [markdown]
# ## 4. See it
#
# The targets come from a neuron with $\mathbf{w} = (1.5, -1)$ and $b = 0$. On the left is the loss over the plane of
# weights at $b = 0$, darker where it is lower, with the paths of your descent from three starting points. The creases
# of the surface are rays from the middle: across each of them, one sample falls silent. Descent moves $b$ too, which
# this plane does not show. So a path may end next to the lowest point and still be at the bottom. On the right you
# see the losses along the same paths.
#
# One path gets stuck. From $(-2, 1)$ the descent silences one sample after the other, until only two of the 40 are
# active. The silent ones contribute nothing to the gradient any more, so $C$ stays at 1.33. (A neuron that is
# silent for all samples has a zero gradient and is called dead. This one comes close.)


# %%
@picture
def descent():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 2))
    y = np.maximum(0.0, X @ np.array([1.5, -1.0]))
    side = np.linspace(-2.5, 2.5, 81)
    surface = [[loss(np.array([w1, w2]), 0.0, X, y) for w1 in side] for w2 in side]
    _, (plane, curve) = plt.subplots(1, 2, figsize=(12, 5), layout="constrained")
    shown = plane.contourf(side, side, surface, levels=24, cmap="cividis")
    plt.colorbar(shown, ax=plane, label="C at b = 0")
    looks = ("#CC79A7", "o-"), ("#E69F00", "s-"), ("#56B4E9", "^-")
    for start, (color, style) in zip(([-2.0, 1.0], [-1.0, -2.0], [2.0, 2.0]), looks, strict=True):
        path = np.array([train(np.array(start), 0.0, X, y, steps=steps)[0] for steps in range(60)])
        losses = train(np.array(start), 0.0, X, y, steps=60)[2]
        plane.plot(*path.T, style, color=color, markersize=4, markeredgecolor="black", linewidth=1)
        curve.semilogy(
            losses, style, color=color, markeredgecolor="black", markevery=5, label=f"from w = {tuple(start)}"
        )
    plane.plot(1.5, -1.0, "*", color="black", markeredgecolor="white", markersize=16)
    plane.set(title="the loss, three descents, and the lowest point", xlabel="$w_1$", ylabel="$w_2$")
    curve.set(title="the loss before each step", xlabel="step", ylabel="C")
    curve.legend()
    plt.show()


# %% [markdown]
# ## Recall
#
# Practice: no points, but the same kind of check. `quiz(w, b, X, y)` returns a dict with these keys, for any neuron
# and any samples of which at least one is active. You may call `d_loss` for the last card only.
#
# | key | what is asked |
# |---|---|
# | `"z"` | the shape of $\mathbf{z}$ |
# | `"dC/dw"` | $\partial C/\partial\mathbf{w}$, $(n,)$, written with NumPy from memory |
# | `"dC/db"` | $\partial C/\partial b$, written with NumPy from memory |
# | `"idle"` | how many samples add nothing to the gradient |
# | `"sum"` | suppose the loss is the *sum* of the squares instead: by which number is each gradient multiplied? |
# | `"twice"` | suppose every sample appears twice: by which number is each gradient of $C$ multiplied? |
# | `"slope"` | one step with learning rate $\eta$ changes $C$, to first order, by $\eta$ times this number |


# %%
def quiz(w, b, X, y):
    """The cards above as a dict.  w: (n,), b: float, X: (N, n), y: (N,)."""
    ### BEGIN SOLUTION
    dw, db = d_loss(w, b, X, y)
    error = (X @ w + b > 0) * (X @ w + b - y)
    return {
        "z": y.shape,
        "dC/dw": 2 / len(y) * X.T @ error,
        "dC/db": 2 / len(y) * float(error.sum()),
        "idle": int(np.sum(X @ w + b <= 0)),
        "sum": len(y),
        "twice": 1,
        "slope": -float(dw @ dw + db**2),
    }
    ### END SOLUTION


# %%
check("quiz")

# %% [markdown]
# **From hw3.** A neuron has $\mathbf{w} = (3, 4)$ and $b = -10$. How far is the point $(0, 0)$ from the line where it
# turns on?

# %%
guess = None
predict(guess, abs(3 * 0 + 4 * 0 - 10) / np.sqrt(3**2 + 4**2))

# %% [markdown]
# To read on: the notes on [optimization](https://cs231n.github.io/optimization-1/) in CS231n, and the last sections
# of [The Matrix Calculus You Need For Deep Learning](https://explained.ai/matrix-calculus/). [Why momentum really
# works](https://distill.pub/2017/momentum/) shows in moving pictures what happens in narrow valleys.
