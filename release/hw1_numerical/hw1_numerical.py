# %% [markdown]
# # hw1: Derivatives by differences
#
# Two to three hours. You write four functions: `numerical_gradient`, `jacobian`, `hessian` and `gradient_check`. They
# are the tools of the whole course: from hw2 on you derive gradients with pencil and paper, and `gradient_check`
# tells you within a second whether you got them right.
#
# Work from top to bottom. Cells that begin with `guess = None` ask you for a number *before* the computer has it.
# Nobody grades these guesses. They are there because a guess makes you look.

# %% [markdown]
# ## The notation of this course
#
# All seven homeworks use the same signs. The later ones point back to this table.
#
# | we write | it means |
# |---|---|
# | $\mathbf{x}$, $A$, $z$ | a vector (bold), a matrix (capital), a number |
# | $x_i$, $A_{ij}$ | entries. Formulas count from 1 and Python counts from 0: $x_1$ is `x[0]` |
# | $n$, $m$, $N$ | how many inputs, outputs, and samples there are |
# | $(m, n)$ | a shape: $m$ rows and $n$ columns. A vector with $n$ entries has the shape $(n,)$ |
# | $\nabla f$ | the gradient of a scalar function. It has the shape of the variable that it is taken with respect to |
# | $J = \partial\mathbf{y}/\partial\mathbf{x}$ | the Jacobian, in *numerator layout*: $(m, n)$, row $i$ belongs to output $i$ |
# | $\odot$, $\oslash$ | product and quotient entry by entry. A matrix product has no symbol between its factors: $AB$ |
# | $\mathbf{1}$, $I$ | the vector of ones, the identity matrix |
# | $\mathbf{1}[z > 0]$ | the indicator: 1 where the condition holds, and 0 where it does not |
# | $\operatorname{diag}(\mathbf{x})$ | the matrix with $\mathbf{x}$ on its diagonal and zeros everywhere else |
# | $\epsilon$, $\eta$ | the step of a difference, the learning rate |
# | $\mathrm{d}A$ | in hw5 and hw6: the gradient of the loss with respect to the array $A$ |
# | $C$, $L$ | the two losses. $C$ (hw4, hw7) is the mean square over the $N$ samples. $L$ (hw5, hw6) has a $\tfrac12$ in front, which cancels the 2 of the square, and adds up over the outputs |
#
# Numbers are in float64 unless we say otherwise, and relu'(0) = 0. Your functions leave their arguments exactly as
# they found them. Moving an entry of `x` and then putting the very same number back is fine. `eps` is the step
# itself: use it as it is given.
#
# The functions `f` that you receive take an array of the shape of `x`. They return a float, or an array of shape
# $(m,)$ where the question says so. When your work is graded, each question has 20 seconds and 512 MB of memory, and
# plain Python loops are fast enough. This homework is in NumPy.

# %%
import matplotlib.pyplot as plt
import numpy as np

from autograder.student import check, experiment, picture, predict

# %% [markdown]
# ## 1. The gradient (about 30 minutes)
#
# How steep is a curve at one point? A computer cannot take a limit, but it can evaluate the function at two points
# and draw a straight line through them. The question is which two. Run the cell.


# %%
@picture
def two_chords():
    x, step, side = 0.6, 0.6, np.linspace(-0.6, 1.9, 200)

    def f(x):
        return np.sin(2 * x) + 0.3 * x

    _, panels = plt.subplots(1, 2, figsize=(11, 4), layout="constrained", sharey=True)
    for panel, name, left in (
        (panels[0], "forward: x and x + ε", x),
        (panels[1], "central: x - ε and x + ε", x - step),
    ):
        right = x + step
        slope = (f(right) - f(left)) / (right - left)
        panel.plot(side, f(side), color="black", linewidth=2, label="f")
        panel.axline((x, f(x)), slope=2 * np.cos(2 * x) + 0.3, color="#0072B2", linewidth=2, label="the tangent at x")
        panel.axline((left, f(left)), slope=slope, color="#D55E00", linestyle="--", linewidth=2, label="the chord")
        panel.plot([left, right], [f(left), f(right)], "s", color="#D55E00", markersize=8)
        panel.plot(x, f(x), "o", color="#0072B2", markersize=8)
        panel.set(title=name, xlim=(-0.6, 1.9), ylim=(-1.2, 2.2), xlabel="x")
        panel.legend(loc="lower right")
    plt.show()


