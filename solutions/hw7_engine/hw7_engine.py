# %% [markdown]
# # hw7: Build autograd yourself
#
# Two to three hours. You write one class, `Value`, and two functions, `topological_order` and `train`: about sixty lines of
# plain Python. At the end you have a small PyTorch of your own, and a neuron that learns with it.
#
# This homework needs no NumPy. Values hold plain Python floats. At the kink, relu'(0) = 0, as in the whole course. The
# notation is that of the table at the start of hw1.
#
# Limits when graded: 10 seconds for each question, and 512 MB of memory on top of Python's own. PyTorch may not do the
# work.

# %%
import random

import matplotlib.pyplot as plt

from autograder.student import check, experiment, picture, predict

# %% [markdown]
# ## 1. A sum with a memory
#
# Take $y = ab + a$. You can differentiate it with pencil and paper. In hw6 PyTorch did that for you, for any expression that
# you could write down. How does it know which expression you wrote? Python computes `a * b + a` and hands over a single
# number. The expression is gone.
#
# Here is the trick: do not compute with numbers. Compute with *objects that remember how they were made*. Then the result
# knows its parts, the parts know their own parts, and the whole expression is still there, as a graph. Run the cell to
# see it. Numbers flow up along the arrows; derivatives will flow down.


# %%
@picture
def graph():
    places = {"a = 2": (0, 0), "b = -3": (4, 0), "c = a·b = -6": (2, 1.2), "y = c + a = -4": (0.6, 2.4)}
    arrows = [
        ("a = 2", "c = a·b = -6", "∂c/∂a = b = -3", 0.0),
        ("b = -3", "c = a·b = -6", "∂c/∂b = a = 2", 0.0),
        ("c = a·b = -6", "y = c + a = -4", "∂y/∂c = 1", 0.0),
        ("a = 2", "y = c + a = -4", "1, without going through c", 0.3),
    ]
    _, panel = plt.subplots(figsize=(8, 4.6))
    for start, end, label, bend in arrows:
        (x1, y1), (x2, y2) = places[start], places[end]
        style = dict(
            arrowstyle="-|>", color="#0072B2", lw=2, shrinkA=24, shrinkB=24, connectionstyle=f"arc3,rad={-bend}"
        )
        panel.annotate("", (x2, y2), (x1, y1), arrowprops=style)
        side = -0.62 if bend else 0.3
        panel.text((x1 + x2) / 2 + side, (y1 + y2) / 2 - 0.06, label, ha="right" if bend else "left")
    for label, (x, y) in places.items():
        panel.text(
            x, y, label, ha="center", va="center", fontsize=13, bbox=dict(boxstyle="round,pad=0.5", fc="#F0E442")
        )
    panel.set(xlim=(-3, 5), ylim=(-0.5, 2.9))
    panel.axis("off")
    plt.show()


# %% [markdown]
# **Predict.** Move $a$ from 2 to 2.001 and leave $b = -3$. By how much does $y$ move, for each unit that $a$ moves? Look at the
# picture: there are two paths from $a$ to $y$. Write your number in place of `None` and run the cell. It costs nothing to
# be wrong.

# %%
guess = None
predict(guess, ((2.001 * -3 + 2.001) - (1.999 * -3 + 1.999)) / 0.002)

