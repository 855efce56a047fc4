# %% [markdown]
# # hw5: Backpropagation through a two-layer net
#
# Two to three hours. You write one class, `SimpleNN`, with six methods. One neuron draws one straight line. Here
# sixteen of them draw a circle together, and you find out how the error at the end reaches every weight at the
# beginning.
#
# Signs and conventions are those of the table at the start of hw1. A gradient has the shape of its variable, so $(d,
# h)$ for $W_1$ and $(h,)$ for $\mathbf{b}_1$; a bias gradient given as a row $(1, h)$ is accepted too. At the kink,
# relu'(0) = 0. Everything is in float64, and your methods leave $X$ and $Y$ as they found them. When your work is
# graded, each question has 10 seconds and 512 MB of memory. A plain Python loop is fine. This homework is in NumPy.

# %%
import matplotlib.pyplot as plt
import numpy as np

from autograder.student import check, experiment, picture, predict

# %% [markdown]
# You can test your gradients before you hand them in, with the `gradient_check` of hw1. Here is a working one; your
# own does the same.


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
# ## 1. Many neurons and their first weights (about 20 minutes)
#
# Three neurons look at the same two inputs. Each one is silent on its own half-plane. On the right their outputs are
# weighed and added up. How many straight pieces does the dividing line (black) have, and where does it bend?


# %%
@picture
def three_neurons():
    side = np.linspace(-3, 3, 161)
    x1, x2 = np.meshgrid(side, side)
    neurons = [((1.0, 0.3), -0.5), ((-0.6, 1.0), -0.4), ((-0.3, -1.1), -0.3)]
    outputs = [np.maximum(0, w1 * x1 + w2 * x2 + b) for (w1, w2), b in neurons]
    _, panels = plt.subplots(1, 4, figsize=(14, 3.8), layout="constrained")
    for number, (panel, output) in enumerate(zip(panels, outputs, strict=False), 1):
        panel.contourf(side, side, output, levels=[1e-9, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5], cmap="Greys", vmin=-1, vmax=6)
        panel.contour(side, side, output, levels=[1e-9], colors="#0072B2", linewidths=2)
        panel.set_title(f"neuron {number}")
    total = sum(outputs)
    panels[3].contourf(side, side, total, levels=[0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5], cmap="Greys", vmin=-1, vmax=6)
    panels[3].contour(side, side, total, levels=[1], colors="black", linewidths=3)
    for output in outputs:
        panels[3].contour(side, side, output, levels=[1e-9], colors="#0072B2", linewidths=1, linestyles="dashed")
    panels[3].set_title("their sum, and where it is 1")
    for panel in panels:
        panel.set(aspect="equal", xticks=(), yticks=(), xlabel="$x_1$", ylabel="$x_2$")
    plt.show()