# %% [markdown]
# On the right the chord has nearly the direction of the tangent. On the left it even falls where the curve rises.
# Both needed two values of $f$. Why is the central one so much better?
#
# **Predict.** Take $f(x) = x^2$ at $x = 3$ with the large step $\epsilon = 0.5$. The derivative is 6. What does the
# forward difference $\bigl(f(3.5) - f(3)\bigr)/0.5$ give? Write your number in place of `None` and run the cell.

# %%
guess = None
predict(guess, (3.5**2 - 3**2) / 0.5)

# %% [markdown]
# And the central difference $\bigl(f(3.5) - f(2.5)\bigr)/1$?

# %%
guess = None
predict(guess, (3.5**2 - 2.5**2) / 1)

# %% [markdown]
# **Why.** Taylor's formula says what $f$ does near $x$:
#
# $$ f(x + \epsilon) = f(x) + \epsilon f'(x) + \tfrac{\epsilon^2}{2} f''(x) + \tfrac{\epsilon^3}{6} f'''(x) + \dots $$
#
# Put it into both differences and see what is left besides $f'(x)$:
#
# | difference | formula | what it adds to $f'(x)$ |
# |---|---|---|
# | forward | $\bigl(f(x + \epsilon) - f(x)\bigr) / \epsilon$ | $\tfrac{\epsilon}{2} f''(x) + \dots$ |
# | central | $\bigl(f(x + \epsilon) - f(x - \epsilon)\bigr) / (2\epsilon)$ | $\tfrac{\epsilon^2}{6} f'''(x) + \dots$ |
#
# In the central difference the term with $f''$ appears twice and cancels. Halve $\epsilon$, and the error of the
# central difference falls to a quarter, that of the forward difference only to a half.
#
# **Many inputs.** A function $f: \mathbb{R}^n \to \mathbb{R}$ has one partial derivative for each input: move that
# input alone, and leave all the others where they are. Together they form the gradient:
#
# $$ \nabla f(\mathbf{x}) = \Bigl(\frac{\partial f}{\partial x_1}, \dots, \frac{\partial f}{\partial x_n}\Bigr),
#    \qquad \text{in the shape of } \mathbf{x}. $$
#
# It points in the direction in which $f$ rises fastest, and $-\nabla f$ points where $f$ falls fastest. Training a
# network is little more than many small steps along $-\nabla f$.
#
# **By hand.** $f(\mathbf{x}) = x_1^2 + 3x_1x_2$ at $(1, 2)$ with $\epsilon = 0.1$. For $x_1$: $f(1.1, 2) = 7.81$ and
# $f(0.9, 2) = 6.21$, so $\partial f/\partial x_1 \approx 1.6/0.2 = 8$. For $x_2$: $f(1, 2.1) = 7.3$ and $f(1, 1.9) =
# 6.7$, so $\partial f/\partial x_2 \approx 0.6/0.2 = 3$. The gradient is exactly $(8, 3)$, because this $f$ has no
# third derivative. (A forward difference gives $8.1$ for the first entry.)
#
# **Two traps.** You will find code that copies `x` and then runs `x[i] += eps` for `i in range(len(x))`. It has two
# bugs.
#
# - If `x` holds whole numbers, so does the copy, and it cuts off the fraction: 3.00001 becomes 3, and 2.99999
#   becomes 2. For $f(x) = x^2$ at 3 the result is $(9 - 4)/0.00002$, about 250,000, where 6 is right.
# - If `x` is a matrix, then `x[i]` is a whole row. All its entries move at once, and each entry of the result is the
#   sum over a row of the true gradient.
#
# **Your turn.** Take central differences, for an `x` of any shape. Whole numbers in `x` stand for real numbers.
# Evaluate `f` at most twice per entry, so $2 \cdot$ `x.size` times in all.
#
# *If you are stuck:* (1) Write it for a vector first. (2) Which arrays do you pass to `f` for the entry $i$, and in
# how many entries do they differ from `x`? (3) `np.ndindex(x.shape)` gives the place of each entry, for any shape.


# %%
def numerical_gradient(f, x, eps=1e-5):
    """The gradient of a scalar f at x by central differences.  x: any shape; returns an array like x, in float64."""
    raise NotImplementedError("your code goes here")


# %%
check("numerical_gradient")

