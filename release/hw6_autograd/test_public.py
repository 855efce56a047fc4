"""The public checks of hw6: read them, run them, change them if it helps you to see.

Expected values come from torch.autograd in float64, rounded to the dtype of the case. The functions to
differentiate are sent to your code as text, so each uses nothing but torch and its argument.
"""

import numpy as np
import pytest
import torch

from autograder import (
    Mistake,
    Tensor,
    agree,
    function,
    grad_of,
    hessian_of,
    holds,
    hvp_of,
    jacobian_of,
    known_errors,
    question,
    remember,
    unchanged,
    value_of,
)

BOTH = pytest.mark.parametrize("dtype", ["float64", "float32"])


@function
def sum_of_squares(x):
    return (x**2).sum()


@function
def tangled(x):
    """Scalar, for x of any shape; every entry acts on every other."""
    return torch.sin(x).sum() * x.mean() + torch.exp(-(x**2)).sum()


@function
def three_of_four(x):
    """(4,) -> (3,): no entry of the Jacobian is zero for long, and none of it is symmetric."""
    return torch.stack([x[0] * x[1] + x[3] ** 2, torch.sin(x[2]) * x[0] + x[3], (x * x).sum() * x[1]])


@function
def linear(x):
    return 3.0 * x[0] - 2.0 * x[-1]


@function
def valley(x):
    """Scalar; its Hessian is full on three diagonals and not constant."""
    return (torch.cos(x[:-1]) * x[1:] ** 2).sum() + (x**4).sum() / 4


def point(rng, n, dtype="float64", used=False):
    """A point x (n,); a used one requires grad and holds a .grad of an earlier computation."""
    x, grad = (rng.normal(size=n).astype(dtype) for _ in range(2))
    return (Tensor(x, requires_grad=used, grad=grad if used else None),)


def table(rng, rows, columns):
    return (Tensor(rng.normal(size=(rows, columns))),)


def point_and_vector(rng, n, dtype="float64", used=False):
    """x (n,) and v (n,)."""
    (x,) = point(rng, n, dtype, used)
    return x, Tensor(rng.normal(size=n).astype(dtype))


def no_graph(x, result):
    """Record a result that still hangs on a graph that its caller did not begin."""
    if isinstance(result, Tensor) and not x.requires_grad:
        holds(not result.requires_grad, "the result requires grad, and x does not", mistake=GRAPH_LEFT)


def read_only(result):
    """The array of a tensor, to compute with."""
    return result.data.astype(np.float64)


def changed(by):
    """A mistake's answer as a tensor like the right one: by(array, *inputs)."""
    return lambda right, *inputs: Tensor(np.asarray(by(read_only(right), *inputs), dtype=right.data.dtype))


GRAPH_LEFT = Mistake(
    "graph_left",
    "Its graph is still attached: whoever keeps the result keeps everything that it was computed from.",
    hint="Does the caller want to differentiate your result once more? If not, what should it carry?",
)
DETACHED = Mistake(
    "graph_detached",
    "What you differentiate does not depend on what you differentiate by: the graph was cut, or never begun.",
    hint="Which of your tensors requires grad, and was f evaluated at that very tensor?",
    raises="does not require grad and does not have a grad_fn|appears to not have been used in the graph",
)
NO_CREATE_GRAPH = Mistake(
    "create_graph_forgotten",
    "The gradient has no graph of its own, so it cannot be differentiated again.",
    hint="Which argument of torch.autograd.grad keeps the graph of the gradient itself?",
    raises="does not require grad and does not have a grad_fn",
)
LINEAR_FORGOTTEN = Mistake(
    "constant_gradient",
    "The gradient of a linear function is constant: it has no graph, and its derivative is zero.",
    hint="What is the Hessian of f(x) = 3x? What does autograd say when it is asked for it?",
    raises="does not require grad and does not have a grad_fn|appears to not have been used in the graph",
)
GRAPH_FREED = Mistake(
    "graph_freed",
    "The first backward pass frees the graph, and the next one needs it again.",
    hint="How many backward passes go through the one graph of f(x)?",
    raises="backward through the graph a second time",
)
NOT_SCALAR = Mistake(
    "not_scalar",
    "Only a scalar has a gradient without more said; a vector needs the vector v of vᵀJ.",
    hint="Which row of J do you want, and which v picks it?",
    raises="grad can be implicitly created only for scalar outputs",
)