# %% [markdown]
# **Why.** Along the path through $c$, rates multiply: $\frac{\partial y}{\partial c}\frac{\partial c}{\partial a} = 1 \cdot b$. The
# direct path adds a 1. Together $\frac{dy}{da} = b + 1$: *multiply along each path, add up over all paths*. This is the total
# derivative of hw2. The rest of this homework makes a computer do it, without ever listing the paths.
#
# ## 2. `Value` (about 45 minutes)
#
# A `Value` holds three things:
#
# | attribute | what it is |
# |---|---|
# | `.data` | the number itself |
# | `.grad` | the derivative of the result with respect to this value; `0.0` until someone calls `backward` |
# | one of your own | how it was made: its parts, and the derivative with respect to each part |
#
# The third is your design. One that works well is a tuple of pairs `(part, slope)`, where `slope` is the derivative of this
# one operator with respect to that part. A value that was made of nothing has an empty tuple. When `a * b` runs, the numbers
# in `a` and `b` are known, so the slope is a number too. Compute it right there, while you have everything at hand.
#
# Python turns operators into method calls:
#
# | you write | Python calls | where `a` is a `Value` |
# |---|---|---|
# | `a + b`, `a * b` | `a.__add__(b)`, `a.__mul__(b)` | |
# | `a - b`, `a / b` | `a.__sub__(b)`, `a.__truediv__(b)` | |
# | `a ** 3` | `a.__pow__(3)` | the power is always a plain number |
# | `2 + a`, `2 * a` | `a.__radd__(2)`, `a.__rmul__(2)` | a float cannot add a `Value`, so the *right* side is asked |
# | `2 - a`, `2 / a` | `a.__rsub__(2)`, `a.__rtruediv__(2)` | careful: `self` is the *second* part here |
#
# In `a + 2` the other part is a plain number. Wrap it: `Value(2)` is a fine constant. Every operator returns a *new*
# `Value` and leaves its parts as they are.
#
# **By hand**, for one operator that you are not asked for. Let $m = \max(a, b)$ with $a = 2$ and $b = 5$. The result is 5.
# If $b$ moves a little, $m$ moves along, so its slope is 1; $a$ has no influence, so its slope is 0. Such a method would
# return a value with `data = 5.0` and the parts `(a, 0.0)` and `(b, 1.0)`.
#
# **Your turn.** Which slopes do $+$, $\cdot$, a power and the relu have? Derive all four on paper first, the power for any
# exponent $p$. You need no new derivative for $a - b$ and $a / b$: both can be written with the operators that you have.
#
# Write all methods but `backward`, which is the subject of section 4. Then run the check.


# %%
class Value:
    """A number that remembers how it was made.  data: a float."""

    def __init__(self, data, parts=()):
        """`data` as it is given, `grad` 0.0, and how it was made (Value(data) alone was made of nothing)."""
        ### BEGIN SOLUTION
        self.data = data
        self.grad = 0.0
        self.parts = parts
        ### END SOLUTION

    def __add__(self, other):
        """self + other; `other` is a Value or a number, here and below."""
        ### BEGIN SOLUTION
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))
        ### END SOLUTION

    def __mul__(self, other):
        """self * other."""
        ### BEGIN SOLUTION
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))
        ### END SOLUTION

    def __pow__(self, power):
        """self ** power; `power` is a plain number."""
        ### BEGIN SOLUTION
        return Value(self.data**power, ((self, power * self.data ** (power - 1)),))
        ### END SOLUTION

    def relu(self):
        """max(0, self)."""
        ### BEGIN SOLUTION
        return Value(max(0.0, self.data), ((self, float(self.data > 0)),))
        ### END SOLUTION

    def __sub__(self, other):
        """self - other."""
        ### BEGIN SOLUTION
        return self + other * -1.0
        ### END SOLUTION

    def __truediv__(self, other):
        """self / other."""
        ### BEGIN SOLUTION
        return self * other**-1.0
        ### END SOLUTION

    def __radd__(self, other):
        """other + self, where `other` is a number, here and below."""
        ### BEGIN SOLUTION
        return self + other
        ### END SOLUTION

    def __rmul__(self, other):
        """other * self."""
        ### BEGIN SOLUTION
        return self * other
        ### END SOLUTION

    def __rsub__(self, other):
        """other - self."""
        ### BEGIN SOLUTION
        return self * -1.0 + other
        ### END SOLUTION

    def __rtruediv__(self, other):
        """other / self."""
        ### BEGIN SOLUTION
        return self**-1.0 * other
        ### END SOLUTION

    def backward(self):
        """Section 4: put d(self)/d(each) into the .grad of each value that self was made of, and of self."""
        ### BEGIN SOLUTION
        order = topological_order(self)
        for value in order:
            value.grad = 0.0
        self.grad = 1.0
        for value in reversed(order):
            for part, slope in value.parts:
                part.grad += slope * value.grad
        ### END SOLUTION


# %%
check("Value")

# %% [markdown]
# ## 3. In which order? (about 30 minutes)
#
# Look at this graph. The value $c$ is used twice: in $d = c + a$ and in $y = cd$.


# %%
@picture
def diamond():
    places = {"a": (0, 0), "b": (2, 0), "c = a·b": (1.3, 1), "d = c + a": (0.3, 2), "y = c·d": (1.3, 3)}
    arrows = [("a", "c = a·b"), ("b", "c = a·b"), ("c = a·b", "d = c + a"), ("a", "d = c + a")]
    arrows += [("c = a·b", "y = c·d"), ("d = c + a", "y = c·d")]
    _, panel = plt.subplots(figsize=(6, 4.6))
    style = dict(ha="center", va="center", fontsize=13, bbox=dict(boxstyle="round,pad=0.4", fc="#F0E442"))
    boxes = {label: panel.text(*place, label, **style).get_bbox_patch() for label, place in places.items()}
    for start, end in arrows:
        ends = dict(patchA=boxes[start], patchB=boxes[end], shrinkA=2, shrinkB=2)
        panel.annotate("", places[end], places[start], arrowprops=dict(arrowstyle="-|>", color="#0072B2", lw=2, **ends))
    panel.set(xlim=(-1, 3), ylim=(-0.4, 3.4))
    panel.axis("off")
    plt.show()