# %% [markdown]
# ### How small should the step be?
#
# If smaller is better, why not take $\epsilon = 10^{-12}$?
#
# **Predict.** Which power of ten is best for the central difference of a harmless function such as $\sin$? Write the
# exponent: $-3$ for $10^{-3}$, and so on. The cell tries all of them.

# %%
guess = None
tried = range(-12, 0)
off = [abs((np.sin(1 + 10.0**k) - np.sin(1 - 10.0**k)) / (2 * 10.0**k) - np.cos(1)) for k in tried]
predict(guess, tried[int(np.argmin(off))])

# %% [markdown]
# Two errors work against each other. A float64 keeps about 16 digits, so each value of $f$ carries a rounding error
# of about $u|f|$ with $u \approx 10^{-16}$. The difference of two values is divided by $\epsilon$, and so is this
# error. For an $f$ whose value and derivatives are near 1:
#
# | | rounding error | error of the formula | they are equal, and their sum is smallest, near |
# |---|---|---|---|
# | forward | $u / \epsilon$ | $\epsilon$ | $\epsilon = u^{1/2} = 10^{-8}$, where both are about $10^{-8}$ |
# | central | $u / \epsilon$ | $\epsilon^2$ | $\epsilon = u^{1/3} \approx 5 \cdot 10^{-6}$, where both are about $2 \cdot 10^{-11}$ |
#
# That is why the default is `eps=1e-5`. On logarithmic axes a power is a straight line, and its exponent is the slope
# of the line. So each error is a V: slope $-1$ on the left, where rounding dominates, and slope $1$ or $2$ on the
# right. Run the cell. Where is the bottom of your V?


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
        what = "rounding" if slope < 0 else "formula"
        plt.text(x, y, f"{what}: slope {slope}", rotation=angle, ha="center", va="center")
    plt.xlabel("eps")
    plt.ylabel("largest error of the derivative of sin")
    plt.legend()
    plt.show()


# %% [markdown]
# ## 2. The Jacobian (about 30 minutes)
#
# A function with several outputs, $f: \mathbb{R}^n \to \mathbb{R}^m$, has a partial derivative for each pair of an
# output and an input. They form a table, the Jacobian. But what does it *do*? Look: $f$ turns the square grid on the
# left into the curved one on the right. Under a magnifying glass, a small square becomes a parallelogram, and its two
# sides are the columns of the Jacobian.


# %%
@picture
def small_square():
    def f(r, t):
        return r * np.cos(t), r * np.sin(t)

    r, t, side = 1.5, 0.6, 0.45
    J = np.array([[np.cos(t), -r * np.sin(t)], [np.sin(t), r * np.cos(t)]])
    _, (before, after) = plt.subplots(1, 2, figsize=(11, 4.6), layout="constrained")
    line = np.linspace(0, 1, 40)
    for value in np.arange(0.6, 2.5, 0.3):
        for panel, points in ((before, lambda a, b: (a, b)), (after, f)):
            panel.plot(*points(value + 0 * line, 1.6 * line), color="0.75", linewidth=0.8)
            panel.plot(*points(0.6 + 1.8 * line, 0 * line + (value - 0.6) * 8 / 9), color="0.75", linewidth=0.8)
    edges = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]) * side
    dense = np.concatenate([np.linspace(edges[i], edges[i + 1], 20) for i in range(4)])
    before.fill(*(np.array([[r], [t]]) + edges.T), color="#F0E442", alpha=0.8)
    after.fill(*f(*(np.array([[r], [t]]) + dense.T)), color="#F0E442", alpha=0.8)
    for panel, start, sides in ((before, (r, t), np.eye(2)), (after, f(r, t), J)):
        for j, (color, style) in enumerate((("#0072B2", "-"), ("#D55E00", "--"))):
            end = np.array(start) + side * sides[:, j]
            label = f"input {j + 1} moves" if panel is before else f"column {j + 1} of J, times the side"
            panel.plot(*np.array([start, end]).T, style, color=color, linewidth=3, label=label)
        panel.set(aspect="equal")
        panel.legend(loc="upper right" if panel is after else "upper left")
    before.set(title="the inputs: radius and angle", xlabel="radius", ylabel="angle", ylim=(-0.1, 2.4))
    after.set(title="the outputs: a point in the plane", xlabel="output 1", ylabel="output 2", ylim=(-0.1, 3))
    plt.show()