@question("gradient", weight=2)
def test_the_gradient_of_the_lesson(submission):
    """The gradient of x₀² + x₁² at (1, -2) is (2, -4)."""
    known_errors(DETACHED)
    x = Tensor(np.array([1.0, -2.0]))
    agree(submission.gradient(sum_of_squares, x), Tensor(np.array([2.0, -4.0])), among=GRADIENT_MISTAKES)


GRADIENT_MISTAKES = [
    Mistake("sign", "This is the gradient with the opposite sign.", changed(lambda right, f, x: -right)),
    Mistake(
        "summed",
        "Every entry is the sum of the gradient's entries.",
        changed(lambda right, f, x: np.full_like(right, right.sum())),
        "By which tensor do you differentiate: x, or a number that was made of it?",
    ),
    Mistake(
        "mean_of_f",
        "This is the gradient divided by the number of entries of x.",
        changed(lambda right, f, x: right / right.size),
        "f(x) is a scalar already. Is something averaged once more?",
    ),
    Mistake(
        "backward_twice",
        "This is twice the gradient: two backward passes have added to the same .grad.",
        changed(lambda right, f, x: 2 * right),
        "What does backward() do to a .grad that is already there?",
    ),
    Mistake(
        "accumulated",
        "This is the gradient plus what x.grad already held: backward() adds.",
        changed(lambda right, f, x: right + (0 if x.grad is None else x.grad)),
        "What does backward() do to a .grad that is already there?",
    ),
]


@question("gradient", weight=3)
@BOTH
def test_gradients_in_any_shape(submission, cases, dtype):
    """The gradient agrees with autograd's, in the shape and the dtype of x."""
    known_errors(DETACHED)
    for (x,) in cases(point, dict(n=3, dtype=dtype), dict(n=7, dtype=dtype)):
        agree(submission.gradient(tangled, x), grad_of(tangled, x), among=GRADIENT_MISTAKES)


@question("gradient", weight=2)
def test_the_gradient_of_a_table(submission, cases):
    """x may have rows and columns; so has its gradient."""
    known_errors(DETACHED)
    for (x,) in cases(table, dict(rows=3, columns=4)):
        agree(submission.gradient(tangled, x), grad_of(tangled, x), among=GRADIENT_MISTAKES)


@question("gradient", weight=2)
def test_x_keeps_its_own_grad(submission, cases):
    """Where x has a .grad from elsewhere, the answer is f's gradient alone, and x and its .grad stay as they were."""
    known_errors(DETACHED)
    for (x,) in cases(point, dict(n=5, used=True)):
        agree(submission.gradient(tangled, x), grad_of(tangled, x), among=GRADIENT_MISTAKES)
    unchanged()


@question("gradient")
def test_the_gradient_carries_no_graph(submission, cases):
    """The result does not require grad."""
    known_errors(DETACHED)
    for (x,) in cases(point, dict(n=4)):
        found = submission.gradient(tangled, x)
        agree(found, grad_of(tangled, x), among=GRADIENT_MISTAKES)
        no_graph(x, found)


JACOBIAN_MISTAKES = [
    Mistake(
        "transposed",
        "This is the transpose: rows run over inputs.",
        changed(lambda right, f, x: right.T),
        "Which index of your result runs over outputs?",
    ),
    Mistake(
        "accumulated",
        "Row i is the sum of rows 0 to i: every backward pass has added to the same .grad.",
        changed(lambda right, f, x: np.cumsum(right, axis=0)),
        "What does backward() do to a .grad that is already there?",
    ),
    Mistake(
        "sum_of_outputs",
        "Every row is the gradient of the sum of all outputs.",
        changed(lambda right, f, x: np.tile(right.sum(axis=0), (len(right), 1))),
        "Which v picks row i out of vᵀJ?",
    ),
    Mistake(
        "one_row",
        "This is the sum of the rows, one vector-Jacobian product with v = (1, …, 1).",
        changed(lambda right, f, x: right.sum(axis=0)),
        "How many numbers has J, and how many has one vector-Jacobian product?",
    ),
    Mistake(
        "first_row_only",
        "Only the first row is filled.",
        changed(lambda right, f, x: np.vstack([right[:1], 0 * right[1:]])),
        "How often does your loop run?",
    ),
]


