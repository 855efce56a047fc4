# %% [markdown]
# # hw5: Backpropagation through a two-layer net
#
# Two to three hours. You write one class, `SimpleNN`, with six methods. Everything is in float64 unless said otherwise.
# A gradient has the shape of the variable it is taken for, so $(d, h)$ for $W_1$ and $(h,)$ for $\mathbf{b}_1$; a bias
# gradient given as a row $(1, h)$ is taken too. At the kink, relu'(0) = 0. Your methods leave $X$ and $Y$ as they
# found them.
#
# Limits when graded: 10 seconds for each question, 512 MB of memory, NumPy. A plain Python loop over samples is fine.

# %%
import matplotlib.pyplot as plt
import numpy as np

from autograder.student import check, picture

# %% [markdown]
# ## 1. The net and its first weights
#
# The neuron of hw3 cuts its plane in two with one straight line. A net with one hidden layer has $h$ such neurons side by
# side, and weighs and adds up what they answer: $d$ inputs become $h$ hidden numbers become $k$ outputs. The rows of $X$ are $N$
# samples.
#
# | symbol | in Python | shape | |
# |---|---|---|---|
# | $X$ | `X` | $(N, d)$ | one sample a row |
# | $W_1$, $\mathbf{b}_1$ | `self.W1`, `self.b1` | $(d, h)$, $(h,)$ | hidden layer |
# | $W_2$, $\mathbf{b}_2$ | `self.W2`, `self.b2` | $(h, k)$, $(k,)$ | output layer |
# | $\hat{Y}$, $Y$ | returned by `forward`, `y` | $(N, k)$ | answers and targets |
#
# The four attributes are the net: the checks read them, and set them to other arrays before they ask for something.
# So use them wherever you need a parameter, and keep no second copy.
#
# **He initialisation.** A unit adds up `fan_in` products: $d$ of them in the hidden layer, $h$ in the output layer.
# Take weights of mean 0 and variance $v$, and inputs of mean square $q$. The variances of independent terms add up, so the
# sum has the variance $\text{fan\_in} \cdot v \cdot q$. It is as often positive as negative, and a ReLU, which sets the
# negative half to 0, halves the mean square: $\tfrac12\,\text{fan\_in} \cdot v \cdot q$ goes on to the next layer. That is
# $q$ again, neither louder nor quieter, when $v = 2/\text{fan\_in}$:
#
# $$ \text{mean } 0, \qquad \text{standard deviation } \sqrt{2/\text{fan\_in}}. $$
#
# The distribution does not matter, normal or uniform; the biases start at zero. (Weights may not: units that start equal
# get equal gradients, and stay equal.) Many course texts print this formula
# under the name Xavier; Xavier (Glorot) initialisation is $\sqrt{2/(\text{fan\_in} + \text{fan\_out})}$ and knows
# nothing of ReLUs. Draw from a generator made from `seed`, so that the same seed gives the same weights, and another
# seed others.
#
# **By hand.** For $d = 200$, $h = 100$, $k = 150$: $W_1$ has standard deviation $\sqrt{2/200} = 0.1$ and $W_2$ has
# $\sqrt{2/100} \approx 0.1414$.

# %% [markdown]
# ## 2. Forward
#
# With the ReLU on the hidden layer and none on the output,
#
# $$ Z_1 = X W_1 + \mathbf{b}_1 \;\; (N, h), \qquad A_1 = \max(0, Z_1) \;\; (N, h), \qquad
#    \hat{Y} = A_1 W_2 + \mathbf{b}_2 \;\; (N, k). $$
#
# Check the shapes: $(N, d)(d, h) = (N, h)$, then $(N, h)(h, k) = (N, k)$. The biases, $(h,)$ and $(k,)$, are added to each
# row.
#
# **By hand.** Take $d = 1$, $h = 3$, $k = 2$ and three samples:
#
# $$ W_1 = \begin{bmatrix} 1 & -1 & 1 \end{bmatrix}, \quad \mathbf{b}_1 = (1, 2, -4), \quad
#    W_2 = \begin{bmatrix} 1 & 2 \\ -1 & 1 \\ 2 & 1 \end{bmatrix}, \quad \mathbf{b}_2 = (0, 1), $$
#
# $$ X = \begin{bmatrix} 1 \\ 3 \\ -3 \end{bmatrix}, \quad
#    Y = \begin{bmatrix} -2 & 6 \\ 4 & 12 \\ 1 & 6 \end{bmatrix}. $$
#
# Then
#
# $$ Z_1 = \begin{bmatrix} 2 & 1 & -3 \\ 4 & -1 & -1 \\ -2 & 5 & -7 \end{bmatrix}, \quad
#    A_1 = \begin{bmatrix} 2 & 1 & 0 \\ 4 & 0 & 0 \\ 0 & 5 & 0 \end{bmatrix}, \quad
#    \hat{Y} = \begin{bmatrix} 1 & 6 \\ 4 & 9 \\ -5 & 6 \end{bmatrix}. $$
#
# The first unit is silent for the third sample, the second unit for the second sample, and the third unit for all.