# %% [markdown]
# In numerator layout,
#
# $$ J_{ij} = \frac{\partial f_i}{\partial x_j}, \qquad J \text{ is } (m, n): \text{ one row per output, one column per input.} $$
#
# Row $i$ is the gradient of output $i$, written as a row. Column $j$ says how all outputs move when $x_j$ alone
# moves. If $f$ returns a single float, that counts as $m = 1$, and $J$ is $(1, n)$.
#
# **Predict.** $f(\mathbf{x}) = (x_1x_2,\; x_1^2,\; 5x_2)$ at $(1, 2)$. What is $J_{32}$, the entry in the third row
# and the second column?

# %%
guess = None
predict(guess, (5 * 2.001 - 5 * 1.999) / 0.002)

# %% [markdown]
# **By hand.** Move $x_1$ alone: the outputs move at the rates $(2, 2, 0)$. Move $x_2$ alone: they move at the rates
# $(1, 0, 5)$. These are the columns:
#
# $$ J = \begin{pmatrix} 2 & 1 \\ 2 & 0 \\ 0 & 5 \end{pmatrix} $$
#
# **Your turn.** How many evaluations of $f$ give you one whole column? Test your function with an $f$ like this one,
# where $m \ne n$: if $J$ is square and symmetric, you cannot see that it came out transposed.
#
# Forward differences earn most of the points here, and central differences earn all of them. Some texts take central
# differences for the gradient and forward ones for the Jacobian. Then the two disagree in the fifth digit.
#
# *If you are stuck:* (1) What is `f(x + step) - f(x - step)` if `step` is zero in all entries but one, and what is
# its shape? (2) Where in $J$ does it belong? (3) What is `np.atleast_1d(3.0)`?


# %%
def jacobian(f, x, eps=1e-5):
    """The Jacobian of f at x by differences.  x: (n,), f(x): (m,) or a float; returns (m, n), or (1, n)."""
    raise NotImplementedError("your code goes here")


# %%
check("jacobian")

# %% [markdown]
# ## 3. The Hessian, or how a slope bends (about 45 minutes)
#
# The gradient tells you which way is down. It does not tell you how far. Walk down a narrow valley with steps that
# are right for a wide one, and you land on the opposite wall. What you need is the *curvature*: how fast the slope
# itself changes.
#
# In one dimension that is $f''$. Near a point, $f$ looks like a parabola, $f(x) + f'(x)\,s + \tfrac12 f''(x)\,s^2$
# for a step $s$. If you know the parabola, you can jump straight to its lowest point. The picture shows two such
# jumps.


# %%
@picture
def newton():
    def f(x):
        return 0.25 * x**4 - 0.4 * x**3 + 0.5 * x**2 - 0.5 * x

    def slope(x):
        return x**3 - 1.2 * x**2 + x - 0.5

    def bend(x):
        return 3 * x**2 - 2.4 * x + 1

    side, x = np.linspace(-0.9, 2.2, 300), 2.0
    plt.figure(figsize=(8, 4.6))
    plt.plot(side, f(side), color="black", linewidth=2, label="f")
    for number, (color, style) in enumerate((("#0072B2", "--"), ("#D55E00", "-.")), 1):
        parabola = f(x) + slope(x) * (side - x) + bend(x) / 2 * (side - x) ** 2
        plt.plot(side, parabola, style, color=color, label=f"its parabola at point {number}")
        plt.plot(x, f(x), "o", color=color, markersize=9)
        plt.text(x + 0.08, f(x) - 0.06, f"point {number}", color=color)
        lowest = x - slope(x) / bend(x)
        plt.plot(lowest, f(x) - slope(x) ** 2 / (2 * bend(x)), "v", color=color, markersize=9)
        plt.vlines(lowest, -0.6, 1.9, color=color, linestyle=":")
        x = lowest
    plt.xlim(-1, 2.6)
    plt.ylim(-0.6, 1.9)
    plt.xlabel("x")
    plt.title("jump to the lowest point of the parabola (triangle), then draw a new one")
    plt.legend(loc="lower left")
    plt.show()