@question("jacobian", weight=2)
def test_the_jacobian_of_the_lesson(submission):
    """Row i is output i: the Jacobian of (x₀x₁, x₀ + x₁, x₁²) at (2, 3) is [[3, 2], [1, 1], [0, 6]]."""
    known_errors(DETACHED, GRAPH_FREED, NOT_SCALAR)
    x = Tensor(np.array([2.0, 3.0]))
    right = Tensor(np.array([[3.0, 2.0], [1.0, 1.0], [0.0, 6.0]]))
    agree(submission.jacobian(lesson_map, x), right, among=JACOBIAN_MISTAKES)


@function
def lesson_map(x):
    return torch.stack([x[0] * x[1], x[0] + x[1], x[1] ** 2])


@question("jacobian", weight=4)
@BOTH
def test_jacobians(submission, cases, dtype):
    """The Jacobian (3, 4) agrees with autograd's, in the dtype of x."""
    known_errors(DETACHED, GRAPH_FREED, NOT_SCALAR)
    for (x,) in cases(point, dict(n=4, dtype=dtype), n=2):
        agree(submission.jacobian(three_of_four, x), jacobian_of(three_of_four, x), among=JACOBIAN_MISTAKES)


@question("jacobian")
def test_the_jacobian_leaves_x_alone(submission, cases):
    """x and its .grad stay as they were; where x asks for no gradient, the result carries no graph."""
    known_errors(DETACHED, GRAPH_FREED, NOT_SCALAR)
    for (x,) in cases(point, dict(n=4), dict(n=4, used=True)):
        found = submission.jacobian(three_of_four, x)
        agree(found, jacobian_of(three_of_four, x), among=JACOBIAN_MISTAKES)
        no_graph(x, found)
    unchanged()


HESSIAN_MISTAKES = [
    Mistake(
        "row_sums",
        "This is H·(1, …, 1), the row sums: the gradient of the sum of the gradient's entries.",
        changed(lambda right, f, x: right.sum(axis=1)),
        "The Hessian is the Jacobian of the gradient. How many rows has it?",
    ),
    Mistake(
        "diagonal_only",
        "The diagonal is right, and everything beside it is zero.",
        changed(lambda right, f, x: np.diag(np.diag(right))),
        "What is ∂²f/∂x₀∂x₁ of f = x₀·x₁?",
    ),
    Mistake(
        "diagonal",
        "This is the diagonal alone.",
        changed(lambda right, f, x: np.diag(right)),
        "How many second partial derivatives has a function of n variables?",
    ),
    Mistake(
        "outer_product",
        "This is the outer product of the gradient with itself.",
        changed(lambda right, f, x: np.outer(read_only(grad_of(f, x)), read_only(grad_of(f, x)))),
        "What is the Hessian of f(x) = x², and what is its gradient squared?",
    ),
    Mistake(
        "accumulated",
        "Row i is the sum of rows 0 to i: every backward pass has added to the same .grad.",
        changed(lambda right, f, x: np.cumsum(right, axis=0)),
        "What does backward() do to a .grad that is already there?",
    ),
    Mistake(
        "accumulated_on_the_gradient",
        "Each row holds the gradient too: the .grad of the first backward pass was still there.",
        changed(lambda right, f, x: np.cumsum(right, axis=0) + read_only(grad_of(f, x))),
        "What is in .grad before the second backward pass begins?",
    ),
]