# %% [markdown]
# On the way down, $c$ receives something from $y$ and something from $d$. It may pass its derivative on only when *both* have
# arrived. Otherwise $a$ and $b$ get too little, or get a part of it twice. So $d$ has to be done before $c$, although $y$ points
# to both of them.
#
# An order that is safe for the way up (each value after all that it was made of) is safe for the way down when you walk it
# from its end. It is called a *topological order*. For the graph above, `a, b, c, d, y` is one and `b, a, c, d, y` is another.
#
# **Predict.** How many values does a topological order of $y = ((aa)(aa))$ have, if you write `c = a * a` and `y = c * c`? Each
# value comes once.

# %%
guess = None
predict(guess, len({"a", "c", "y"}))

# %% [markdown]
# **Your turn.** `topological_order(value)` returns the list of all values that `value` was made of, directly or through others, and
# `value` itself at its end. A value is ready for the list when all its parts are on it.
#
# The natural way is a function that calls itself for each part. It works, up to a point: Python allows about a thousand calls
# inside each other, and a training loop easily makes a chain of ten thousand operations. Your function has to walk such
# a chain too. Keep the values that still wait in a list of your own. (Hint: a value waits twice. The first time you find out
# what it needs; the second time it is ready.)


# %%
def topological_order(value):
    """All values that `value` was made of, each once, each after its own parts; `value` is the last.  A list."""
    ### BEGIN SOLUTION
    order, seen, waiting = [], set(), [(value, False)]
    while waiting:
        current, ready = waiting.pop()
        if ready:
            order.append(current)
        elif current not in seen:
            seen.add(current)
            waiting.append((current, True))
            waiting.extend((part, False) for part, _ in current.parts)
    return order
    ### END SOLUTION


# %%
check("topological_order")

# %% [markdown]
# ## 4. The walk back (about 30 minutes)
#
# Now `y.backward()`. Every value that $y$ was made of, and $y$ itself, ends up with $\partial y/\partial(\text{value})$ in its
# `.grad`.
#
# **By hand**, for the graph of section 3 at $a = 2$, $b = -3$. Then $c = -6$, $d = -4$, $y = 24$. We walk from the end. In each line one
# value is *done*: what has arrived at it is complete, and it passes that on to its parts.
#
# | done | its `.grad` | passes to | |
# |---|---|---|---|
# | $y$ | $1$ | $c$: $d \cdot 1 = -4$ | $d$: $c \cdot 1 = -6$ |
# | $d$ | $-6$ | $c$: $1 \cdot (-6)$, so $c$ has $-4 - 6 = -10$ | $a$: $1 \cdot (-6) = -6$ |
# | $c$ | $-10$ | $a$: $b \cdot (-10) = 30$, so $a$ has $-6 + 30 = 24$ | $b$: $a \cdot (-10) = -20$ |
# | $b$ | $-20$ | | |
# | $a$ | $24$ | | |
#
# Check it with the formula: $y = ab(ab + a) = a^2b^2 + a^2b$, so $\partial y/\partial a = 2ab^2 + 2ab = 36 - 12 = 24$ and
# $\partial y/\partial b = 2a^2b + a^2 = -24 + 4 = -20$.
#
# Two questions to think about before you write it:
#
# - What is the derivative of $y$ with respect to $y$?
# - Someone calls `y.backward()` twice, or `d.backward()` and then `y.backward()`. In hw6 you saw that PyTorch adds the second
#   gradient to the first, and that this is the most common trap in training loops. Your engine does not have that trap: after
#   each call the derivatives are those of *this* call.
#
# Write `backward` in the class in section 2, run that cell again, and then this check.

# %%
check("Value.backward")

# %% [markdown]
# **Trust, but check.** In hw1 you wrote a test for gradients: compare them with central differences. Here it is for your engine.
# The function is one that nobody wants to differentiate by hand.