# %% [markdown]
# ## 3. The loss
#
# $$ L = \frac{1}{2N}\sum_{i=1}^{N}\lVert\hat{\mathbf{y}}_i - \mathbf{y}_i\rVert^2 $$
#
# The squares are summed over the $k$ outputs and averaged over the $N$ samples. This is not `np.mean((Ŷ - Y)**2)`,
# which divides by $N k$ and has no half: that is $\tfrac{2}{k} L$. Much code prints the one and steps down the other.
# Here the loss that is printed and the loss that is differentiated are the same function.
#
# $Y$ is $(N, k)$, with $k = 1$ too. With targets of shape $(N,)$ NumPy would make $\hat{Y} - Y$ a table of $N \times N$
# differences and give a number that looks like a loss.
#
# **By hand**, with the numbers above:
#
# $$ \hat{Y} - Y = \begin{bmatrix} 3 & 0 \\ 0 & -3 \\ -6 & 0 \end{bmatrix}, \qquad L = \frac{9 + 9 + 36}{2 \cdot 3} = 9. $$

# %% [markdown]
# ## 4. Backward: the gradients
#
# Walk through the forward pass from its end. Write $\mathrm{d}Z$ for the gradient of $L$ with respect to an array $Z$;
# it has the shape of $Z$. Each line needs what came in on its way forward and the gradient of what went out, and nothing
# else: that is backpropagation.
#
# | forward | backward | shape |
# |---|---|---|
# | $L = \frac{1}{2N}\sum\lVert\hat{\mathbf{y}}_i - \mathbf{y}_i\rVert^2$ | $\mathrm{d}\hat{Y} = \frac{1}{N}(\hat{Y} - Y)$ | $(N, k)$ |
# | $\hat{Y} = A_1 W_2 + \mathbf{b}_2$ | $\mathrm{d}W_2 = A_1^\top\,\mathrm{d}\hat{Y}$ | $(h, k)$ |
# | | $\mathrm{d}\mathbf{b}_2 =$ the sum of the rows of $\mathrm{d}\hat{Y}$ | $(k,)$ |
# | | $\mathrm{d}A_1 = \mathrm{d}\hat{Y}\,W_2^\top$ | $(N, h)$ |
# | $A_1 = \max(0, Z_1)$ | $\mathrm{d}Z_1 = \mathrm{d}A_1 \odot \mathbf{1}[Z_1 > 0]$ | $(N, h)$ |
# | $Z_1 = X W_1 + \mathbf{b}_1$ | $\mathrm{d}W_1 = X^\top\,\mathrm{d}Z_1$ | $(d, h)$ |
# | | $\mathrm{d}\mathbf{b}_1 =$ the sum of the rows of $\mathrm{d}Z_1$ | $(h,)$ |
#
# Here $\odot$ multiplies element by element. The $1/N$ is in the first line already and comes nowhere again. The
# condition $\mathbf{1}[Z_1 > 0]$ is a table of its own for every sample and every unit. A bias is added to each row,
# so every row sends it a gradient, and these are added up.
#
# **By hand**, with the numbers above:
#
# $$ \mathrm{d}\hat{Y} = \begin{bmatrix} 1 & 0 \\ 0 & -1 \\ -2 & 0 \end{bmatrix}, \quad
#    \mathrm{d}W_2 = \begin{bmatrix} 2 & -4 \\ -9 & 0 \\ 0 & 0 \end{bmatrix}, \quad \mathrm{d}\mathbf{b}_2 = (-1, -1), $$
#
# $$ \mathrm{d}A_1 = \begin{bmatrix} 1 & -1 & 2 \\ -2 & -1 & -1 \\ -2 & 2 & -4 \end{bmatrix}, \quad
#    \mathrm{d}Z_1 = \begin{bmatrix} 1 & -1 & 0 \\ -2 & 0 & 0 \\ 0 & 2 & 0 \end{bmatrix}, $$
#
# $$ \mathrm{d}W_1 = \begin{bmatrix} -5 & -7 & 0 \end{bmatrix}, \quad \mathrm{d}\mathbf{b}_1 = (-1, 1, 0). $$
#
# The unit that is silent for all samples gets no gradient: a small step cannot change what it says.
#
# `gradients(X, y)` returns them as a dict with the keys `"W1"`, `"b1"`, `"W2"` and `"b2"`. They are those of the `X`
# given, whatever was forwarded before, and the parameters stay as they are.