@question("hessian", weight=2)
def test_the_hessian_of_the_lesson(submission):
    """The Hessian of x₀²x₁ at (1, 3) is [[6, 2], [2, 0]]."""
    known_errors(NO_CREATE_GRAPH, GRAPH_FREED, NOT_SCALAR)
    x = Tensor(np.array([1.0, 3.0]))
    agree(submission.hessian(lesson_scalar, x), Tensor(np.array([[6.0, 2.0], [2.0, 0.0]])), among=HESSIAN_MISTAKES)


@function
def lesson_scalar(x):
    return x[0] ** 2 * x[1]


@question("hessian", weight=4)
@BOTH
def test_hessians(submission, cases, dtype):
    """The Hessian (n, n) agrees with autograd's, in the dtype of x."""
    known_errors(NO_CREATE_GRAPH, GRAPH_FREED, NOT_SCALAR)
    for (x,) in cases(point, dict(n=3, dtype=dtype), dict(n=6, dtype=dtype)):
        agree(submission.hessian(valley, x), hessian_of(valley, x), among=HESSIAN_MISTAKES)


@question("hessian", weight=2)
def test_the_hessian_of_a_linear_function(submission, cases):
    """It is zero, though its gradient does not depend on x."""
    known_errors(LINEAR_FORGOTTEN, GRAPH_FREED, NOT_SCALAR)
    for (x,) in cases(point, dict(n=3)):
        agree(submission.hessian(linear, x), hessian_of(linear, x))


@question("hessian")
def test_the_hessian_leaves_x_alone(submission, cases):
    """x and its .grad stay as they were; where x asks for no gradient, the result carries no graph."""
    known_errors(NO_CREATE_GRAPH, GRAPH_FREED, NOT_SCALAR)
    for (x,) in cases(point, dict(n=3), dict(n=3, used=True)):
        found = submission.hessian(valley, x)
        agree(found, hessian_of(valley, x), among=HESSIAN_MISTAKES)
        no_graph(x, found)
    unchanged()


HVP_MISTAKES = [
    Mistake(
        "v_ignored",
        "This is H·(1, …, 1), whatever v is.",
        changed(lambda right, f, x, v: read_only(hessian_of(f, x)).sum(axis=1)),
        "Where does v enter your second backward pass?",
    ),
    Mistake(
        "element_wise",
        "This is v times the row sums of H, entry by entry: v came in after the second backward pass.",
        changed(lambda right, f, x, v: read_only(hessian_of(f, x)).sum(axis=1) * read_only(v)),
        "Does v enter before the second backward pass, or after it?",
    ),
    Mistake(
        "gradient_in_place_of_product",
        "This is the gradient of f; v has no part in it.",
        changed(lambda right, f, x, v: read_only(grad_of(f, x))),
        "How many times have you differentiated?",
    ),
    Mistake(
        "diagonal",
        "This is v times the diagonal of H, entry by entry.",
        changed(lambda right, f, x, v: np.diag(read_only(hessian_of(f, x))) * read_only(v)),
        "Which entries of row i of H meet which entries of v?",
    ),
    Mistake(
        "accumulated",
        "This is Hv plus the gradient: the .grad of the first backward pass was still there.",
        changed(lambda right, f, x, v: right + read_only(grad_of(f, x))),
        "What is in .grad before the second backward pass begins?",
    ),
    Mistake(
        "product_with_x",
        "This is H times x, not times v.",
        changed(lambda right, f, x, v: read_only(hessian_of(f, x)) @ read_only(x)),
        "Which of the two arguments is the direction?",
    ),
]


@question("hvp", weight=2)
def test_the_product_of_the_lesson(submission):
    """For x₀²x₁ at (1, 3) and v = (1, -1) it is (4, 2)."""
    known_errors(NO_CREATE_GRAPH, GRAPH_FREED, NOT_SCALAR)
    x, v = Tensor(np.array([1.0, 3.0])), Tensor(np.array([1.0, -1.0]))
    agree(submission.hvp(lesson_scalar, x, v), Tensor(np.array([4.0, 2.0])), among=HVP_MISTAKES)