# %%
@experiment
def against_differences():
    def f(a, b):
        return ((a * b + 3) ** 2 / (1 + a**2) - 2 / b).relu() * a

    def number(a, b):
        return f(Value(a), Value(b)).data

    a, b, step = Value(1.5), Value(-0.7), 1e-5
    f(a, b).backward()
    for name, mine, numeric in (
        ("a", a.grad, (number(1.5 + step, -0.7) - number(1.5 - step, -0.7)) / (2 * step)),
        ("b", b.grad, (number(1.5, -0.7 + step) - number(1.5, -0.7 - step)) / (2 * step)),
    ):
        error = abs(mine - numeric) / max(abs(mine), abs(numeric))
        print(f"{name}: backward {mine:.9f}, differences {numeric:.9f}, relative error {error:.1e}")


# %% [markdown]
# ### Derivation (by hand, 10 points)
#
# Consider the chain $v_0 = a$, $v_{k+1} = v_k + v_k$ for $k = 0, \dots, n - 1$, and $y = v_n$.
#
# 1. How many paths lead from $a$ to $y$? What is $dy/da$? Derive it by adding up over the paths.
# 2. How many multiplications does `backward` make for this graph, and why are they so few?
# 3. Suppose that someone writes `backward` without a topological order: each value calls itself for each of its parts and
#    adds what it has. Show with $n = 2$ what goes wrong with $dy/da$ if a value passes on all of its `.grad` each time that
#    something reaches it.

# %% [markdown] manual=10
# ### BEGIN SOLUTION
# 1. (4 points) From $v_k$ to $v_{k+1}$ there are two arrows, and at each step the choice is free, so $2^n$ paths lead from $a$ to
#    $y$. Each operator is a sum, so every slope is 1 and the product along each path is 1. The total derivative adds up over
#    the paths: $dy/da = 2^n$. (Indeed $y = 2^na$.)
# 2. (3 points) Each value is visited once, and passes its `.grad` to two parts: $2n$ multiplications in all. There are so few
#    because everything that all paths through $v_k$ have in common, the factor $\partial y/\partial v_k$, is added up in `.grad` before
#    it is passed on. The distributive law, $s\,p_1 + s\,p_2 = s\,(p_1 + p_2)$, turns a sum over paths into a sum over arrows.
# 3. (3 points) With $n = 2$: $y$ has 1 and passes 1 to $v_1$, which has 1 and passes 1 to $a$ twice: $a$ has 2. Then $y$ passes its
#    second 1 to $v_1$, which now has 2 and passes *2* to $a$ twice: $a$ has $2 + 4 = 6$. The right answer is 4. The first contribution
#    went down twice. (Depending on how the calls interleave, other wrong numbers are possible; full points for any
#    consistent account that shows a contribution which goes down twice.)
# ### END SOLUTION

# %% [markdown]
# ## 5. A neuron that learns (about 30 minutes)
#
# With `Value` you can write the loss of hw4 as it stands in the book, and you never have to derive its gradient. For inputs
# $\mathbf{x}_i$ with targets $y_i$, $i = 1, \dots, N$,
#
# $$ C = \frac1N\sum_{i=1}^N\bigl(y_i - \max(0, \mathbf{w}\cdot\mathbf{x}_i + b)\bigr)^2. $$
#
# `parameters` is a list of values, $w_1, \dots, w_n$ and $b$ at the end. In each step: build $C$ from the parameters, keep its number,
# call `backward`, and then move the `.data` of each parameter against its `.grad`, by `learning_rate` times that. A
# step changes the values that the caller holds; it does not make new ones. `losses[t]` is the loss before step `t`, and
# a plain float.
#
# **By hand**, the first step of hw4: $\mathbf{w} = (1, -1)$, $b = 0$, samples $(2, 1)$, $(1, 7)$ and $(5, 1)$, targets $3$, $-2$
# and $5$. The loss is $3$, and the gradient is $(-6, -2)$ and $-2$. With $\eta = 0.1$ the parameters become $(1.6, -0.8)$ and $0.2$. In
# hw4 you derived this. Now your engine finds it by itself.


# %%
def train(inputs, targets, parameters, learning_rate, steps):
    """Gradient descent on C.  inputs: N lists of n floats, targets: N floats, parameters: [w_1, ..., w_n, b], Values that are
    updated in place; returns the `steps` losses, floats."""
    ### BEGIN SOLUTION
    *weights, bias = parameters
    losses = []
    for _ in range(steps):
        total = Value(0.0)
        for x, y in zip(inputs, targets, strict=True):
            z = sum((w * entry for w, entry in zip(weights, x, strict=True)), bias)
            total = total + (y - z.relu()) ** 2
        cost = total / len(targets)
        losses.append(cost.data)
        cost.backward()
        for parameter in parameters:
            parameter.data -= learning_rate * parameter.grad
    return losses
    ### END SOLUTION