# %% [markdown]
# A net with one hidden layer does exactly this with $h$ neurons: $d$ inputs become $h$ hidden numbers, and these
# become $k$ outputs.
#
# | symbol | in Python | shape | what it is |
# |---|---|---|---|
# | $X$ | `X` | $(N, d)$ | the samples, one per row |
# | $W_1$, $\mathbf{b}_1$ | `self.W1`, `self.b1` | $(d, h)$, $(h,)$ | the hidden layer |
# | $W_2$, $\mathbf{b}_2$ | `self.W2`, `self.b2` | $(h, k)$, $(k,)$ | the output layer |
# | $\hat{Y}$, $Y$ | returned by `forward`, `y` | $(N, k)$ | the outputs and the targets |
#
# The four attributes *are* the net. The checks read them, and set them to other arrays before they ask for something.
# So use them wherever you need a parameter, and keep no second copy.
#
# **How large should the first weights be?** If they are too small, the signal dies out from layer to layer; if they
# are too large, it explodes. A unit adds up `fan_in` products: $d$ of them in the hidden layer, $h$ in the output
# layer. Let the weights have mean 0 and variance $v$, and let the inputs have the mean square $q$. Variances of
# independent terms add up, so the sum has the variance $\text{fan\_in} \cdot v \cdot q$. It is positive half of the
# time, and the ReLU sets the rest to zero, so the mean square that goes on to the next layer is
# $\tfrac12\,\text{fan\_in} \cdot v \cdot q$. We want it to be $q$ again. Which $v$ does that? The answer is called
# *He initialisation*, and its standard deviation is
#
# $$ \sqrt{2/\text{fan\_in}}. $$
#
# The distribution does not matter, normal or uniform. The biases start at zero. (The weights may not: units that
# start equal receive equal gradients, and stay equal forever.) Many course texts print this formula under the name
# Xavier. Xavier or Glorot initialisation is $\sqrt{2/(\text{fan\_in} + \text{fan\_out})}$ and does not take the ReLU
# into account. Draw from a generator that is made from `seed`, so that the same seed gives the same weights, and
# another seed gives others.
#
# **By hand.** For $d = 200$, $h = 100$, $k = 150$: $W_1$ has the standard deviation $\sqrt{2/200} = 0.1$, and $W_2$
# has $\sqrt{2/100} \approx 0.1414$.
#
# ## 2. Forward (about 15 minutes)
#
# With a ReLU on the hidden layer and none on the output,
#
# $$ Z_1 = X W_1 + \mathbf{b}_1 \;\; (N, h), \qquad A_1 = \max(0, Z_1) \;\; (N, h), \qquad
#    \hat{Y} = A_1 W_2 + \mathbf{b}_2 \;\; (N, k). $$
#
# Check the shapes: $(N, d)(d, h) = (N, h)$, then $(N, h)(h, k) = (N, k)$. The biases, $(h,)$ and $(k,)$, are added to
# every row.
#
# The numbers of this whole homework: $d = 1$, $h = 3$, $k = 2$, and three samples,
#
# $$ W_1 = \begin{pmatrix} 1 & -1 & 1 \end{pmatrix}, \quad \mathbf{b}_1 = (1, 2, -4), \quad
#    W_2 = \begin{pmatrix} 1 & 2 \\ -1 & 1 \\ 2 & 1 \end{pmatrix}, \quad \mathbf{b}_2 = (0, 1), $$
#
# $$ X = \begin{pmatrix} 1 \\ 3 \\ -3 \end{pmatrix}, \quad
#    Y = \begin{pmatrix} -2 & 6 \\ 4 & 12 \\ 1 & 6 \end{pmatrix}. $$
#
# **Predict.** What does the net output for the first sample, $x = 1$, at its first output? Do it with a pencil.

# %%
guess = None
W1, b1 = np.array([[1.0, -1.0, 1.0]]), np.array([1.0, 2.0, -4.0])
W2, b2 = np.array([[1.0, 2.0], [-1.0, 1.0], [2.0, 1.0]]), np.array([0.0, 1.0])
predict(guess, (np.maximum(0, np.array([[1.0]]) @ W1 + b1) @ W2 + b2)[0, 0])

# %% [markdown]
# **By hand.**
#
# $$ Z_1 = \begin{pmatrix} 2 & 1 & -3 \\ 4 & -1 & -1 \\ -2 & 5 & -7 \end{pmatrix}, \quad
#    A_1 = \begin{pmatrix} 2 & 1 & 0 \\ 4 & 0 & 0 \\ 0 & 5 & 0 \end{pmatrix}, \quad
#    \hat{Y} = \begin{pmatrix} 1 & 6 \\ 4 & 9 \\ -5 & 6 \end{pmatrix}. $$
#
# The first unit is silent for the third sample, the second unit for the second sample, and the third unit for all of
# them.
#
# ## 3. The loss (about 10 minutes)
#
# $$ L = \frac{1}{2N}\sum_{i=1}^{N}\lVert\hat{\mathbf{y}}_i - \mathbf{y}_i\rVert^2 $$
#
# The squares are added up over the $k$ outputs and averaged over the $N$ samples. The $\tfrac12$ is there for one
# reason: it cancels the 2 when you differentiate the square. (The loss $C$ of hw4 did without.) This is not
# `np.mean((Ŷ - Y)**2)`, which divides by $Nk$ and has no half, so it equals $\tfrac{2}{k}L$. A lot of code on the web
# prints that loss and descends along the gradient of the other. Here the loss that you print is the loss that you
# differentiate.
#
# $Y$ is $(N, k)$, also for $k = 1$. With targets of shape $(N,)$, NumPy would make a table of $N \times N$
# differences from $\hat{Y} - Y$, and a number that looks like a loss.
#
# **By hand.**
#
# $$ \hat{Y} - Y = \begin{pmatrix} 3 & 0 \\ 0 & -3 \\ -6 & 0 \end{pmatrix}, \qquad L = \frac{9 + 9 + 36}{2 \cdot 3} = 9. $$
#
# ## 4. Backward (about 60 minutes)
#
# Now the error has to travel back. Write $\mathrm{d}Z$ for the gradient of $L$ with respect to an array $Z$; it has
# the shape of $Z$. We walk through the forward pass from its end. At each step you know the gradient of what came
# *out*, and want the gradients of everything that went *in*. That is all there is to backpropagation.
#
# | forward | what you want | shape |
# |---|---|---|
# | $L = \frac{1}{2N}\sum\lVert\hat{\mathbf{y}}_i - \mathbf{y}_i\rVert^2$ | $\mathrm{d}\hat{Y} = \frac{1}{N}(\hat{Y} - Y)$ | $(N, k)$ |
# | $\hat{Y} = A_1 W_2 + \mathbf{b}_2$ | $\mathrm{d}W_2$, a product of two matrices that you have | $(h, k)$ |
# | | $\mathrm{d}\mathbf{b}_2$ | $(k,)$ |
# | | $\mathrm{d}A_1$, a product of two matrices that you have | $(N, h)$ |
# | $A_1 = \max(0, Z_1)$ | $\mathrm{d}Z_1$ | $(N, h)$ |
# | $Z_1 = X W_1 + \mathbf{b}_1$ | $\mathrm{d}W_1$ and $\mathrm{d}\mathbf{b}_1$, as in the output layer | $(d, h)$, $(h,)$ |
#
# Only the first line is filled in. The others are yours, and shapes help a great deal. **Predict:** you have $A_1$,
# which is $(N, h)$, and $\mathrm{d}\hat{Y}$, which is $(N, k)$. You may transpose them and multiply them. In how many
# ways does a matrix of shape $(h, k)$ come out, if $N$, $h$ and $k$ all differ?