@question("hvp", weight=4)
@BOTH
def test_products(submission, cases, dtype):
    """Hv agrees with autograd's, in the dtype of x; graded with n = 20,000 too, where no Hessian fits."""
    known_errors(NO_CREATE_GRAPH, GRAPH_FREED, NOT_SCALAR)
    for x, v in cases(point_and_vector, dict(n=3, dtype=dtype), dict(n=9, dtype=dtype)):
        agree(submission.hvp(valley, x, v), hvp_of(valley, x, v), among=HVP_MISTAKES)


@question("hvp")
def test_the_product_for_a_linear_function(submission, cases):
    """It is zero, though the gradient does not depend on x."""
    known_errors(LINEAR_FORGOTTEN, GRAPH_FREED, NOT_SCALAR)
    for x, v in cases(point_and_vector, dict(n=3)):
        agree(submission.hvp(linear, x, v), hvp_of(linear, x, v))


@question("hvp")
def test_the_product_leaves_x_alone(submission, cases):
    """x, its .grad and v stay as they were; where x asks for no gradient, the result carries no graph."""
    known_errors(NO_CREATE_GRAPH, GRAPH_FREED, NOT_SCALAR)
    for x, v in cases(point_and_vector, dict(n=4), dict(n=4, used=True)):
        found = submission.hvp(valley, x, v)
        agree(found, hvp_of(valley, x, v), among=HVP_MISTAKES)
        no_graph(x, found)
    unchanged()


def cost(w, b, X, y):
    """The loss of hw4, in torch."""
    return ((y - torch.relu(X @ w + b)) ** 2).mean()


def linear_cost(w, b, X, y):
    """The loss of a neuron without its ReLU."""
    return ((y - (X @ w + b)) ** 2).mean()


def half_masked(w, b, X, y):
    """The loss whose ReLU has slope 1 everywhere; its value stays what it is."""
    z = X @ w + b
    return ((y - z - (torch.relu(z) - z).detach()) ** 2).mean()


def mixed(rng, N, n, dtype="float64", wrt_all=False):
    """Samples on both sides of the kink, none near it. w and b require grad; with `wrt_all` X and y do too."""
    while True:
        w, b, X, y = rng.normal(size=n), rng.normal(), rng.normal(size=(N, n)), 2 * rng.normal(size=N)
        z = X @ w + b
        if N // 4 < (z > 0).sum() < N - N // 4 and np.abs(z).min() > 1e-2:
            leaves = [Tensor(np.asarray(part, dtype=dtype), requires_grad=True) for part in (w, b)]
            return *leaves, *(Tensor(part.astype(dtype), requires_grad=wrt_all) for part in (X, y))


def three_times(theirs, w, b, X, y):
    """The loss, and the gradients of three times the loss: the chain goes on above it."""
    value = theirs.apply(w, b, X, y)
    (3 * value).backward()
    return value, w.grad, b.grad


def once(theirs, w, b, X, y):
    """The loss and its gradients."""
    value = theirs.apply(w, b, X, y)
    value.backward()
    return value, w.grad, b.grad


def data_gradients(theirs, w, b, X, y):
    """Whether X and y, which require grad here, were given one."""
    theirs.apply(w, b, X, y).backward()
    return X.grad is None, y.grad is None


def by_cost(f, factor=1.0):
    """The loss's value and its gradients times a factor."""
    return lambda *inputs: (value_of(f, *inputs), *scaled(grad_of(f, *inputs, wrt=(0, 1)), factor))


def scaled(tensors, factor):
    return tuple(Tensor(np.asarray(factor * read_only(t), dtype=t.data.dtype)) for t in tensors)