# %% [markdown]
# For $f: \mathbb{R}^n \to \mathbb{R}$ the second derivatives form a matrix, the Hessian:
#
# $$ H_{ij} = \frac{\partial^2 f}{\partial x_i\,\partial x_j}, \qquad (n, n). $$
#
# It is the Jacobian of the gradient: row $i$ says how the entry $i$ of the gradient changes. Where the second
# derivatives are continuous, the order of differentiation does not matter, so $H$ is symmetric. For a small step
# $\mathbf{s}$, $(n,)$,
#
# $$ f(\mathbf{x} + \mathbf{s}) \approx f(\mathbf{x}) + \nabla f\cdot\mathbf{s} + \tfrac12\,\mathbf{s}^\top H\,\mathbf{s}. $$
#
# For a unit vector $\mathbf{s}$ the number $\mathbf{s}^\top H\,\mathbf{s}$ is the curvature of $f$ in the direction
# $\mathbf{s}$. It is positive where $f$ bends upwards like a bowl, and negative where it bends downwards. The
# eigenvectors of $H$ are the directions of the largest and the smallest curvature.
#
# **Newton's step.** Where is the lowest point of that parabola? Set its gradient with respect to $\mathbf{s}$ to
# zero: $\nabla f + H\mathbf{s} = 0$, so $\mathbf{s} = -H^{-1}\nabla f$. A gradient step $-\eta\nabla f$ needs a
# learning rate that somebody chose. Newton's step reads the right length for each direction from the curvature. (It
# has a price: $H$ has $n^2$ entries, and hw6 shows what that means.)
#
# **Predict.** $f(\mathbf{x}) = x_1^2 + 10x_2^2$. You stand at $(3, 1)$ and take one Newton step. What is the value of
# $f$ where you land?

# %%
guess = None
landed = np.array([3.0, 1.0]) - np.linalg.solve(np.array([[2.0, 0.0], [0.0, 20.0]]), np.array([6.0, 20.0]))
predict(guess, landed[0] ** 2 + 10 * landed[1] ** 2)

# %% [markdown]
# **How to compute $H$.** You know how to differentiate $f$ by a central difference. Do it twice: the central
# difference in direction $i$ of the central difference in direction $j$. Write down on paper at which four points $f$
# is evaluated, and with which signs. This formula is yours to find; it does not stand here.
#
# **By hand**, to test it: $f(\mathbf{x}) = x_1^2x_2 + x_2^3$ at $(1, 2)$ with $\epsilon = 0.1$. For $H_{12}$ the four
# values are $f(1.1, 2.1) = 11.802$, $f(1.1, 1.9) = 9.158$, $f(0.9, 2.1) = 10.962$ and $f(0.9, 1.9) = 8.398$. Your
# formula must make $2$ of them. The whole matrix is
#
# $$ H = \begin{pmatrix} 2x_2 & 2x_1 \\ 2x_1 & 6x_2 \end{pmatrix} = \begin{pmatrix} 4 & 2 \\ 2 & 12 \end{pmatrix}. $$
#
# **The step.** The rounding error is now divided by $\epsilon^2$. It equals the error of the formula, $\epsilon^2$,
# near $\epsilon = u^{1/4} = 10^{-4}$, where both are about $10^{-8}$. Hence the default `eps=1e-4`. With $\epsilon =
# 10^{-8}$ there would be nothing left of the result.
#
# Use `eps` as the step of every difference. Your Hessian is symmetric up to rounding. Forward differences of forward
# differences earn most of the points, central ones earn all of them.
#
# *If you are stuck:* (1) What is $\bigl(g(x + \epsilon) - g(x - \epsilon)\bigr)/(2\epsilon)$ if $g$ itself is such a
# difference in another direction? (2) Does anything change for $i = j$? Two of the four points coincide; which? (3)
# Try $f = x_1x_2$ first, then $f = x_1^2$.


# %%
def hessian(f, x, eps=1e-4):
    """The Hessian of a scalar f at x by second differences.  x: (n,); returns (n, n), symmetric to rounding."""

    raise NotImplementedError("your code goes here")


# %%
check("hessian")

# %% [markdown]
# **Use it.** Here are Newton's steps with your own two functions, next to gradient steps with a learning rate that
# was chosen with care. The function is $f(\mathbf{x}) = x_1^4 + x_2^4 + 10(x_1 + x_2 - 1)^2$, a bent and narrow
# valley.


# %%
@experiment
def newton_against_gradient():
    def f(x):
        return float(x[0] ** 4 + x[1] ** 4 + 10 * (x[0] + x[1] - 1) ** 2)

    newton = gradient = np.array([2.0, -1.5])
    print("step   f by Newton     f by the gradient")
    for step in range(7):
        print(f"{step}   {f(newton):14.10f} {f(gradient):14.10f}")
        newton = newton - np.linalg.solve(hessian(f, newton), numerical_gradient(f, newton))
        gradient = gradient - 0.015 * numerical_gradient(f, gradient)