# %%
guess = None
N, h, k = 5, 3, 2
forms = [(a, b) for a in ((N, h), (h, N)) for b in ((N, k), (k, N))]
predict(guess, sum(a[1] == b[0] and (a[0], b[1]) == (h, k) for a, b in forms))

# %% [markdown]
# Shapes narrow it down; the chain rule proves it. Three things that shapes do not tell you:
#
# - A bias is added to every row, so every row sends a contribution back. What happens to several contributions to the
#   same variable?
# - The ReLU works entry by entry, and you know its slope from hw3. It is a table of its own, $\mathbf{1}[Z_1 > 0]$,
#   one entry for each sample and each unit.
# - The factor $1/N$ is in $\mathrm{d}\hat{Y}$ already. It does not appear a second time.
#
# **By hand**, to test what you found:
#
# $$ \mathrm{d}\hat{Y} = \begin{pmatrix} 1 & 0 \\ 0 & -1 \\ -2 & 0 \end{pmatrix}, \quad
#    \mathrm{d}W_2 = \begin{pmatrix} 2 & -4 \\ -9 & 0 \\ 0 & 0 \end{pmatrix}, \quad \mathrm{d}\mathbf{b}_2 = (-1, -1), $$
#
# $$ \mathrm{d}A_1 = \begin{pmatrix} 1 & -1 & 2 \\ -2 & -1 & -1 \\ -2 & 2 & -4 \end{pmatrix}, \quad
#    \mathrm{d}Z_1 = \begin{pmatrix} 1 & -1 & 0 \\ -2 & 0 & 0 \\ 0 & 2 & 0 \end{pmatrix}, $$
#
# $$ \mathrm{d}W_1 = \begin{pmatrix} -5 & -7 & 0 \end{pmatrix}, \quad \mathrm{d}\mathbf{b}_1 = (-1, 1, 0). $$
#
# The unit that is silent for all samples receives no gradient: a small step cannot change what it outputs.
#
# `gradients(X, y)` returns the four of them as a dict with the keys `"W1"`, `"b1"`, `"W2"` and `"b2"`. They belong to
# the `X` that is given, whatever went through `forward` before, and the parameters stay as they are.
#
# *If you are stuck:* (1) Compute $\mathrm{d}W_2$ for the numbers above. Which products of entries of $A_1$ and
# $\mathrm{d}\hat{Y}$ make up the $-9$? (2) Which matrix is "next to" $A_1$ in the forward pass? It must be in
# $\mathrm{d}A_1$. (3) Print each line and compare it with the numbers above; the first one that differs has the
# mistake.