def loss_mistakes(factor=1.0):
    """The mistakes of the loss and its gradients, seen after the loss was multiplied by a factor."""

    def times(by, value=lambda v, N: v):
        def wrong(right, w, b, X, y):
            loss, *grads = right
            N = len(y.data)
            return (*scaled([loss], value(1.0, N)), *scaled(grads, by(N, X.data.shape[1])))

        return wrong

    found = [
        Mistake(
            "no_mask",
            "These are the gradients of a neuron without its ReLU's derivative: silent samples count too.",
            lambda right, *inputs: (right[0], *scaled(grad_of(half_masked, *inputs, wrt=(0, 1)), factor)),
            "What happens to the loss if you move w slightly for a sample whose neuron answers 0?",
        ),
        Mistake(
            "no_relu",
            "This is the loss of a neuron without its ReLU, with its gradients.",
            lambda right, *inputs: by_cost(linear_cost, factor)(*inputs),
            "What does the neuron answer where w·x + b is negative?",
        ),
        Mistake(
            "no_mean",
            "The loss is right; the gradients lack its 1/N.",
            times(lambda N, n: N),
            "If every sample stood in X twice, should the gradient change?",
        ),
        Mistake(
            "sum_for_mean",
            "Loss and gradients lack the 1/N.",
            times(lambda N, n: N, lambda v, N: v * N),
            "If every sample stood in X twice, should the loss change?",
        ),
        Mistake(
            "no_two",
            "The loss is right; the gradients are half of what they should be.",
            times(lambda N, n: 1 / 2),
            "What is the derivative of u² with respect to u?",
        ),
        Mistake(
            "half",
            "Loss and gradients are half of what they should be.",
            times(lambda N, n: 1 / 2, lambda v, N: v / 2),
            "Which factor stands before the sum in C?",
        ),
        Mistake(
            "sign",
            "The gradients have the opposite sign.",
            times(lambda N, n: -1),
            "Move w a little along your gradient. Does the loss go up, as it should?",
        ),
    ]
    if factor != 1:
        found.append(
            Mistake(
                "grad_output_ignored",
                "The gradients are those of the loss alone: what comes down from above, grad_output, is lost.",
                times(lambda N, n: 1 / factor),
                "By which number must your gradients be multiplied when the loss is multiplied by 3 afterwards?",
            )
        )
    return found


WRONG_COUNT = Mistake(
    "wrong_number_of_gradients",
    "backward must return one value for each input of forward, None for those that need none.",
    hint="How many inputs has forward, beside ctx?",
    raises="incorrect number of gradients",
)
NOT_A_TENSOR = Mistake(
    "not_a_tensor",
    "forward and backward of an autograd function give tensors.",
    hint="What does .item() make of a tensor?",
    raises="expected (a )?Variable|only Tensors|must return.*Tensor|object has no attribute 'backward'",
)
NOT_STATIC = Mistake(
    "not_static",
    "forward and backward of an autograd function are static methods.",
    hint="What stands above forward in the lesson's example?",
    raises="Legacy autograd function|non-static forward",
)
# What goes wrong in a custom function before a value is seen.
CUSTOM_ERRORS = (WRONG_COUNT, NOT_A_TENSOR, NOT_STATIC)

# The numbers of hw4's lesson: w, b, X, y.
LESSON = (
    Tensor(np.array([1.0, -1.0]), requires_grad=True),
    Tensor(np.array(0.0), requires_grad=True),
    Tensor(np.array([[2.0, 1.0], [1.0, 7.0], [5.0, 1.0]])),
    Tensor(np.array([3.0, -2.0, 5.0])),
)
PARTS = ("loss", "dw", "db")


@question("MSEReLU", weight=2)
def test_the_loss_of_the_lesson(submission):
    """The lesson's three samples have loss 3, dw = (-6, -2) and db = -2."""
    known_errors(*CUSTOM_ERRORS)
    right = (Tensor(np.array(3.0)), Tensor(np.array([-6.0, -2.0])), Tensor(np.array(-2.0)))
    agree(submission.run(once, "MSEReLU", *LESSON), right, names=PARTS, among=ONCE)


@question("MSEReLU", weight=4)
@BOTH
def test_backward_by_hand(submission, cases, dtype):
    """Loss and gradients agree with autograd where some samples are active and some are not."""
    known_errors(*CUSTOM_ERRORS)
    for inputs in cases(mixed, dict(N=7, n=3, dtype=dtype), dict(N=12, n=2, dtype=dtype)):
        agree(submission.run(once, "MSEReLU", *inputs), by_cost(cost)(*inputs), names=PARTS, among=ONCE)