# %%
check("train")

# %% [markdown]
# ## 6. See it learn
#
# Forty samples of a neuron with $\mathbf{w} = (1.5, -1)$ and $b = 0.5$, and another neuron that learns from them with your engine. On the left
# the line where it turns on, $z = 0$, before the first step and after 3, 10 and 100 of them; the dashed line is the one that it
# should find. Filled dots are samples for which the true neuron is active. On the right the losses.


# %%
@picture
def learning():
    rng = random.Random(1)
    inputs = [[rng.gauss(0, 1), rng.gauss(0, 1)] for _ in range(40)]
    z = [1.5 * x1 - x2 + 0.5 for x1, x2 in inputs]
    targets = [max(0.0, each) for each in z]
    parameters, losses = [Value(0.2), Value(1.0), Value(0.5)], []
    _, (plane, curve) = plt.subplots(1, 2, figsize=(12, 5), layout="constrained")
    styles = ((0, "#56B4E9", "-"), (3, "#009E73", "-."), (10, "#E69F00", ":"), (100, "#D55E00", "-"))
    for moment, color, style in styles:
        losses += train(inputs, targets, parameters, 0.1, moment - len(losses))
        w1, w2, b = (parameter.data for parameter in parameters)
        plane.axline((0, -b / w2), slope=-w1 / w2, color=color, linestyle=style, linewidth=2, label=f"after {moment}")
    plane.axline((0, 0.5), slope=1.5, color="black", linestyle="--", linewidth=1, label="the true line")
    for (x1, x2), each in zip(inputs, z, strict=True):
        plane.plot(x1, x2, "o", color="black", markerfacecolor="black" if each > 0 else "white", markersize=5)
    plane.set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal", xlabel="$x_1$", ylabel="$x_2$", title="where z = 0")
    plane.legend(loc="upper left")
    curve.semilogy(losses, color="black")
    curve.set(xlabel="step", ylabel="C before it", title="the loss")
    plt.show()


# %% [markdown]
# What does PyTorch have that your engine lacks? Speed, mostly. Its values are whole arrays, and one operator on an array of
# a million entries is one node of the graph, with one backward of its own, which you wrote down in hw5. The idea is the
# one that you have just built.
#
# ## Recall
#
# Practice: no points, but the same kind of check. Some cards are from earlier homeworks. `quiz(m, n)` returns a dict with
# these keys.
#
# | key | what is asked |
# |---|---|
# | `"paths"` | how many paths lead from $v_0$ to $v_n$ if $v_{k+1} = v_k \cdot v_k$ |
# | `"passed on"` | how often `backward` lets each value pass its derivative on |
# | `"start"` | the `.grad` of $y$ after `y.backward()` |
# | `"again"` | your `y.backward()` is called a second time: by what is each `.grad` multiplied? |
# | `"relu at 0"` | the derivative of $\max(0, z)$ at $z = 0$ in this course |
# | `"numerical"` | from hw1: how often is $f$ evaluated for a gradient in $n$ variables by central differences? |
# | `"passes"` | from hw6: how many backward passes does the Jacobian of $f: \mathbb{R}^n \to \mathbb{R}^m$ take? |
# | `"loss"` | from hw2: the shape of the Jacobian of a loss with respect to $n$ parameters |
# | `"He"` | from hw5: the standard deviation of He initialisation for a unit with $n$ inputs |


# %%
def quiz(m, n):
    """The cards above as a dict."""
    ### BEGIN SOLUTION
    return {
        "paths": 2**n,
        "passed on": 1,
        "start": 1.0,
        "again": 1.0,
        "relu at 0": 0.0,
        "numerical": 2 * n,
        "passes": m,
        "loss": (1, n),
        "He": (2 / n) ** 0.5,
    }
    ### END SOLUTION


# %%
check("quiz")

# %% [markdown]
# To read on: Andrej Karpathy builds [micrograd](https://github.com/karpathy/micrograd), an engine like yours, in a lecture that
# is worth every minute. [Automatic differentiation in machine learning: a survey](https://arxiv.org/abs/1502.05767) by Baydin and
# others tells you where the idea comes from, and what forward mode is good for.