# %% [markdown]
# ### Derivation (by hand, 10 points)
#
# Derive $\mathrm{d}W_2$ and $\mathrm{d}A_1$ from $\hat{Y} = A_1 W_2 + \mathbf{b}_2$ and a given $\mathrm{d}\hat{Y}$,
# entry by entry with the chain rule. For each of the two, say which paths lead from one entry to $L$, which sum
# becomes the matrix product, and check the shapes. Then say what changes in $\mathrm{d}Z_1$ and in $\mathrm{d}W_1$,
# and what does not, if the hidden layer uses $\tanh$ instead of the ReLU. (The derivative of $\tanh z$ is $1 -
# \tanh^2 z$.)

# %% [markdown]
# Your answer goes here.

# %% [markdown]
# ## 5. One step (about 10 minutes)
#
# `backward(X, y, learning_rate)` takes one step of gradient descent on all four parameters, $\theta \leftarrow
# \theta - \eta\,\mathrm{d}\theta$. All gradients are taken at the same point: first all four gradients, then all four
# updates. If you update $W_2$ first, your $\mathrm{d}A_1$ mixes the old activations with the new weights and is the
# gradient of nothing. Such a net often trains all the same. That is why "it trains" is not a test.
#
# The biases keep their shapes $(h,)$ and $(k,)$.
#
# **By hand**, with $\eta = 0.1$ from the numbers above: $W_1 = \begin{pmatrix} 1.5 & -0.3 & 1 \end{pmatrix}$,
# $\mathbf{b}_1 = (1.1, 1.9, -4)$, $W_2 = \begin{pmatrix} 0.8 & 2.4 \\ -0.1 & 1 \\ 2 & 1 \end{pmatrix}$,
# $\mathbf{b}_2 = (0.1, 1.1)$.
#
# ## 6. Training (about 10 minutes)
#
# `train(X, y, epochs, learning_rate)` takes `epochs` such steps, each on all of `X`, starting from the parameters as
# they are. `losses[t]` is the loss before step `t`. All epochs are taken, also where the loss goes up or hardly
# changes.
#
# **By hand**, one epoch with $\eta = 0.1$ gives `losses` $= [9]$ and the parameters of section 5.
#
# ## 7. Your class
#
# Write the methods in this order, and run the checks below as you go. The first one takes five minutes.


# %%
class SimpleNN:
    """A net with one ReLU hidden layer and a linear output: X (N, d) -> (N, k), with d, h, k the three dimensions."""

    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        """W1 (d, h) and W2 (h, k) with mean 0 and standard deviation sqrt(2/fan_in); b1 (h,) and b2 (k,) zero."""
        raise NotImplementedError("your code goes here")

    def forward(self, X):
        """The net's outputs.  X: (N, d); returns (N, k)."""
        raise NotImplementedError("your code goes here")

    def loss(self, X, y):
        """L = 1/(2N) sum ‖ŷ_i - y_i‖².  X: (N, d), y: (N, k); returns a float."""
        raise NotImplementedError("your code goes here")

    def gradients(self, X, y):
        """The gradients of L at X and y: a dict with W1 (d, h), b1 (h,), W2 (h, k), b2 (k,)."""
        raise NotImplementedError("your code goes here")

    def backward(self, X, y, learning_rate=0.01):
        """One gradient-descent step on W1, b1, W2 and b2, all from the same point."""
        raise NotImplementedError("your code goes here")

    def train(self, X, y, epochs=100, learning_rate=0.1):
        """`epochs` steps on all of X. Returns losses (epochs,): losses[t] is the loss before step t."""
        raise NotImplementedError("your code goes here")


# %%
check("SimpleNN.init")

# %%
check("SimpleNN.forward")

# %%
check("SimpleNN.loss")

# %%
check("SimpleNN.gradients")

# %% [markdown]
# **Test your gradients with hw1**, one parameter at a time. Errors below $10^{-6}$ are fine. It takes 52
# evaluations of your loss and catches any mistake in `gradients`.


# %%
@experiment
def against_differences():
    rng = np.random.default_rng(0)
    net, X, y = SimpleNN(3, 4, 2, seed=1), rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    net.b1 = 0.1 * rng.normal(size=4)  # not zero, so that a mistake in a bias shows
    for name in ("W1", "b1", "W2", "b2"):
        start = getattr(net, name).copy()

        def with_parameter(value, ask, name=name):
            setattr(net, name, value)
            return ask(X, y)

        error = gradient_check(
            lambda value: with_parameter(value, net.loss),
            lambda value, name=name: with_parameter(value, net.gradients)[name],
            start,
        )
        setattr(net, name, start)
        print(f"{name}: error {error:.0e}")


# %%
check("SimpleNN.backward")