# %% [markdown]
# ## 4. Checking a gradient (about 20 minutes)
#
# Someone hands you a formula for a gradient. Is it right? You have a second opinion: your central differences. How
# close must the two be? An absolute error says little: 0.01 is nothing for a derivative of 1000, and it is everything
# for a derivative of 0.01. So we compare relative to the size. For a claimed gradient $\mathbf{a}$ (a for analytic)
# and central differences $\mathbf{d}$, both in the shape of $\mathbf{x}$, the error of one entry is
#
# $$ \frac{|a_i - d_i|}{\max(|a_i|, |d_i|)}, \qquad \text{and } 0 \text{ where } a_i \text{ and } d_i \text{ are both } 0, $$
#
# and `gradient_check` returns the largest one over all entries.
#
# **Predict.** A claimed gradient is exactly the negative of the right one. What does `gradient_check` return?

# %%
guess = None
predict(guess, abs(-3 - 3) / max(abs(-3), abs(3)))

# %% [markdown]
# **By hand.** $f(\mathbf{x}) = x_1^2 + 3x_1x_2$ at $(1, 2)$, where the gradient is $(8, 3)$. Someone claims $(8, 4)$.
# The errors are $0$ and $|4 - 3|/4 = 0.25$, so the result is $0.25$. For the claim $(8, 1.5)$ they are $0$ and
# $|1.5 - 3|/3 = 0.5$, so the result is $0.5$.
#
# A right gradient usually gives less than $10^{-7}$, a wrong one seldom less than $10^{-3}$. Here `grad` is a function
# like `f`: `grad(x)` is the claimed gradient at `x`, an array of the shape of `x`.
#
# *If you are stuck:* (1) Compute both arrays first. (2) Where do you divide by 0, and what should come out there?


# %%
def gradient_check(f, grad, x, eps=1e-5):
    """The largest symmetric relative error of grad(x) against central differences of f.  x: any shape; a float."""
    raise NotImplementedError("your code goes here")


# %%
check("gradient_check")

# %% [markdown]
# ## Recall
#
# Practice: no points, but the same kind of check. Close the sections above and answer from memory, for any $m$ and
# $n$. `quiz(m, n)` returns a dict with these keys; a shape is a tuple.
#
# | key | what is asked |
# |---|---|
# | `"gradient"` | the shape of the gradient of $f: \mathbb{R}^n \to \mathbb{R}$, as an array |
# | `"two variables"` | $f(x, y) = x^2y$: the gradient of $f$ at $x = m$, $y = n$, as an array |
# | `"jacobian"` | the shape of the Jacobian of $f: \mathbb{R}^n \to \mathbb{R}^m$ |
# | `"written out"` | $f(x, y) = (x^2y,\; x + 3y)$: the Jacobian of $f$ at $x = m$, $y = n$, as an array |
# | `"one output"` | the shape of the Jacobian of $f: \mathbb{R}^n \to \mathbb{R}$ |
# | `"hessian"` | the shape of the Hessian of $f: \mathbb{R}^n \to \mathbb{R}$ |
# | `"evaluations"` | how often $f$ is evaluated for a gradient by central differences |
# | `"forward"` | you halve $\epsilon$: by which number is the error of a forward difference divided? |
# | `"central"` | the same for a central difference |
# | `"twice"` | what `gradient_check` returns where the claimed gradient is twice the right one |


# %%
def quiz(m, n):
    """The cards above as a dict; m outputs, n inputs."""
    raise NotImplementedError("your code goes here")


# %%
check("quiz")

# %% [markdown]
# To read on: the notes on gradient checks in [CS231n](https://cs231n.github.io/neural-networks-3/#gradcheck), and
# [The Matrix Calculus You Need For Deep Learning](https://explained.ai/matrix-calculus/) by Parr and Howard. The
# [Matrix Cookbook](https://www.math.uwaterloo.ca/~hwolkowi/matrixcookbook.pdf) lists hundreds of derivatives, to look
# up and to check with `gradient_check`. 3Blue1Brown's [Essence of
# Calculus](https://www.3blue1brown.com/topics/calculus) has the pictures.