@question("MSEReLU", weight=2)
def test_the_chain_goes_on(submission, cases):
    """Three times the loss has three times the gradients: grad_output is used."""
    known_errors(*CUSTOM_ERRORS)
    for inputs in cases(mixed, dict(N=9, n=3)):
        got = submission.run(three_times, "MSEReLU", *inputs)
        agree(got, by_cost(cost, 3.0)(*inputs), names=PARTS, among=THREE_TIMES)


@question("MSEReLU")
def test_data_gets_no_gradient(submission, cases):
    """X and y get None, even where they require grad."""
    known_errors(*CUSTOM_ERRORS)
    for inputs in cases(mixed, dict(N=5, n=2, wrt_all=True)):
        agree(submission.run(data_gradients, "MSEReLU", *inputs), (True, True), names=("X got None", "y got None"))


ONCE = loss_mistakes()
THREE_TIMES = loss_mistakes(3.0)


def net(rng, N, d, h, k, dtype="float64"):
    """Parameters that require grad and are none of them zero, X (N, d) and y (N, k)."""
    shapes = dict(W1=(d, h), b1=(h,), W2=(h, k), b2=(k,))
    params = {name: Tensor(rng.normal(size=shape).astype(dtype), requires_grad=True) for name, shape in shapes.items()}
    return params, Tensor(rng.normal(size=(N, d)).astype(dtype)), Tensor(rng.normal(size=(N, k)).astype(dtype))


def net_loss(W1, b1, W2, b2, X, y):
    """L = 1/(2N) Σ ‖ŷ - y‖² of the two-layer net."""
    return ((torch.relu(X @ W1 + b1) @ W2 + b2 - y) ** 2).sum() / (2 * len(X))


def mean_loss(W1, b1, W2, b2, X, y):
    """The mean over samples and outputs, without the half."""
    return ((torch.relu(X @ W1 + b1) @ W2 + b2 - y) ** 2).mean()


def no_half_loss(*inputs):
    """1/N in place of 1/(2N)."""
    return 2 * net_loss(*inputs)


def sum_loss(*inputs):
    """1/2 in place of 1/(2N)."""
    return net_loss(*inputs) * len(inputs[-1])


def no_relu_loss(W1, b1, W2, b2, X, y):
    """The net without its ReLU."""
    return (((X @ W1 + b1) @ W2 + b2 - y) ** 2).sum() / (2 * len(X))


def adds_up(total, grads):
    return [t + g for t, g in zip(total, grads, strict=True)]


def no_memory(total, grads):
    return grads


@remember
def descent(f, collect, params, X, y, learning_rate, steps):
    """Gradient descent by autograd: the losses before each step, and the parameters after the last."""
    names, leaves = list(params), [torch.tensor(p.data, dtype=torch.float64) for p in params.values()]
    data = [torch.tensor(part.data, dtype=torch.float64) for part in (X, y)]
    losses, used = [], [torch.zeros_like(leaf) for leaf in leaves]
    for _ in range(steps):
        leaves = [leaf.detach().requires_grad_() for leaf in leaves]
        loss = f(*leaves, *data)
        losses.append(loss.item())
        used = collect(used, torch.autograd.grad(loss, leaves))
        leaves = [leaf - learning_rate * grad for leaf, grad in zip(leaves, used, strict=True)]
    dtype = X.data.dtype
    after = {name: Tensor(leaf.detach().numpy().astype(dtype)) for name, leaf in zip(names, leaves, strict=True)}
    return np.array(losses), after


def trained_on(f):
    """Training on another loss; what is recorded is that loss, too."""
    return lambda right, *inputs: descent(f, no_memory, *inputs)