# %% [markdown]
# ### Derivation (by hand, 10 points)
#
# Derive $\mathrm{d}W_2 = A_1^\top\,\mathrm{d}\hat{Y}$ and $\mathrm{d}A_1 = \mathrm{d}\hat{Y}\,W_2^\top$ from
# $\hat{Y} = A_1 W_2 + \mathbf{b}_2$, entry by entry with the chain rule. Say which sum becomes the matrix product in
# each of them, and check the shapes.

# %% [markdown]
# Your answer goes here.

# %% [markdown]
# ## 5. One step
#
# `backward(X, y, learning_rate)` takes one step of gradient descent on all four parameters,
# $\theta \leftarrow \theta - \eta\,\mathrm{d}\theta$. All four gradients are taken at the same point: first all
# gradients, then all updates. (With $W_2$ updated first, $\mathrm{d}A_1$ would belong to no loss at all; it often
# trains nevertheless, which is why "it trains" is no test.) The biases keep their shapes $(h,)$ and $(k,)$.
#
# **By hand**, with $\eta = 0.1$ from the numbers above:
# $W_1 = \begin{bmatrix} 1.5 & -0.3 & 1 \end{bmatrix}$, $\mathbf{b}_1 = (1.1, 1.9, -4)$,
# $W_2 = \begin{bmatrix} 0.8 & 2.4 \\ -0.1 & 1 \\ 2 & 1 \end{bmatrix}$, $\mathbf{b}_2 = (0.1, 1.1)$.
#
# ## 6. Training
#
# `train(X, y, epochs, learning_rate)` takes `epochs` such steps, each on all of `X`, from the parameters as they are.
# `losses[t]` is the loss before step $t$. All epochs are taken, also where the loss goes up or hardly changes.
#
# **By hand**, one epoch with $\eta = 0.1$ gives `losses` $= [9]$ and the parameters of section 5.

# %% [markdown]
# ## 7. Your class
#
# Write the methods in this order and run the checks below as you go.


# %%
class SimpleNN:
    """A net with one ReLU hidden layer and a linear output: X (N, d) -> (N, k), with d, h, k the three dimensions."""

    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        """W1 (d, h) and W2 (h, k) with mean 0 and standard deviation sqrt(2/fan_in); b1 (h,) and b2 (k,) zero."""
        raise NotImplementedError("your code goes here")

    def forward(self, X):
        """The net's answers.  X: (N, d); returns (N, k)."""
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

# %%
check("SimpleNN.backward")

# %%
check("SimpleNN.train")

# %% [markdown]
# ## 8. See it learn
#
# Points outside of the unit circle (triangles) are to be told from those inside (dots). The line is where the net answers
# one half. It is made of straight pieces, with a bend at each edge of a hidden unit that it crosses. The fine lines are
# these edges, where $z_1 = 0$ for a unit. Below, the loss before each step; the marks are the moments of the pictures. If
# it climbs for a while, the steps were too long there, as in hw4.
#
# (A linear output and squares are not the usual choice for telling two classes apart; hw5 is about the gradient. And
# from another seed the loss ends elsewhere: one run proves nothing about a method.)


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
    curve = figure.add_subplot(grid[1, :])
    curve.loglog(range(1, len(losses) + 1), losses, color="black")
    curve.plot(
        [moment + 1 for moment in moments[:-1]], [losses[moment] for moment in moments[:-1]], "o", color="#D55E00"
    )
    curve.set(xlabel="step", ylabel="L before it")
    plt.show()


# %% [markdown]
# ## Recall
#
# Practice: no points, but the same kind of check. `quiz(N, d, h, k)` returns a dict with these keys, for a net of any size
# and $N$ samples; a shape is a tuple.
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
# | `"mean"` | what is `np.mean((Ŷ - Y)**2)`, divided by $L$? |


# %%
def quiz(N, d, h, k):
    """The cards above as a dict."""
    raise NotImplementedError("your code goes here")


# %%
check("quiz")

# %% [markdown]
# To read on: CS231n on [backpropagation](https://cs231n.github.io/optimization-2/), and He and others,
# [Delving Deep into Rectifiers](https://arxiv.org/abs/1502.01852), where the initialisation comes from.