# %%
check("SimpleNN.train")

# %% [markdown]
# ## 8. Watch it learn
#
# The net has to tell the points outside the unit circle (triangles) from those inside (dots). The black line is where
# its output is one half. It consists of straight pieces and bends wherever it crosses the edge of a hidden unit, the
# line where that unit turns on. These edges are the thin lines. At the bottom is the loss before each step; the dots
# mark the moments of the four pictures. Where the loss climbs for a while, the steps were too long, as in hw4.
#
# (A linear output with squares is not the usual choice for telling two classes apart; this homework is about the
# gradient. And from another seed the loss ends at another value: a single run proves nothing about a method.)


# %%
@picture
def boundary():
    rng = np.random.default_rng(0)
    X = 1.5 * rng.normal(size=(200, 2))
    y = (np.sum(X**2, axis=1, keepdims=True) > 1).astype(float)
    outside = y[:, 0] == 1
    side = np.linspace(-3, 3, 121)
    plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    net, losses, moments = SimpleNN(2, 16, 1, seed=3), [], [0, 3, 30, 3000]
    figure = plt.figure(figsize=(13, 6), layout="constrained")
    grid = figure.add_gridspec(2, 4, height_ratios=(2, 1))
    for column, moment in enumerate(moments):
        losses.extend(net.train(X, y, epochs=moment - len(losses)))
        answer = net.forward(plane).reshape(side.size, side.size)
        panel = figure.add_subplot(grid[0, column])
        panel.contourf(side, side, answer, levels=[-99, 0.5, 99], colors=["#56B4E9", "#F0E442"], alpha=0.45)
        panel.contour(side, side, answer, levels=[0.5], colors="black", linewidths=2)
        edges = (plane @ net.W1 + net.b1).reshape(side.size, side.size, -1)
        for unit in range(edges.shape[-1]):
            panel.contour(side, side, edges[..., unit], levels=[0], colors="0.55", linewidths=0.6)
        panel.plot(*X[outside].T, "^", color="#D55E00", markersize=3)
        panel.plot(*X[~outside].T, "o", color="#0072B2", markersize=3)
        panel.set(title=f"after {moment} steps", xlim=(-3, 3), ylim=(-3, 3), aspect="equal", xticks=(), yticks=())
    losses.append(net.loss(X, y))
    curve = figure.add_subplot(grid[1, :])
    curve.loglog(range(1, len(losses) + 1), losses, color="black")
    curve.plot([moment + 1 for moment in moments], [losses[moment] for moment in moments], "o", color="#D55E00")
    curve.set(xlabel="step", ylabel="L before it")
    plt.show()


# %% [markdown]
# ## Recall
#
# Practice: no points, but the same kind of check. `quiz(N, d, h, k)` returns a dict with these keys, for a net of any
# size and $N$ samples; a shape is a tuple.
#
# | key | what is asked |
# |---|---|
# | `"Z1"` | the shape of $Z_1$ |
# | `"dA1"` | the shape of $\mathrm{d}A_1$ |
# | `"dW1"` | the shape of $\mathrm{d}W_1$ |
# | `"db1"` | the shape of $\mathrm{d}\mathbf{b}_1$ |
# | `"dW2 from"` | $\mathrm{d}W_2$ is a product of two matrices: their shapes, the left one first |
# | `"parameters"` | how many numbers the net learns |
# | `"std W1"`, `"std W2"` | the standard deviations of He initialisation |
# | `"mean"` | `np.mean((Ŷ - Y)**2)`, divided by $L$ |


# %%
def quiz(N, d, h, k):
    """The cards above as a dict."""
    raise NotImplementedError("your code goes here")


# %%
check("quiz")

# %% [markdown]
# **From hw4.** A batch has 10 samples. For 2 of them $z_i > 0$, and all errors $z_i - y_i$ are 1. There is a single
# weight, all $x_i = 1$, and the loss is $C$ of hw4. What is $\partial C/\partial w$?

# %%
guess = None
active, errors = np.array([1, 1] + 8 * [0]), np.ones(10)
predict(guess, 2 / 10 * np.sum(active * errors))

# %% [markdown]
# To read on: CS231n on [backpropagation](https://cs231n.github.io/optimization-2/), and its note [Derivatives,
# Backpropagation, and Vectorization](https://cs231n.stanford.edu/handouts/derivatives.pdf). The initialisation comes
# from He and others, [Delving Deep into Rectifiers](https://arxiv.org/abs/1502.01852).