TRAIN_MISTAKES = [
    Mistake(
        "accumulated",
        "Each step uses the sum of all gradients so far: .grad is never set back.",
        lambda right, *inputs: descent(net_loss, adds_up, *inputs),
        "What does a second backward() do to a .grad that is already there?",
    ),
    Mistake(
        "losses_after_step",
        "Your losses are those after each step.",
        lambda right, *inputs: (descent(net_loss, no_memory, *inputs[:4], inputs[4] + 1)[0][1:], right[1]),
        "Is losses[0] the loss of the parameters that were given?",
    ),
    Mistake(
        "uphill",
        "Your steps go along the gradient, uphill.",
        lambda right, *inputs: descent(net_loss, no_memory, *inputs[:3], -inputs[3], inputs[4]),
        "Do your losses go down?",
    ),
    Mistake(
        "mean_over_outputs",
        "You train on the mean over samples and outputs; L is 1/(2N) times the sum.",
        trained_on(mean_loss),
        "By what does .mean() divide, and by what does L?",
    ),
    Mistake(
        "no_half", "You train on 2L: the half is missing.", trained_on(no_half_loss), "What stands before the sum in L?"
    ),
    Mistake(
        "no_mean",
        "You train on N times L: the 1/N is missing.",
        trained_on(sum_loss),
        "What stands before the sum in L?",
    ),
    Mistake(
        "no_relu", "This is the net without its ReLU.", trained_on(no_relu_loss), "What lies between the two layers?"
    ),
    Mistake(
        "nothing_moves",
        "The losses are right, and params stay as they were: the update went to other tensors.",
        lambda right, params, *rest: (right[0], {n: Tensor(p.data) for n, p in params.items()}),
        "After p = p - learning_rate * g, which tensor does the caller hold?",
    ),
    Mistake(
        "no_step",
        "The parameters never move, not even for your own losses.",
        lambda right, params, X, y, rate, steps: (
            np.full(steps, right[0][0]),
            {n: Tensor(p.data) for n, p in params.items()},
        ),
        "Does each step begin where the last one ended?",
    ),
]
LEAF_IN_PLACE = Mistake(
    "leaf_in_place",
    "The update itself is being recorded: a leaf that requires grad cannot be changed while the graph looks.",
    hint="Under which context does torch not record?",
    raises="a leaf Variable that requires grad",
)
GRAD_LOST = Mistake(
    "grad_lost",
    "The .grad is None: after the first update the name stands for a tensor that is no leaf.",
    hint="What is p after p = p - learning_rate * p.grad?",
    raises="unsupported operand type.*NoneType|'NoneType' object has no attribute",
)
TRAIN_ERRORS = (LEAF_IN_PLACE, GRAD_LOST, GRAPH_FREED)


def as_floats(losses):
    """Losses as an array of float64, however they were collected: floats, tensors, one tensor."""
    if isinstance(losses, Tensor):
        return losses.data.astype(np.float64)
    if isinstance(losses, (list, tuple)) and all(isinstance(one, (float, Tensor)) for one in losses):
        return np.array([float(one.data) if isinstance(one, Tensor) else one for one in losses])
    return losses.astype(np.float64) if isinstance(losses, np.ndarray) else losses


def trains(submission, inputs, rtol=None):
    """Record losses and parameters after a training against those of autograd."""
    losses, after = submission.train(*inputs)
    agree(
        (as_floats(losses), after["params"]),
        descent(net_loss, no_memory, *inputs),
        names=("losses", "params"),
        rtol=rtol,
        among=TRAIN_MISTAKES,
    )


@question("train", weight=2)
def test_one_step(submission, cases):
    """One step ends where autograd's does, and losses holds the loss before it."""
    known_errors(*TRAIN_ERRORS)
    for params, X, y in cases(net, dict(N=7, d=3, h=5, k=2)):
        trains(submission, (params, X, y, 0.1, 1))


@question("train", weight=4)
@BOTH
def test_six_steps(submission, cases, dtype):
    """Six steps end where autograd's do, in the dtype of params, and losses[t] is the loss before step t."""
    known_errors(*TRAIN_ERRORS)
    for params, X, y in cases(net, dict(N=8, d=3, h=5, k=2, dtype=dtype)):
        trains(submission, (params, X, y, 0.05, 6), rtol=None if dtype == "float64" else 1e-3)


@question("train")
def test_the_data_is_left_alone(submission, cases):
    """train updates params, and that alone."""
    known_errors(*TRAIN_ERRORS)
    for params, X, y in cases(net, dict(N=6, d=2, h=4, k=3)):
        trains(submission, (params, X, y, 0.05, 2))
    unchanged()
