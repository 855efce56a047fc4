"""The public checks of hw6: read them, run them, change them if it helps you to see.

Expected values come from torch.autograd in float64, rounded to the dtype of the case. The functions to
differentiate are sent to your code as text, so each uses nothing but torch and its argument.
"""

from dataclasses import replace

import numpy as np
import pytest
import torch

from autograder import (
    Mistake,
    agree,
    gate,
    grad_of,
    hessian_of,
    holds,
    hvp_of,
    jacobian_of,
    lend,
    looking_for,
    once,
    question,
    unchanged,
    value_of,
)
from autograder.torch import Tensor

BOTH = pytest.mark.parametrize("dtype", ["float64", "float32"])


@lend
def sum_of_squares(x):
    return (x**2).sum()


@lend
def tangled(x):
    """Scalar, for x of any shape; every entry acts on every other."""
    return torch.sin(x).sum() * x.mean() + torch.exp(-(x**2)).sum()


@lend
def three_of_four(x):
    """(4,) -> (3,): no entry of the Jacobian is zero for long, and none of it is symmetric."""
    return torch.stack([x[0] * x[1] + x[3] ** 2, torch.sin(x[2]) * x[0] + x[3], (x * x).sum() * x[1]])


@lend
def linear(x):
    return 3.0 * x[0] - 2.0 * x[-1]


@lend
def valley(x):
    """Scalar; its Hessian is full on three diagonals and not constant."""
    return (torch.cos(x[:-1]) * x[1:] ** 2).sum() + (x**4).sum() / 4


@lend
def waves(x):
    """Scalar, of a few sines."""
    for _ in range(3):
        x = torch.sin(x) + 0.3 * torch.roll(x, 1, 0)
    return (x**2).sum()


def point(rng, n, dtype="float64", used=False):
    """A point x (n,); a used one requires grad and holds a .grad of an earlier computation."""
    x, grad = (rng.normal(size=n).astype(dtype) for _ in range(2))
    while n == 1 and not steep(x):
        x = rng.normal(size=n).astype(dtype)
    return (Tensor(x, requires_grad=used, grad=grad if used else None),)


def steep(x):
    """Whether derivatives of a single variable are of order 1 there: near 0 float32 has none of their digits."""
    return min(np.abs(grad_of(tangled, np.float64(x))).max(), np.abs(hessian_of(valley, np.float64(x))).max()) > 0.1


def plain_point(rng, n, dtype="float64"):
    """A point of small whole numbers, among them 0, 1 and equal ones."""
    return (Tensor(rng.permutation(np.resize([0.0, 1.0, -2.0, 1.0], n)).astype(dtype)),)


def plain_point_and_vector(rng, n, dtype="float64"):
    """Such an x and v."""
    return *plain_point(rng, n, dtype), *plain_point(rng, n, dtype)


def table(rng, rows, columns):
    return (Tensor(rng.normal(size=(rows, columns))),)


def point_and_vector(rng, n, dtype="float64", used=False):
    """x (n,) and v (n,)."""
    (x,) = point(rng, n, dtype, used)
    return x, Tensor(rng.normal(size=n).astype(dtype))


def no_graph(x, result):
    """Record a result that still hangs on a graph that its caller did not begin."""
    if isinstance(result, Tensor) and not x.requires_grad:
        holds(not result.requires_grad, "the result requires grad, but x does not", mistake=GRAPH_LEFT)


def read_only(result):
    """The array of a tensor, to compute with."""
    return result.data.astype(np.float64)


def changed(by):
    """A mistake's answer as a tensor like the right one: by(array, *inputs)."""
    return lambda right, *inputs: Tensor(np.asarray(by(read_only(right), *inputs), dtype=right.data.dtype))


def in_other_dtype(right):
    """A tensor of the same values in the other of the two dtypes."""
    return Tensor(right.data.astype(np.float32 if right.data.dtype == np.float64 else np.float64))


# Right in all but its kind.
FORM_MISTAKES = [
    Mistake(
        "dtype_changed",
        says="Your values are right, but their dtype is not that of x: you made some tensor with another dtype.",
        answers=lambda right, *inputs: in_other_dtype(right),
        hint="Which dtype does torch.zeros(3) have, and which does torch.zeros_like(x) have?",
    ),
    Mistake(
        "a_tuple",
        says="This is the tuple that torch.autograd.grad returns; you need its first entry.",
        answers=lambda right, *inputs: (right,),
        hint="What does torch.autograd.grad return for two tensors? And for one?",
    ),
]
GRAPH_LEFT = Mistake(
    "graph_left",
    says="Your result still has its graph, so whoever keeps it keeps everything that it was computed from.",
    hint="Does the caller want to differentiate your result again? If not, should it still have a graph?",
)
DETACHED = Mistake(
    "graph_detached",
    says="The tensor that you differentiate does not depend on the other one: its graph was cut, or never made.",
    hint="Which of your tensors requires grad, and did you evaluate f at that very tensor?",
    raises="does not require grad and does not have a grad_fn|appears to not have been used in the graph",
)
NO_CREATE_GRAPH = Mistake(
    "create_graph_forgotten",
    says="Your gradient has no graph of its own, so you cannot differentiate it again.",
    hint="Which argument of torch.autograd.grad keeps the graph of the gradient itself?",
    raises="does not require grad and does not have a grad_fn",
)
LINEAR_FORGOTTEN = Mistake(
    "constant_gradient",
    says="The gradient of a linear function is constant: it has no graph, and its derivative is zero.",
    hint="What is the Hessian of f(x) = 3x? What does autograd do when you ask for it?",
    raises="does not require grad and does not have a grad_fn|appears to not have been used in the graph",
)
GRAPH_FREED = Mistake(
    "graph_freed",
    says="The first backward pass frees the graph, and the next one needs it again.",
    hint="How many of your backward passes go through the same graph of f(x)?",
    raises="backward through the graph a second time",
)
NOT_SCALAR = Mistake(
    "not_scalar",
    says="backward() without an argument works only for a scalar; for several outputs it needs the vector v of vᵀJ.",
    hint="Which row of J do you want, and which v gives it?",
    raises="grad can be implicitly created only for scalar outputs",
)
DEVICE_CHOSEN = Mistake(
    "device_hard_coded",
    says="Your code picks its own device; new tensors belong on the device of the tensors that you are given.",
    hint="Where does torch.zeros_like(x) make its tensor, and where does torch.zeros(3)?",
    raises="to be on the same device|not compiled with CUDA|not linked with support for|NVIDIA driver",
)
DTYPES_MIXED = Mistake(
    "dtypes_mixed",
    says="You mix two dtypes: one of your tensors has PyTorch's default dtype, not the dtype that you are given.",
    hint="Which dtype does torch.ones(3) have, and which does torch.ones_like(x) have?",
    raises="same dtype|expected scalar type|Found dtype",
)
FIRST_PASS_CUT = Mistake(
    DETACHED.id, says=DETACHED.says, hint=DETACHED.hint, raises=f"({DETACHED.raises}).*create_graph=True"
)
# What goes wrong in a question before a value is seen. Where two fit, the first is named.
EVERYWHERE = (DEVICE_CHOSEN, DTYPES_MIXED)
GRADIENT_ERRORS = (DETACHED, *EVERYWHERE)
JACOBIAN_ERRORS = (DETACHED, GRAPH_FREED, NOT_SCALAR, *EVERYWHERE)
SECOND_ORDER_ERRORS = (FIRST_PASS_CUT, NO_CREATE_GRAPH, GRAPH_FREED, NOT_SCALAR, *EVERYWHERE)
LINEAR_ERRORS = (FIRST_PASS_CUT, LINEAR_FORGOTTEN, GRAPH_FREED, NOT_SCALAR, *EVERYWHERE)


GRADIENT_MISTAKES = [
    Mistake("sign", says="This is the gradient with the opposite sign.", answers=changed(lambda right, f, x: -right)),
    Mistake(
        "summed",
        says="Each of your entries is the sum of all entries of the gradient.",
        answers=changed(lambda right, f, x: np.full_like(right, right.sum())),
        hint="With respect to which tensor do you differentiate: x, or a number?",
    ),
    Mistake(
        "mean_of_f",
        says="This is the gradient divided by the number of entries of x.",
        answers=changed(lambda right, f, x: right / right.size),
        hint="f(x) is a scalar already. Do you average something again?",
    ),
    Mistake(
        "backward_twice",
        says="This is twice the gradient: two backward passes have added to the same .grad.",
        answers=changed(lambda right, f, x: 2 * right),
        hint="What does backward() do to a .grad that is already there?",
    ),
    Mistake(
        "accumulated",
        says="This is the gradient plus what x.grad already held: backward() adds.",
        answers=changed(lambda right, f, x: right + (0 if x.grad is None else x.grad)),
        hint="What does backward() do to a .grad that is already there?",
    ),
    *FORM_MISTAKES,
    *GRADIENT_ERRORS,
]


@question("gradient", weight=2, mistakes=GRADIENT_MISTAKES)
def test_the_gradient_of_the_lesson(submission):
    """The gradient of x₁² + x₂² at (1, -2) is (2, -4)."""
    x = Tensor(np.array([1.0, -2.0]))
    agree(submission.gradient(sum_of_squares, x), Tensor(np.array([2.0, -4.0])))


@question("gradient", weight=3, mistakes=GRADIENT_MISTAKES)
@BOTH
def test_gradients_in_any_shape(submission, cases, dtype):
    """The gradient agrees with autograd's, in the shape and the dtype of x."""
    some = cases(point, dict(n=3, dtype=dtype), dict(n=7, dtype=dtype), dict(n=1, dtype=dtype))
    for (x,) in [*some, *cases(plain_point, dict(n=5, dtype=dtype))]:
        agree(submission.gradient(tangled, x), grad_of(tangled, x))


@question("gradient", weight=2, mistakes=GRADIENT_MISTAKES)
def test_the_gradient_of_a_table(submission, cases):
    """x may be a matrix, and then its gradient is one too."""
    for (x,) in cases(table, dict(rows=3, columns=4), dict(rows=3, columns=3)):
        agree(submission.gradient(tangled, x), grad_of(tangled, x))


@question("gradient", weight=2, mistakes=GRADIENT_MISTAKES)
def test_x_keeps_its_own_grad(submission, cases):
    """Where x already has a .grad, the result is the gradient of f alone, and x and its .grad stay as they were."""
    for (x,) in cases(point, dict(n=5, used=True)):
        agree(submission.gradient(tangled, x), grad_of(tangled, x))
    unchanged()


@question("gradient", mistakes=GRADIENT_MISTAKES)
def test_the_gradient_carries_no_graph(submission, cases):
    """Where x does not require grad, the result does not either."""
    for (x,) in cases(point, dict(n=4)):
        found = submission.gradient(tangled, x)
        agree(found, grad_of(tangled, x))
        no_graph(x, found)


JACOBIAN_MISTAKES = [
    Mistake(
        "same_grad",
        says="All rows equal the last one: you keep the same .grad tensor from each pass, and the next pass changes it.",
        answers=changed(lambda right, f, x: np.tile(right[-1], (len(right), 1))),
        hint="After rows.append(x.grad), how many tensors are there, and how many names for them?",
    ),
    Mistake(
        "transposed",
        says="This is the transpose: it has one row per input.",
        answers=changed(lambda right, f, x: right.T),
        hint="Which index of your result runs over outputs?",
    ),
    Mistake(
        "accumulated",
        says="Row i is the sum of rows 1 to i: every backward pass has added to the same .grad.",
        answers=changed(lambda right, f, x: np.cumsum(right, axis=0)),
        hint="What does backward() do to a .grad that is already there?",
    ),
    Mistake(
        "sum_of_outputs",
        says="Each of your rows is the gradient of the sum of all outputs.",
        answers=changed(lambda right, f, x: np.tile(right.sum(axis=0), (len(right), 1))),
        hint="For which v is vᵀJ the row i of J?",
    ),
    Mistake(
        "one_row",
        says="This is the sum of the rows, one vector-Jacobian product with v = (1, …, 1).",
        answers=changed(lambda right, f, x: right.sum(axis=0)),
        hint="How many numbers does J have, and how many does one vector-Jacobian product have?",
    ),
    Mistake(
        "as_many_rows_as_inputs",
        says="You have one row for each input; the Jacobian has one for each output.",
        answers=changed(lambda right, f, x: right[: right.shape[1]]),
        hint="For which of the two sizes of J do you count: len(x), or len(f(x))?",
    ),
    Mistake(
        "first_row_only",
        says="Only the first row is filled.",
        answers=changed(lambda right, f, x: np.vstack([right[:1], 0 * right[1:]])),
        hint="How often does your loop run?",
    ),
    *FORM_MISTAKES,
    *JACOBIAN_ERRORS,
]


@question("jacobian", weight=2, mistakes=JACOBIAN_MISTAKES)
def test_the_jacobian_of_the_lesson(submission):
    """Row i is output i: the Jacobian of (x₁x₂, x₁ + x₂, x₂²) at (2, 3) is [[3, 2], [1, 1], [0, 6]]."""
    x = Tensor(np.array([2.0, 3.0]))
    right = Tensor(np.array([[3.0, 2.0], [1.0, 1.0], [0.0, 6.0]]))
    agree(submission.jacobian(lesson_map, x), right)


@lend
def lesson_map(x):
    return torch.stack([x[0] * x[1], x[0] + x[1], x[1] ** 2])


@question("jacobian", weight=4, mistakes=JACOBIAN_MISTAKES)
@BOTH
def test_jacobians(submission, cases, dtype):
    """The Jacobian (3, 4) agrees with autograd's, in the dtype of x."""
    for (x,) in cases(point, dict(n=4, dtype=dtype), n=2):
        agree(submission.jacobian(three_of_four, x), jacobian_of(three_of_four, x))


@lend
def circle(x):
    """(n,) -> (n,): each output hangs on two inputs, the last on the last and the first."""
    return torch.sin(x) * torch.roll(x, -1, 0) + x**2


@lend
def one_output(x):
    """(n,) -> (1,)."""
    return torch.stack([torch.sin(x).sum() * x.mean()])


@question("jacobian", weight=2, mistakes=JACOBIAN_MISTAKES)
def test_one_input_and_one_output(submission, cases):
    """The Jacobian is (1, n) for one output, (n, n) for n outputs, and (1, 1) for one input and one output."""
    (single,), (several,) = cases(point, dict(n=1), dict(n=4))
    (plain,) = cases(plain_point, dict(n=4))[0]
    for f, x in ((circle, single), (one_output, several), (one_output, single), (circle, plain), (circle, single)):
        agree(submission.jacobian(f, x), jacobian_of(f, x))


@question("jacobian", mistakes=JACOBIAN_MISTAKES)
def test_the_jacobian_leaves_x_alone(submission, cases):
    """x and its .grad stay as they were; where x does not require grad, the result does not either."""
    for (x,) in cases(point, dict(n=4), dict(n=4, used=True)):
        found = submission.jacobian(three_of_four, x)
        agree(found, jacobian_of(three_of_four, x))
        no_graph(x, found)
    unchanged()


ALWAYS_ZERO = Mistake(
    "always_zero",
    says="Your result is zero for every f, as if every gradient were constant.",
    answers=changed(lambda right, *inputs: 0 * right),
    hint="Print requires_grad of the gradient that you differentiate. For which f should it be False?",
)
HESSIAN_MISTAKES = [
    Mistake(
        "same_grad",
        says="All rows equal the last one: you keep the same .grad tensor from each pass, and the next pass changes it.",
        answers=changed(lambda right, f, x: np.tile(right[-1], (len(right), 1))),
        hint="After rows.append(x.grad), how many tensors are there, and how many names for them?",
    ),
    Mistake(
        "row_sums",
        says="This is H·(1, …, 1), the row sums: the gradient of the sum of the gradient's entries.",
        answers=changed(lambda right, f, x: right.sum(axis=1)),
        hint="The Hessian is the Jacobian of the gradient. How many rows does it have?",
    ),
    Mistake(
        "diagonal_only",
        says="The diagonal is right, but everything off the diagonal is zero.",
        answers=changed(lambda right, f, x: np.diag(np.diag(right))),
        hint="What is ∂²f/∂x₁∂x₂ of f = x₁·x₂?",
    ),
    Mistake(
        "upper_half_only",
        says="The diagonal and everything above it are right; everything below is zero.",
        answers=changed(lambda right, f, x: np.triu(right)),
        hint="Which entry has the same value as the one in row 2, column 1, and did you write it there?",
    ),
    Mistake(
        "lower_half_only",
        says="The diagonal and everything below it are right; everything above is zero.",
        answers=changed(lambda right, f, x: np.tril(right)),
        hint="Which entry has the same value as the one in row 2, column 1, and did you write it there?",
    ),
    Mistake(
        "diagonal",
        says="This is only the diagonal.",
        answers=changed(lambda right, f, x: np.diag(right)),
        hint="How many second partial derivatives does a function of n variables have?",
    ),
    Mistake(
        "outer_product",
        says="This is the outer product of the gradient with itself.",
        answers=changed(lambda right, f, x: np.outer(read_only(grad_of(f, x)), read_only(grad_of(f, x)))),
        hint="What is the Hessian of f(x) = x², and what is its gradient squared?",
    ),
    Mistake(
        "accumulated",
        says="Row i is the sum of rows 1 to i: every backward pass has added to the same .grad.",
        answers=changed(lambda right, f, x: np.cumsum(right, axis=0)),
        hint="What does backward() do to a .grad that is already there?",
    ),
    Mistake(
        "accumulated_on_the_gradient",
        says="The gradient is added to each row: the .grad of the first backward pass was still there.",
        answers=changed(lambda right, f, x: np.cumsum(right, axis=0) + read_only(grad_of(f, x))),
        hint="What is in .grad before the second backward pass begins?",
    ),
    Mistake(
        "row_sums_on_the_diagonal",
        says="Your diagonal holds the row sums of H, and everything off the diagonal is zero.",
        answers=changed(lambda right, f, x: np.diag(right.sum(axis=1))),
        hint="Which derivatives does the gradient of g₁ + g₂ add up?",
    ),
    Mistake(
        "doubled",
        says="Each of your entries is twice the right one.",
        answers=changed(lambda right, f, x: 2 * right),
        hint="Where do you add two equal things: H and its transpose, or a .grad to itself?",
    ),
    ALWAYS_ZERO,
    *FORM_MISTAKES,
    *SECOND_ORDER_ERRORS,
]


@question("hessian", weight=2, mistakes=HESSIAN_MISTAKES)
def test_the_hessian_of_the_lesson(submission):
    """The Hessian of x₁²x₂ at (1, 3) is [[6, 2], [2, 0]]."""
    x = Tensor(np.array([1.0, 3.0]))
    agree(submission.hessian(lesson_scalar, x), Tensor(np.array([[6.0, 2.0], [2.0, 0.0]])))


@lend
def lesson_scalar(x):
    return x[0] ** 2 * x[1]


@question("hessian", weight=4, mistakes=HESSIAN_MISTAKES)
@BOTH
def test_hessians(submission, cases, dtype):
    """The Hessian (n, n) agrees with autograd's, in the dtype of x."""
    some = cases(point, dict(n=3, dtype=dtype), dict(n=6, dtype=dtype), dict(n=1, dtype=dtype))
    for (x,) in [*some, *cases(plain_point, dict(n=4, dtype=dtype))]:
        agree(submission.hessian(valley, x), hessian_of(valley, x))


@question("hessian", weight=2, mistakes=[*FORM_MISTAKES, *LINEAR_ERRORS])
def test_the_hessian_of_a_linear_function(submission, cases):
    """The Hessian of a linear function is zero, although its gradient does not depend on x."""
    for (x,) in cases(point, dict(n=3)):
        with looking_for(SECOND_ORDER_ERRORS):
            submission.hessian(valley, x)  # what fails here already has nothing to do with linear functions
        agree(submission.hessian(linear, x), hessian_of(linear, x))


@question("hessian", mistakes=HESSIAN_MISTAKES)
def test_the_hessian_leaves_x_alone(submission, cases):
    """x and its .grad stay as they were; where x does not require grad, the result does not either."""
    for (x,) in cases(point, dict(n=3), dict(n=3, used=True)):
        found = submission.hessian(valley, x)
        agree(found, hessian_of(valley, x))
        no_graph(x, found)
    unchanged()


FORMED = Mistake(
    "hessian_formed",
    says="You compute the whole Hessian, at once or row by row: for n = 20,000 that is 400 million entries, or n passes.",
    hint="Which scalar, made of the gradient and v, has Hv as its gradient? How many backward passes does that take?",
    raises="ran too long|more memory",
)

HVP_MISTAKES = [
    Mistake(
        "v_ignored",
        says="This is H·(1, …, 1), whatever v is.",
        answers=changed(lambda right, f, x, v: read_only(hessian_of(f, x)).sum(axis=1)),
        hint="Where does v enter your second backward pass?",
    ),
    Mistake(
        "element_wise",
        says="This is v times the row sums of H, entry by entry: you use v after the second backward pass.",
        answers=changed(lambda right, f, x, v: read_only(hessian_of(f, x)).sum(axis=1) * read_only(v)),
        hint="Where do you use v: before the second backward pass, or after it?",
    ),
    Mistake(
        "gradient_in_place_of_product",
        says="This is the gradient of f; you do not use v.",
        answers=changed(lambda right, f, x, v: read_only(grad_of(f, x))),
        hint="How many times have you differentiated?",
    ),
    Mistake(
        "diagonal",
        says="This is v times the diagonal of H, entry by entry.",
        answers=changed(lambda right, f, x, v: np.diag(read_only(hessian_of(f, x))) * read_only(v)),
        hint="In the product Hv, which entries of row i of H are multiplied by which entries of v?",
    ),
    Mistake(
        "x_for_v",
        says="This is the gradient of the gradient times x: you multiply by x where v belongs, and x is differentiated too.",
        answers=changed(lambda right, f, x, v: read_only(hessian_of(f, x)) @ read_only(x) + read_only(grad_of(f, x))),
        hint="Which two vectors are in your dot product?",
    ),
    Mistake(
        "accumulated",
        says="This is Hv plus the gradient: the .grad of the first backward pass was still there.",
        answers=changed(lambda right, f, x, v: right + read_only(grad_of(f, x))),
        hint="What is in .grad before the second backward pass begins?",
    ),
    Mistake(
        "product_with_x",
        says="This is H times x, not times v.",
        answers=changed(lambda right, f, x, v: read_only(hessian_of(f, x)) @ read_only(x)),
        hint="Which of the two arguments should the Hessian be multiplied by?",
    ),
    Mistake(
        "directional_derivative",
        says="This is ∇f·v, one number; the task asks for its gradient.",
        answers=lambda right, f, x, v: Tensor(
            np.asarray(read_only(grad_of(f, x)) @ read_only(v), dtype=right.data.dtype)
        ),
        hint="How many times have you differentiated?",
    ),
    *(
        Mistake(
            name,
            says=f"This is {formula}; it does not contain a second derivative.",
            answers=changed(lambda right, f, x, v, of=of: of(read_only(grad_of(f, x)), read_only(v))),
            hint="How many times have you differentiated?",
        )
        for name, formula, of in (
            ("gradient_times_v", "the gradient times v, entry by entry", lambda slope, v: slope * v),
            ("slope_times_v", "v times ∇f·v, the slope along v", lambda slope, v: slope @ v * v),
        )
    ),
    ALWAYS_ZERO,
    *FORM_MISTAKES,
    *SECOND_ORDER_ERRORS,
]


@question("hvp", weight=2, mistakes=HVP_MISTAKES)
def test_the_product_of_the_lesson(submission):
    """For x₁²x₂ at (1, 3) and v = (1, -1), Hv is (4, 2)."""
    x, v = Tensor(np.array([1.0, 3.0])), Tensor(np.array([1.0, -1.0]))
    agree(submission.hvp(lesson_scalar, x, v), Tensor(np.array([4.0, 2.0])))


@question("hvp", weight=4, mistakes=HVP_MISTAKES)
@BOTH
def test_products(submission, cases, dtype):
    """Hv agrees with autograd's, in the dtype of x. (Grading also uses n = 20,000, where no Hessian fits.)"""
    first, *others = cases(point_and_vector, *(dict(n=n, dtype=dtype) for n in (3, 9, 1)))
    for x, v in (first, *others, *cases(plain_point_and_vector, dict(n=5, dtype=dtype)), first):
        agree(submission.hvp(valley, x, v), hvp_of(valley, x, v))


def watched(theirs, f, x, v):
    """The product, how many numbers its largest table has, and how often the sines of f and of its derivatives ran."""

    sizes, sines = [0], []

    class Watch(torch.utils._python_dispatch.TorchDispatchMode):
        def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
            made = operation(*args, **(kwargs or {}))
            if operation.name() in ("aten::sin", "aten::cos"):
                sines.append(operation)
            several = made if isinstance(made, (tuple, list)) else [made]
            sizes.extend(each.numel() for each in several if isinstance(each, torch.Tensor))
            return made

    with Watch():
        product = theirs(f, x, v)
    return product, max(sizes), len(sines)


def forms_no_hessian(submission, f, small, large):
    """Hold that the product for more variables takes neither a table (n, n) nor more passes through f."""
    seen = []
    for x, v in (small, large):
        got = submission.run(watched, "hvp", f, x, v)
        product, *cost = got if isinstance(got, tuple) and len(got) == 3 else (got, 0, 0)
        agree(product, hvp_of(f, x, v), given=(f, x, v))
        seen.append(cost)
    (_, few), (largest, many), n = *seen, len(large[0].data)
    if not gate(largest < n * n, f"for {n} variables your code makes a table of {largest} numbers", mistake=FORMED):
        return False
    said = (
        f"f and its derivatives are evaluated {many} times for {n} variables and {few} times for {len(small[0].data)}"
    )
    return gate(many <= 2 * few, said, mistake=FORMED)


@question("hvp", weight=4, mistakes=HVP_MISTAKES)
def test_no_hessian_on_the_way(submission, cases):
    """The Hessian is never formed: four times as many variables take no more passes, and there is no (n, n) table."""
    forms_no_hessian(submission, waves, *cases(point_and_vector, dict(n=16), dict(n=64)))


@question("hvp", mistakes=[*FORM_MISTAKES, *LINEAR_ERRORS])
def test_the_product_for_a_linear_function(submission, cases):
    """Hv is zero for a linear function, although its gradient does not depend on x."""
    for x, v in cases(point_and_vector, dict(n=3)):
        with looking_for(SECOND_ORDER_ERRORS):
            submission.hvp(valley, x, v)  # what fails here already has nothing to do with linear functions
        agree(submission.hvp(linear, x, v), hvp_of(linear, x, v))


@question("hvp", mistakes=HVP_MISTAKES)
def test_the_product_leaves_x_alone(submission, cases):
    """x, its .grad and v stay as they were; where x does not require grad, the result does not either."""
    for x, v in cases(point_and_vector, dict(n=4), dict(n=4, used=True)):
        found = submission.hvp(valley, x, v)
        agree(found, hvp_of(valley, x, v))
        no_graph(x, found)
    unchanged()


def cost(w, b, X, y):
    """The loss of hw4, in torch."""
    return ((y - torch.relu(X @ w + b)) ** 2).mean()


def linear_cost(w, b, X, y):
    """The loss of a neuron without its ReLU."""
    return ((y - (X @ w + b)) ** 2).mean()


def weighted(mask, answer=torch.relu):
    """A function with the gradients of the loss, but for mask(z, y, b) in place of relu'(z)."""

    def f(w, b, X, y):
        z = X @ w + b
        pull = 2 / len(y) * (answer(z) - y) * mask(z, y, b)
        return (pull.detach() * z).sum()

    return f


def mixed(rng, N, n, dtype="float64", wrt_all=False):
    """Samples on both sides of the kink, none near it, and one that is on the other side without b. Their gradients do not
    cancel: of a sum near 0 float32 has no digits.

    w and b require grad; with `wrt_all` X and y do too.
    """
    while True:
        w, b, X, y = rng.normal(size=n), rng.normal(), rng.normal(size=(N, n)), 2 * rng.normal(size=N)
        z = X @ w + b
        moved = ((z > 0) != (z > b)).any()
        terms = np.column_stack([X, np.ones(N)]) * ((z > 0) * (z - y))[:, np.newaxis]
        digits = np.abs(terms.sum(axis=0)) > 0.02 * np.abs(terms).sum(axis=0)
        if N // 4 < (z > 0).sum() < N - N // 4 and np.abs(z).min() > 1e-2 and moved and digits.all():
            leaves = [Tensor(np.asarray(part, dtype=dtype), requires_grad=True) for part in (w, b)]
            return *leaves, *(Tensor(part.astype(dtype), requires_grad=wrt_all) for part in (X, y))


def plain(rng, N, n, b, dtype="float64"):
    """Small whole numbers, among them 0, 1 and equal ones, and that bias; some samples are active, and no z is 0."""
    while True:
        w = rng.choice([-2.0, 1.0, 3.0], n)
        X, y = rng.integers(-2, 3, size=(N, n)).astype(float), rng.integers(-3, 4, size=N).astype(float)
        z = X @ w + b
        if z.min() < 0 < z.max() and z.all():
            leaves = [Tensor(np.asarray(part, dtype=dtype), requires_grad=True) for part in (w, b)]
            return *leaves, Tensor(X.astype(dtype)), Tensor(y.astype(dtype))


def three_times(theirs, w, b, X, y):
    """The loss, and the gradients of three times the loss: the chain goes on above it."""
    value = theirs.apply(w, b, X, y)
    (3 * value).backward()
    return value, w.grad, b.grad


def one_pass(theirs, w, b, X, y):
    """The loss and its gradients."""
    value = theirs.apply(w, b, X, y)
    value.backward()
    return value, w.grad, b.grad


def data_gradients(theirs, w, b, X, y):
    """Whether X and y, which require grad here, were given one."""
    theirs.apply(w, b, X, y).backward()
    return X.grad is None, y.grad is None


def two_batches(theirs, w, b, X, y):
    """The sum of the losses of two batches, and its gradients: both graphs are there before either is walked."""
    half = len(y) // 2
    value = theirs.apply(w, b, X[:half], y[:half]) + theirs.apply(w, b, X[half:], y[half:])
    value.backward()
    return value, w.grad, b.grad


def whose_backward(theirs, w, b, X, y):
    """The loss, whether each step behind it is a backward of their own, and whether autograd works inside of them."""

    up, down = set(), set()  # walks seen in forward, and in backward

    class Watch(torch.utils._python_dispatch.TorchDispatchMode):
        def __init__(self, seen):
            super().__init__()
            self.seen = seen

        def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
            # Each walk through a graph has a number, and forward mode has levels; outside of both these are -1.
            self.seen.add((torch._C._current_graph_task_id(), torch.autograd.forward_ad._current_level))
            return operation(*args, **(kwargs or {}))

    with Watch(up):
        value = theirs.apply(w, b, X, y)
    if value.grad_fn is None:
        return value, False, False
    with Watch(down):
        torch.autograd.grad(value, (w, b), allow_unused=True)
    walks = {walk for walk, _ in down} - {-1}
    inside = bool(up - {(-1, -1)}) or len(walks) > 1 or any(level >= 0 for _, level in down)
    nodes = [torch._C.TensorBase.grad_fn.__get__(value)]
    for node in nodes:
        nodes += [below for below, _ in node.next_functions if below and type(below).__name__ != "AccumulateGrad"]
    theirs_alone = all(torch.autograd.function.BackwardCFunction in type(node).__mro__ for node in nodes)
    return value, theirs_alone, inside


def by_cost(f, factor=1.0):
    """The loss's value and its gradients times a factor."""
    return lambda *inputs: (value_of(f, *inputs), *scaled(grad_of(f, *inputs, wrt=(0, 1)), factor))


def no_bias_cost(w, b, X, y):
    """The loss of a neuron without its bias, of which a gradient is still asked."""
    return cost(w, b - b.detach(), X, y)


def absolute_cost(w, b, X, y):
    """The mean of the absolute residuals."""
    return (y - torch.relu(X @ w + b)).abs().mean()


def of_residuals(w, b, X, y):
    """A function with the gradients of the loss, but for the residual in place of z."""
    z = X @ w + b
    residual = torch.relu(z) - y
    return ((2 / len(y) * (residual - y) * (residual > 0)).detach() * z).sum()


def one_more(gradient, factor):
    """The gradient of the loss alone, plus the factor."""
    return Tensor(np.asarray(read_only(gradient) / factor + factor, dtype=gradient.data.dtype))


def scaled(tensors, factor):
    return tuple(Tensor(np.asarray(factor * read_only(t), dtype=t.data.dtype)) for t in tensors)


def loss_mistakes(factor=1.0):
    """The mistakes of the loss and its gradients, seen after the loss was multiplied by a factor."""

    def gradients_of(f):
        return lambda right, *inputs: (right[0], *scaled(grad_of(f, *inputs, wrt=(0, 1)), factor))

    def times(by, value=lambda v, N: v):
        def wrong(right, w, b, X, y):
            loss, *grads = right
            N = len(y.data)
            return (*scaled([loss], value(1.0, N)), *scaled(grads, by(N, X.data.shape[1])))

        return wrong

    def alone(place, by):
        """One of the two gradients is so many times what it should be."""
        return lambda right, *inputs: tuple(
            scaled([part], by(len(inputs[3].data)))[0] if i == place else part for i, part in enumerate(right)
        )

    def unmasked(place):
        """In one of the two gradients silent samples count too."""
        of_all = gradients_of(weighted(lambda z, y, b: 1.0))
        return lambda right, *inputs: (*right[:place], of_all(right, *inputs)[place], *right[place + 1 :])

    found = [
        *(
            Mistake(f"{name}_in_{part}", says=f"{other} is right; {part} {says}", answers=answers, hint=hint)
            for part, other, place in (("dw", "db", 1), ("db", "dw", 2))
            for name, says, answers, hint in (
                (
                    "no_mean",
                    "lacks its 1/N.",
                    alone(place, lambda N: N),
                    "If every sample appeared in X twice, should the gradient change?",
                ),
                ("sign", "has the opposite sign.", alone(place, lambda N: -1), "What is -1 the derivative of in C?"),
                (
                    "no_two",
                    "is half of what it should be: the 2 of the square is missing.",
                    alone(place, lambda N: 1 / 2),
                    "What is the derivative of u² with respect to u?",
                ),
                (
                    "no_mask",
                    "counts silent samples too.",
                    unmasked(place),
                    "What happens to the loss if you move w or b a little and the neuron is silent for that sample?",
                ),
            )
        ),
        Mistake(
            "relu_for_its_derivative",
            says="The loss is right; in its gradients you multiply by relu(z), not by relu'(z).",
            answers=gradients_of(weighted(lambda z, y, b: torch.relu(z))),
            hint="What is relu'(5)?",
        ),
        Mistake(
            "features_for_samples",
            says="The loss is right; you divide the gradients by the number of inputs, not by the number of samples.",
            answers=times(lambda N, n: N / n),
            hint="Of X's two sizes, which one does C divide by?",
        ),
        Mistake(
            "root",
            says="The gradients are right; the loss is the square root of C.",
            answers=lambda right, *inputs: (*scaled(right[:1], float(right[0].data) ** -0.5), *right[1:]),
            hint="What is C where every residual is 2?",
        ),
        Mistake(
            "no_bias",
            says="These are the loss and the gradients of a neuron without its bias.",
            answers=lambda right, *inputs: by_cost(no_bias_cost, factor)(*inputs),
            hint="What does your forward do with b?",
        ),
        Mistake(
            "leaky_in_backward",
            says="The loss is right; its gradients are those of a leaky ReLU: 0.01 where z is negative.",
            answers=gradients_of(weighted(lambda z, y, b: torch.where(z > 0, 1.0, 0.01))),
            hint="Is your forward leaky too?",
        ),
        Mistake(
            "absolute_residuals",
            says="The gradients are right; the loss is the mean of the absolute residuals.",
            answers=lambda right, *inputs: (value_of(absolute_cost, *inputs), *right[1:]),
            hint="Which power of the residual does C add up?",
        ),
        Mistake(
            "grad_output_added",
            says="You add grad_output, which comes from above; the chain rule multiplies.",
            answers=lambda right, *inputs: (right[0], *(one_more(part, factor) for part in right[1:])),
            hint="By how much does 3·C change when C changes a little?",
        ),
        Mistake(
            "saved_and_changed",
            says="The loss is right; your backward reads a tensor that forward has changed in place after it was saved.",
            answers=gradients_of(of_residuals),
            hint="What is in z after z.clamp_(min=0) or z.sub_(y), and what did ctx save?",
        ),
        Mistake(
            "no_mask",
            says="The loss is right; in its gradients silent samples count too: you take relu'(z) as 1 everywhere.",
            answers=gradients_of(weighted(lambda z, y, b: 1.0)),
            hint="What happens to the loss if you move w a little and the neuron is silent for that sample?",
        ),
        Mistake(
            "no_relu_in_backward",
            says="The loss is right; its gradients are those of a neuron without its ReLU.",
            answers=gradients_of(linear_cost),
            hint="What happens to the loss if you move w a little and the neuron is silent for that sample?",
        ),
        Mistake(
            "mask_on_residual",
            says="Your condition looks at the sign of the residual, not at the sign of z.",
            answers=gradients_of(weighted(lambda z, y, b: y - torch.relu(z) > 0)),
            hint="Which quantity is inside the max?",
        ),
        Mistake(
            "mask_inverted",
            says="Your condition keeps the silent samples and drops the active ones.",
            answers=gradients_of(weighted(lambda z, y, b: z <= 0)),
            hint="What is relu'(5)?",
        ),
        Mistake(
            "mask_without_b",
            says="Your condition looks at the sign of w·x, without b.",
            answers=gradients_of(weighted(lambda z, y, b: z > b)),
            hint="Which quantity is inside the max?",
        ),
        Mistake(
            "mask_without_b_nor_relu",
            says="Your condition looks at the sign of w·x, without b.",
            answers=gradients_of(weighted(lambda z, y, b: z > b, answer=lambda z: z)),
            hint="Which quantity is inside the max?",
        ),
        Mistake(
            "mean_over_active",
            says="You divide the gradients by the number of active samples.",
            answers=gradients_of(weighted(lambda z, y, b: (z > 0) * len(y) / (z > 0).sum().clamp(min=1))),
            hint="What does N count in C: all samples, or only the active ones?",
        ),
        Mistake(
            "no_x",
            says="db is right; dw has lost the last factor of the chain.",
            answers=lambda right, w, *rest: (right[0], Tensor(np.full_like(w.data, right[2].data)), right[2]),
            hint="How does z change when one entry of w does?",
        ),
        Mistake(
            "loss_in_other_dtype",
            says="Your values are right, but the loss does not have the dtype of w: you made some tensor with another dtype.",
            answers=lambda right, *inputs: (in_other_dtype(right[0]), *right[1:]),
            hint="Which dtype does torch.zeros(3) have, and which does torch.zeros_like(w) have?",
        ),
        Mistake(
            "no_relu",
            says="These are the loss and the gradients of a neuron without its ReLU.",
            answers=lambda right, *inputs: by_cost(linear_cost, factor)(*inputs),
            hint="What does the neuron output where w·x + b is negative?",
        ),
        Mistake(
            "no_mean",
            says="The loss is right; the gradients lack its 1/N.",
            answers=times(lambda N, n: N),
            hint="If every sample appeared in X twice, should the gradient change?",
            composes="scale",
        ),
        Mistake(
            "sum_for_mean",
            says="Loss and gradients lack the 1/N.",
            answers=times(lambda N, n: N, lambda v, N: v * N),
            hint="If every sample appeared in X twice, should the loss change?",
        ),
        Mistake(
            "sum_in_forward",
            says="The gradients are right; the loss lacks its 1/N.",
            answers=times(lambda N, n: 1, lambda v, N: v * N),
            hint="If every sample appeared in X twice, should the loss change?",
        ),
        Mistake(
            "no_relu_in_forward",
            says="The gradients are right; the loss is that of a neuron without its ReLU.",
            answers=lambda right, *inputs: (value_of(linear_cost, *inputs), *right[1:]),
            hint="What does the neuron output where w·x + b is negative?",
        ),
        Mistake(
            "db_mean_twice",
            says="Loss and dw are right; you divide db by N once too often.",
            answers=alone(2, lambda N: 1 / N),
            hint="In which lines do you divide by N? Is the 1/N already in what you sum?",
        ),
        Mistake(
            "no_two",
            says="The loss is right; the gradients are half of what they should be.",
            answers=times(lambda N, n: 1 / 2),
            hint="What is the derivative of u² with respect to u?",
            composes="two",
        ),
        Mistake(
            "half",
            says="Loss and gradients are half of what they should be.",
            answers=times(lambda N, n: 1 / 2, lambda v, N: v / 2),
            hint="Which factor stands in front of the sum in C?",
        ),
        Mistake(
            "sign",
            says="The gradients have the opposite sign.",
            answers=times(lambda N, n: -1),
            hint="Move w a little along your gradient. Does the loss go up, as it should?",
            composes="sign",
        ),
    ]
    if factor != 1:
        asks = "By which number must each of your gradients be multiplied when the loss is multiplied by 3 afterwards?"
        found += [
            Mistake(
                "grad_output_ignored",
                says="These are the gradients of the loss alone: you do not use grad_output, which comes from above.",
                answers=times(lambda N, n: 1 / factor),
                hint=asks,
            ),
            Mistake(
                "grad_output_ignored_in_db",
                says="dw is right; db does not use grad_output, which comes from above.",
                answers=alone(2, lambda N: 1 / factor),
                hint=asks,
            ),
            Mistake(
                "grad_output_ignored_in_dw",
                says="db is right; dw does not use grad_output, which comes from above.",
                answers=alone(1, lambda N: 1 / factor),
                hint=asks,
            ),
            Mistake(
                "grad_output_divides",
                says="You divide by grad_output; the chain rule multiplies.",
                answers=times(lambda N, n: 1 / factor**2),
                hint=asks,
            ),
            Mistake(
                "grad_output_twice",
                says="You multiply by grad_output twice.",
                answers=times(lambda N, n: factor),
                hint=asks,
            ),
        ]
    return found


KINK = Mistake(
    "kink",
    says="The loss is right; in its gradients you take relu'(0) as 1.",
    answers=lambda right, *inputs: (right[0], *grad_of(weighted(lambda z, y, b: z >= 0), *inputs, wrt=(0, 1))),
    hint="Does your condition keep a sample whose z is exactly 0?",
)


WRONG_COUNT = Mistake(
    "wrong_number_of_gradients",
    says="backward must return one value for each input of forward, and None where no gradient is needed.",
    hint="How many inputs does forward have, besides ctx?",
    raises="incorrect number of gradients",
)
NOT_A_TENSOR = Mistake(
    "not_a_tensor",
    says="forward and backward of an autograd function must return tensors.",
    hint="What does .item() make of a tensor?",
    raises="expected (a )?Variable|only Tensors|must return.*Tensor|object has no attribute '(backward|grad_fn)'",
)
NOT_STATIC = Mistake(
    "not_static",
    says="forward and backward of an autograd function must be static methods.",
    hint="Which line stands above forward in the lesson?",
    raises="Legacy autograd function|non-static forward",
)
WRONG_SHAPE = Mistake(
    "gradient_of_other_shape",
    says="backward must return each gradient in the shape of its input, in the order of forward's inputs.",
    hint="Which shape does w have, and which shape does the gradient have that you return for it?",
    raises="returned an invalid gradient at index",
)
NO_FUNCTION = Mistake(
    "no_function_of_its_own",
    says="Autograd differentiates your forward by itself and never calls your backward.",
    hint="From which class does MSEReLU inherit, and which method did you define?",
    raises=r"has no attribute 'apply'|Module\.apply\(\)",
)
AUTOGRAD_INSIDE = Mistake(
    "autograd_inside",
    says="Your function uses autograd inside; write its backward by hand.",
    hint="Which formulas for dw and db did you derive in hw4?",
)
# What goes wrong in a custom function before a value is seen.
CUSTOM_ERRORS = (WRONG_COUNT, WRONG_SHAPE, NOT_A_TENSOR, NOT_STATIC, NO_FUNCTION, *EVERYWHERE)

# The numbers of hw4's lesson: w, b, X, y.
LESSON = (
    Tensor(np.array([1.0, -1.0]), requires_grad=True),
    Tensor(np.array(0.0), requires_grad=True),
    Tensor(np.array([[2.0, 1.0], [1.0, 7.0], [5.0, 1.0]])),
    Tensor(np.array([3.0, -2.0, 5.0])),
)
PARTS = ("loss", "dw", "db")
SHARES = {"loss": 1, "dw": 2, "db": 2}  # of a check of all three
ABOVE = ("dw", "db")  # what grad_output goes into
SINGLE_PRECISION = Mistake(
    "single_precision",
    says="Your code computes something in float32 on the way.",
    hint="Which of your tensors are float32? Look for .float(), and at the tensors that you make yourself.",
)


def summed_halves(w, b, X, y):
    """The loss of the first half of the samples plus that of the second."""
    half = len(y) // 2
    return cost(w, b, X[:half], y[:half]) + cost(w, b, X[half:], y[half:])


def twice_the_second(w, b, X, y):
    """What two backward passes give that both find the second half."""
    half = len(y) // 2
    return 2 * cost(w, b, X[half:], y[half:])


SAVED_OUTSIDE = Mistake(
    "saved_outside_ctx",
    says="Both backward passes use what the second forward stored: you store it on the class, or in a global.",
    answers=lambda right, *inputs: (right[0], *grad_of(twice_the_second, *inputs, wrt=(0, 1))),
    hint="Which object belongs to one call of forward only?",
)
ONCE = [*loss_mistakes(), *CUSTOM_ERRORS]
THREE_TIMES = [*loss_mistakes(3.0), *CUSTOM_ERRORS]


@question("MSEReLU", weight=2, mistakes=ONCE, parts=SHARES)
def test_the_loss_of_the_lesson(submission):
    """For the lesson's three samples the loss is 3, dw is (-6, -2) and db is -2."""
    right = (Tensor(np.array(3.0)), Tensor(np.array([-6.0, -2.0])), Tensor(np.array(-2.0)))
    agree(submission.run(one_pass, "MSEReLU", *LESSON), right, names=PARTS)


@question("MSEReLU", weight=4, mistakes=ONCE, parts=SHARES)
@BOTH
def test_backward_by_hand(submission, cases, dtype):
    """Loss and gradients agree with autograd where some samples are active and some are not."""
    for inputs in cases(mixed, dict(N=7, n=3, dtype=dtype), dict(N=12, n=2, dtype=dtype)):
        agree(submission.run(one_pass, "MSEReLU", *inputs), by_cost(cost)(*inputs), names=PARTS)


@question("MSEReLU", mistakes=ONCE)
def test_float64_is_computed_in_float64(submission, cases):
    """In float64 the loss and its gradients are right to nine digits: nothing is computed in float32."""
    for inputs in cases(mixed, dict(N=6, n=2)):
        got, right = submission.run(one_pass, "MSEReLU", *inputs), by_cost(cost)(*inputs)
        if agree(got, right, names=PARTS):
            for name, mine, theirs in zip(PARTS, got, right, strict=True):
                off = np.abs(mine.data - theirs.data).max() / np.abs(theirs.data).max()
                holds(off <= 1e-9, f"in float64 the relative error of {name} is {off:.1g}", mistake=SINGLE_PRECISION)


@question("MSEReLU", weight=5, mistakes=THREE_TIMES, parts=ABOVE)
def test_the_chain_goes_on(submission, cases):
    """Three times the loss has three times the gradients, because backward uses grad_output."""
    (*start, y), *others = cases(mixed, dict(N=9, n=3))
    with_other_targets = *start, Tensor(1 - y.data)
    for inputs in (
        (*start, y),
        with_other_targets,
        *others,
        *cases(plain, dict(N=4, n=4, b=1.0), dict(N=6, n=1, b=0.0)),
    ):
        got = submission.run(three_times, "MSEReLU", *inputs)
        agree(got, by_cost(cost, 3.0)(*inputs), names=PARTS)


def kinked(rng, N, n):
    """Samples of which every other one lies exactly on the kink, and of the rest some to either side."""
    w, X = rng.integers(-3, 4, size=n).astype(float), rng.integers(-3, 4, size=(N, n)).astype(float)
    w[0], X[:, 0] = 1.0, 0.0
    X[::2, 0] = -(X @ w)[::2]
    X[1::2, 0] = np.resize([1.0, -1.0, 2.0], N // 2) - (X @ w)[1::2]
    tensors = Tensor(w, requires_grad=True), Tensor(np.array(0.0), requires_grad=True)
    return *tensors, Tensor(X), Tensor(rng.normal(size=N))


@question("MSEReLU", mistakes=[KINK, *ONCE], parts=SHARES)
def test_samples_on_the_kink(submission, cases):
    """relu'(0) is 0: samples exactly on the kink add nothing to the gradients."""
    for inputs in cases(kinked, dict(N=6, n=2)):
        agree(submission.run(one_pass, "MSEReLU", *inputs), by_cost(cost)(*inputs), names=PARTS)


@question("MSEReLU", mistakes=[SAVED_OUTSIDE, *CUSTOM_ERRORS])
def test_two_batches_at_once(submission, cases):
    """Two losses may be added before backward: each call of forward keeps its own tensors."""
    for inputs in cases(mixed, dict(N=8, n=3)):
        got = submission.run(two_batches, "MSEReLU", *inputs)
        agree(got, by_cost(summed_halves)(*inputs), names=PARTS)


def is_their_own(submission, inputs):
    """Hold that the loss hangs on a backward of theirs, and that autograd does nothing inside of it."""
    got = submission.run(whose_backward, "MSEReLU", *inputs)
    loss, own, inside = got if isinstance(got, tuple) and len(got) == 3 else (got, False, False)
    agree(loss, value_of(cost, *inputs), mistakes=())
    gate(own is True, "the loss does not hang on a backward of yours alone", mistake=NO_FUNCTION)
    gate(inside is False, "forward or backward calls autograd", mistake=AUTOGRAD_INSIDE)


@question("MSEReLU", weight=2, mistakes=CUSTOM_ERRORS)
def test_the_backward_is_its_own(submission, cases):
    """The gradients come from MSEReLU's own backward, written by hand; w, b, X and y stay as they were."""
    for inputs in cases(mixed, dict(N=6, n=2)):
        is_their_own(submission, inputs)
    unchanged()


@question("MSEReLU", hint="What does your backward return for X and for y?", mistakes=CUSTOM_ERRORS)
def test_data_gets_no_gradient(submission, cases):
    """X and y get None, even where they require grad."""
    for inputs in cases(mixed, dict(N=5, n=2, wrt_all=True)):
        agree(
            submission.run(data_gradients, "MSEReLU", *inputs), (True, True), names=("X.grad is None", "y.grad is None")
        )


def net(rng, N, d, h, k, dtype="float64"):
    """Parameters that require grad and are none of them zero, X (N, d) and y (N, k); calm enough for N times the step."""
    shapes = dict(W1=(d, h), b1=(h,), W2=(h, k), b2=(k,))
    drawn = {name: rng.normal(scale=0.6, size=shape).astype(dtype) for name, shape in shapes.items()}
    params = {name: Tensor(value, requires_grad=True) for name, value in drawn.items()}
    return params, Tensor(rng.normal(size=(N, d)).astype(dtype)), Tensor(rng.normal(size=(N, k)).astype(dtype))


def net_loss(W1, b1, W2, b2, X, y):
    """L = 1/(2N) Σ ‖ŷ - y‖² of the two-layer net."""
    return ((torch.relu(X @ W1 + b1) @ W2 + b2 - y) ** 2).sum() / (2 * len(X))


def mean_loss(W1, b1, W2, b2, X, y):
    """The mean over samples and outputs, without the half."""
    return ((torch.relu(X @ W1 + b1) @ W2 + b2 - y) ** 2).mean()


def table_loss(W1, b1, W2, b2, X, y):
    """For k = 1: every prediction held against every target, as (N,) beside (N, 1) broadcasts."""
    return ((torch.relu(X @ W1 + b1) @ W2 + b2 - y.T) ** 2).sum() / (2 * len(X))


def no_half_loss(*inputs):
    """1/N in place of 1/(2N)."""
    return 2 * net_loss(*inputs)


def sum_loss(*inputs):
    """1/2 in place of 1/(2N)."""
    return net_loss(*inputs) * len(inputs[-1])


def no_relu_loss(W1, b1, W2, b2, X, y):
    """The net without its ReLU."""
    return (((X @ W1 + b1) @ W2 + b2 - y) ** 2).sum() / (2 * len(X))


def no_hidden_bias_loss(W1, b1, W2, b2, X, y):
    """The net without its first bias, of which a gradient is still asked."""
    return ((torch.relu(X @ W1) @ W2 + b2 - y) ** 2).sum() / (2 * len(X)) + 0 * b1.sum()


def leaky_loss(W1, b1, W2, b2, X, y):
    """The net with a leaky ReLU, as PyTorch has it."""
    return ((torch.nn.functional.leaky_relu(X @ W1 + b1) @ W2 + b2 - y) ** 2).sum() / (2 * len(X))


def tanh_loss(W1, b1, W2, b2, X, y):
    """The net with a tanh in place of the ReLU."""
    return ((torch.tanh(X @ W1 + b1) @ W2 + b2 - y) ** 2).sum() / (2 * len(X))


def root_loss(*inputs):
    """The square root of L."""
    return net_loss(*inputs).sqrt()


def sigmoid_loss(W1, b1, W2, b2, X, y):
    """The net with a sigmoid in place of the ReLU."""
    return ((torch.sigmoid(X @ W1 + b1) @ W2 + b2 - y) ** 2).sum() / (2 * len(X))


def rectified_loss(W1, b1, W2, b2, X, y):
    """The net with a ReLU on its output too."""
    return ((torch.relu(torch.relu(X @ W1 + b1) @ W2 + b2) - y) ** 2).sum() / (2 * len(X))


# Where a step goes: for each parameter, from all its gradients so far, (steps, ...).


def no_memory(past):
    return [grads[-1] for grads in past]


def output_layer_only(past):
    return [0 * grads[-1] if place < 2 else grads[-1] for place, grads in enumerate(past)]


def hidden_layer_only(past):
    return [grads[-1] if place < 2 else 0 * grads[-1] for place, grads in enumerate(past)]


def signs(past):
    return [grads[-1].sign() for grads in past]


def falling(past):
    """Divided by 1, 2, 3, ... from step to step."""
    return [grads[-1] / len(grads) for grads in past]


def weights_only(past):
    return [grads[-1] if grads.ndim == 3 else torch.zeros_like(grads[-1]) for grads in past]


def clipped(past):
    """At most of length 1, as torch.nn.utils.clip_grad_norm_ has it."""
    length = sum((grads[-1] ** 2).sum() for grads in past) ** 0.5
    return [grads[-1] / (length + 1e-6).clamp(min=1) for grads in past]


def fading(beta):
    """The sum of all gradients so far, each one beta times what it was a step before."""
    return lambda past: [
        torch.tensordot(beta ** torch.arange(len(grads) - 1.0, -1, -1, dtype=grads.dtype), grads, 1) for grads in past
    ]


adds_up, momentum = fading(1.0), fading(0.9)


def adam(past):
    """As torch.optim.Adam, unless it is told otherwise."""
    first, second = momentum(past), fading(0.999)([grads**2 for grads in past])
    of_first, of_second = (sum(beta**t for t in range(len(past[0]))) for beta in (0.9, 0.999))
    return [one / of_first / ((two / of_second) ** 0.5 + 1e-8) for one, two in zip(first, second, strict=True)]


@once
def descent(f, direction, params, X, y, learning_rate, steps):
    """Gradient descent by autograd: the losses before each step, and the parameters after the last."""
    names, leaves = list(params), [torch.tensor(p.data, dtype=torch.float64) for p in params.values()]
    data = [torch.tensor(part.data, dtype=torch.float64) for part in (X, y)]
    losses, gradients = [], []
    for _ in range(steps):
        leaves = [leaf.detach().requires_grad_() for leaf in leaves]
        loss = f(*leaves, *data)
        losses.append(loss.item())
        gradients.append(torch.autograd.grad(loss, leaves))
        ways = direction([torch.stack(past) for past in zip(*gradients, strict=True)])
        leaves = [leaf - learning_rate * way for leaf, way in zip(leaves, ways, strict=True)]
    dtype = X.data.dtype
    after = {name: Tensor(leaf.detach().numpy().astype(dtype)) for name, leaf in zip(names, leaves, strict=True)}
    return np.array(losses), after


def climbing(rng, N, d, h, k):
    """A net, X, y, and a learning rate so large that the first step takes the loss up."""
    params, X, y = net(rng, N, d, h, k)
    leaves = [torch.tensor(p.data, requires_grad=True) for p in params.values()]
    data = [torch.tensor(part.data) for part in (X, y)]
    loss = net_loss(*leaves, *data)
    grads = torch.autograd.grad(loss, leaves)
    for rate in 1.01 * 2.0 ** np.arange(20):  # never exactly 1
        if net_loss(*(leaf - rate * grad for leaf, grad in zip(leaves, grads, strict=True)), *data) > loss:
            break
    return params, X, y, float(rate)


def until_it_rises(right, *inputs):
    """Training that ends where a loss is larger than the one before it."""
    losses = right[0]
    rises = np.flatnonzero(np.diff(losses) > 0)
    if not len(rises):
        return right
    steps = int(rises[0]) + 1
    return losses[:steps], descent(net_loss, no_memory, *inputs[:4], steps)[1]


def one_by_one(right, params, X, y, learning_rate, steps):
    """The parameters are updated in turn, each with a gradient taken after the update before it."""
    losses = []
    for _ in range(steps):
        losses.append(descent(net_loss, no_memory, params, X, y, learning_rate, 1)[0][0])
        for name in params:
            _, after = descent(net_loss, no_memory, params, X, y, learning_rate, 1)
            params = params | {name: after[name]}
    return np.array(losses), params


def as_given(params):
    """The values of params before a training."""
    return {name: Tensor(value.data) for name, value in params.items()}


def trained_on(f):
    """Training on another loss; what is recorded is that loss, too."""
    return lambda right, *inputs: descent(f, no_memory, *inputs)


def going(direction):
    """Training whose steps go elsewhere."""
    return lambda right, *inputs: descent(net_loss, direction, *inputs)


def sample_by_sample(right, params, X, y, learning_rate, steps):
    """A step for each sample in turn, of its own share of the loss; the losses are those met on the way."""
    rows = [(Tensor(X.data[i : i + 1]), Tensor(y.data[i : i + 1])) for i in range(len(X.data))]
    losses = []
    for _ in range(steps):
        met = []
        for row in rows:
            (loss,), params = descent(net_loss, no_memory, params, *row, learning_rate / len(rows), 1)
            met.append(loss)
        losses.append(np.mean(met))
    return np.array(losses), params


LEAF_IN_PLACE = Mistake(
    "leaf_in_place",
    says="Autograd records your update: a leaf that requires grad cannot be changed in place while it does.",
    hint="In which context does PyTorch record nothing?",
    raises="a leaf Variable that requires grad",
)
GRAD_LOST = Mistake(
    "grad_lost",
    says="The .grad is None: no backward pass has reached this tensor. Your loss does not use it, or since your first "
    "update its name stands for a new tensor that is not a leaf.",
    hint="Which of the four tensors does your forward pass not use? What is p after p = p - learning_rate * p.grad?",
    raises="unsupported operand type.*NoneType|'NoneType' object has no attribute",
)
TRAIN_ERRORS = (LEAF_IN_PLACE, GRAD_LOST, DETACHED, GRAPH_FREED, *EVERYWHERE)

TRAIN_MISTAKES = [
    Mistake(
        "accumulated",
        says="Each step uses the sum of all gradients so far: you never clear .grad.",
        answers=going(adds_up),
        hint="What does a second backward() do to a .grad that is already there?",
    ),
    *(
        Mistake(
            name,
            says=f"Your steps are those of {another}; section 6 asks for plain gradient steps.",
            answers=going(direction),
            hint="What is learning_rate multiplied by in the lesson's step, and in yours?",
        )
        for name, another, direction in (
            ("momentum", "descent with momentum 0.9", momentum),
            ("adam", "Adam", adam),
            ("clipped", "gradients cut to length 1", clipped),
            ("signs", "the sign of the gradient", signs),
        )
    ),
    Mistake(
        "rate_falls",
        says="You divide the learning rate by 1, 2, 3, ... from step to step.",
        answers=going(falling),
        hint="With which learning rate does the lesson take its second step?",
    ),
    Mistake(
        "one_by_one",
        says="You take each gradient after you have updated the parameters before it.",
        answers=one_by_one,
        hint="Do you take all four gradients at the same point?",
    ),
    Mistake(
        "relu_on_output",
        says="This is the net with a ReLU on its output too.",
        answers=trained_on(rectified_loss),
        hint="Can your net output -1?",
    ),
    Mistake(
        "losses_after_step",
        says="Your losses are the ones after each step.",
        answers=lambda right, *inputs: (descent(net_loss, no_memory, *inputs[:4], inputs[4] + 1)[0][1:], right[1]),
        hint="Is losses[0] the loss of the parameters that were given?",
    ),
    Mistake(
        "uphill",
        says="Your steps go along the gradient, uphill.",
        answers=lambda right, *inputs: descent(net_loss, no_memory, *inputs[:3], -inputs[3], inputs[4]),
        hint="Do your losses go down?",
    ),
    Mistake(
        "mean_over_outputs",
        says="You train on the mean over samples and outputs; L is 1/(2N) times the sum.",
        answers=trained_on(mean_loss),
        hint="Which number does .mean() divide by, and which number does L divide by?",
    ),
    Mistake(
        "no_half",
        says="You train on 2L: the half is missing.",
        answers=trained_on(no_half_loss),
        hint="Which factor stands in front of the sum in L?",
    ),
    Mistake(
        "no_mean",
        says="You train on N times L: the 1/N is missing.",
        answers=trained_on(sum_loss),
        hint="Which factor stands in front of the sum in L?",
    ),
    Mistake(
        "no_relu",
        says="This is the net without its ReLU.",
        answers=trained_on(no_relu_loss),
        hint="What is between the two layers?",
    ),
    Mistake(
        "no_hidden_bias",
        says="You left out b1.",
        answers=trained_on(no_hidden_bias_loss),
        hint="Which of the four tensors does your forward pass not use?",
    ),
    *(
        Mistake(
            name,
            says=f"This is the net with a {another} in its hidden layer.",
            answers=trained_on(f),
            hint="Which activation does the lesson's net have?",
        )
        for name, another, f in (
            ("sigmoid", "sigmoid", sigmoid_loss),
            ("tanh", "tanh", tanh_loss),
            ("leaky", "leaky ReLU", leaky_loss),
        )
    ),
    Mistake(
        "root",
        says="You train on the square root of L.",
        answers=trained_on(root_loss),
        hint="What is L where every residual is 2, and what is your loss there?",
    ),
    Mistake(
        "losses_without_half",
        says="Your steps are right; your losses are 2L: the half is missing.",
        answers=lambda right, *inputs: (2 * right[0], right[1]),
        hint="Which factor stands in front of the sum in L?",
    ),
    Mistake(
        "steps_doubled",
        says="Your losses are those of L; your steps are twice as long as learning_rate times the gradient.",
        answers=lambda right, *inputs: descent(net_loss, no_memory, *inputs[:3], 2 * inputs[3], inputs[4]),
        hint="How often does one step add to .grad, or change a parameter?",
    ),
    Mistake(
        "rate_by_samples",
        says="You divide the learning rate by N.",
        answers=lambda right, *inputs: descent(
            net_loss, no_memory, *inputs[:3], inputs[3] / len(inputs[2].data), inputs[4]
        ),
        hint="Which factors of L does its gradient contain already?",
    ),
    Mistake(
        "one_step_less",
        says="You take one step too few.",
        answers=lambda right, *inputs: descent(net_loss, no_memory, *inputs[:4], inputs[4] - 1),
        hint="How many losses do you return for steps=1?",
    ),
    Mistake(
        "first_loss_missing",
        says="Your steps are right; the loss before the first step is missing.",
        answers=lambda right, *inputs: (right[0][1:], right[1]),
        hint="Is losses[0] the loss of the parameters that were given?",
    ),
    Mistake(
        "output_layer_stays",
        says="Only W1 and b1 move; W2 and b2 stay as they were.",
        answers=going(hidden_layer_only),
        hint="How many tensors does params hold, and how many do you update?",
    ),
    Mistake(
        "hidden_layer_stays",
        says="W1 and b1 never move: what comes after them is cut off from them.",
        answers=going(output_layer_only),
        hint="What do .detach(), .data, .item() and torch.no_grad() do to the graph? Is one of them in your forward pass?",
    ),
    Mistake(
        "sample_by_sample",
        says="You take a step after each sample, with its share of the loss.",
        answers=sample_by_sample,
        hint="How many steps does one pass over the data make in your code, and how many in the lesson?",
    ),
    Mistake(
        "learning_rate_ignored",
        says="Your steps have the length 0.001 times the gradient, which is the default of torch.optim.SGD, whatever "
        "learning_rate is.",
        answers=lambda right, *inputs: descent(net_loss, no_memory, *inputs[:3], 1e-3, inputs[4]),
        hint="Where does learning_rate stand in your code?",
    ),
    Mistake(
        "nothing_moves",
        says="The losses are right, but params stay as they were: you updated other tensors.",
        answers=lambda right, params, *rest: (right[0], as_given(params)),
        hint="After p = p - learning_rate * g, which tensor does the caller hold?",
    ),
    Mistake(
        "stops_early",
        says="Your training stops where a loss is larger than the one before; the lesson takes all steps.",
        answers=until_it_rises,
        hint="How many losses do you return if the third is larger than the second?",
    ),
    Mistake(
        "biases_stay",
        says="You train only the weights; the biases stay as they were.",
        answers=going(weights_only),
        hint="How many tensors does params hold, and how many do you update?",
    ),
    Mistake(
        "no_step",
        says="Your parameters never move, and your losses never change.",
        answers=lambda right, params, X, y, rate, steps: (np.full(steps, right[0][0]), as_given(params)),
        hint="Does each step begin where the last one ended?",
    ),
    *TRAIN_ERRORS,
]
BROADCAST = Mistake(
    "broadcast",
    says="You compare every prediction with every target: (N,) and (N, 1) together make an (N, N) table.",
    answers=trained_on(table_loss),
    hint="For k = 1, which shapes do your prediction, y and their difference have?",
)
REBOUND = Mistake(
    "rebound",
    says="Your dict holds the right numbers in new tensors; the tensors that the caller holds did not move.",
    answers=lambda right, params, *rest: (*right[:2], as_given(params)),
    hint="After params[name] = params[name] - learning_rate * g, how many tensors are there, and which does an optimizer hold?",
)
LEAVES_NO_MORE = Mistake(
    "leaves_no_more",
    says="After your training params no longer require grad, so nobody can go on training them.",
    hint="What did you change in order to take a step, and did you change it back?",
)


def held_too(mistake):
    """A mistake of train where the tensors that the caller holds are looked at as well: they are those of params."""

    def answers(right, *inputs):
        losses, params = mistake.answers(right[:2], *inputs)
        return losses, params, params

    return replace(mistake, answers=answers) if mistake.answers else mistake


HELD_MISTAKES = [REBOUND, *map(held_too, TRAIN_MISTAKES)]


# The net of hw5's lesson, with its three samples, and its parameters after one step with learning rate 0.1.
LESSON_NET = (
    {
        name: Tensor(np.array(value), requires_grad=True)
        for name, value in dict(
            W1=[[1.0, -1.0, 1.0]], b1=[1.0, 2.0, -4.0], W2=[[1.0, 2.0], [-1.0, 1.0], [2.0, 1.0]], b2=[0.0, 1.0]
        ).items()
    },
    Tensor(np.array([[1.0], [3.0], [-3.0]])),
    Tensor(np.array([[-2.0, 6.0], [4.0, 12.0], [1.0, 6.0]])),
)
AFTER_THE_LESSON = dict(
    W1=[[1.5, -0.3, 1.0]], b1=[1.1, 1.9, -4.0], W2=[[0.8, 2.4], [-0.1, 1.0], [2.0, 1.0]], b2=[0.1, 1.1]
)


def as_floats(losses):
    """Losses as float64, however they were collected: floats, tensors of no dimension, one tensor, an array."""
    if isinstance(losses, (list, tuple)):
        return [as_floats(one) for one in losses]
    values = losses.data if isinstance(losses, Tensor) else losses
    return values.astype(np.float64) if isinstance(values, np.ndarray) and values.dtype.kind == "f" else losses


def trains(submission, inputs, rtol=None):
    """Record losses and parameters after a training against those of autograd; returns the losses as they came."""
    losses = submission.train(*inputs)
    agree(
        (as_floats(losses), submission.train.changed("params")),
        descent(net_loss, no_memory, *inputs),
        names=("losses", "params"),
        rtol=rtol,
    )
    return losses


@question("train", weight=2, mistakes=TRAIN_MISTAKES)
def test_one_step_of_the_lesson(submission):
    """One step from the lesson's net ends at the lesson's parameters, and losses is [9]."""
    losses = submission.train(*LESSON_NET, 0.1, 1)
    right = np.array([9.0]), {name: Tensor(np.array(value)) for name, value in AFTER_THE_LESSON.items()}
    agree((as_floats(losses), submission.train.changed("params")), right, names=("losses", "params"))


@question("train", weight=4, mistakes=TRAIN_MISTAKES)
@BOTH
def test_six_steps(submission, cases, dtype):
    """Six steps end where autograd's do, in the dtype of params, and losses[t] is the loss before step t."""
    for params, X, y in cases(net, dict(N=8, d=3, h=5, k=3, dtype=dtype), dict(N=4, d=4, h=4, k=4, dtype=dtype)):
        for targets in (y, Tensor(1 - y.data)):
            trains(submission, (params, X, targets, 0.02, 6), rtol=None if dtype == "float64" else 1e-3)


@question("train", mistakes=[BROADCAST, *TRAIN_MISTAKES])
def test_one_output(submission, cases):
    """For k = 1 the prediction and y are both (N, 1), and each prediction is compared with its own target."""
    for params, X, y in cases(net, dict(N=6, d=2, h=4, k=1)):
        trains(submission, (params, X, y, 0.02, 3))


@question("train", mistakes=TRAIN_MISTAKES)
def test_the_loss_may_rise(submission, cases):
    """All steps are taken and all losses are returned, even if the learning rate is too large."""
    for params, X, y, rate in cases(climbing, dict(N=5, d=2, h=3, k=2)):
        trains(submission, (params, X, y, rate, 3))


def held(theirs, params, X, y, learning_rate, steps):
    """The losses, what params holds after a training, and the tensors that it held before."""
    tensors = dict(params)
    return theirs(params, X, y, learning_rate, steps), dict(params), tensors


def trains_in_place(submission, inputs, rtol=None):
    """Record losses and parameters as `trains` does, and the very tensors that the caller holds."""
    got = submission.run(held, "train", *inputs)
    losses, *after = got if isinstance(got, tuple) and len(got) == 3 else (None, None, None)
    right, trained = descent(net_loss, no_memory, *inputs)
    names = ("losses", "params", "the caller's tensors")
    if agree((as_floats(losses), *after), (right, trained, trained), names=names, rtol=rtol):
        still = all(after[1][name].requires_grad for name in inputs[0])
        holds(still, "params do not require grad after train", mistake=LEAVES_NO_MORE)


@question("train", weight=6, mistakes=HELD_MISTAKES)
def test_params_are_updated_in_place(submission, cases):
    """train updates the very tensors that the caller put into params, and they still require grad."""
    for params, X, y in cases(net, dict(N=6, d=2, h=3, k=2)):
        trains_in_place(submission, (params, X, y, 0.05, 2))


@question("train", mistakes=TRAIN_MISTAKES)
def test_the_data_is_left_alone(submission, cases):
    """train updates params and nothing else."""
    for params, X, y in cases(net, dict(N=6, d=2, h=3, k=4)):
        trains(submission, (params, X, y, 0.05, 2))
    unchanged()


@question("train", mistakes=TRAIN_MISTAKES)
def test_the_losses_are_numbers(submission, cases):
    """losses holds numbers: a tensor would keep the whole graph of its step alive."""
    for params, X, y in cases(net, dict(N=5, d=2, h=4, k=3)):
        losses = trains(submission, (params, X, y, 0.05, 3))
        kept = losses if isinstance(losses, (list, tuple)) else [losses]
        attached = any(isinstance(one, Tensor) and one.requires_grad for one in kept)
        holds(not attached, "the losses require grad; they should be floats", mistake=GRAPH_LEFT)


def sizes(rng):
    """Outputs m and inputs n of a function."""
    m, n = (int(size) for size in rng.choice(np.arange(3, 40), size=2, replace=False))
    return m, n


@once
def deck(m, n):
    """The answers of the quiz; those that autograd knows are asked of it."""
    x = torch.ones(n, dtype=torch.float64, requires_grad=True)
    outputs = torch.outer(torch.ones(m, dtype=torch.float64), x).sum(dim=1)
    (product,) = torch.autograd.grad(outputs, x, torch.ones_like(outputs))
    value = (x**2).sum()
    value.backward(retain_graph=True)
    once = x.grad.clone()
    value.backward()
    (constant,) = torch.autograd.grad((3 * x).sum(), x, create_graph=True)
    table = torch.zeros(n, n, dtype=torch.float64)
    return {
        "vjp": tuple(product.shape),
        "rows": float(len(outputs)),
        "twice": (x.grad / once)[0].item(),
        "hessian": 1.0 + len(table),
        "hvp": 2.0,
        "bytes": float(table.nbytes),
        "linear": constant.requires_grad,
        "returned": float(n),
    }


QUIZ_MISTAKES = [
    Mistake(
        "columns",
        says="This is the number of columns; one backward pass gives a row.",
        answers=lambda right, m, n: right | {"rows": float(n)},
        hint="What does torch.autograd.grad(y, x, v) give for v = (1, 0, …, 0)?",
    ),
    Mistake(
        "replaced",
        says="backward() does not replace what .grad holds.",
        answers=lambda right, m, n: right | {"twice": 1.0},
        hint="What does backward() do to a .grad that is already there?",
    ),
    Mistake(
        "entries",
        says="This is the number of entries; each of them takes more than one byte.",
        answers=lambda right, m, n: right | {"bytes": float(n * n)},
        hint="How many bits does a float64 have?",
    ),
    Mistake(
        "rows_alone",
        says="You did not count the pass for the gradient.",
        answers=lambda right, m, n: right | {"hessian": float(n)},
        hint="What do you need before you can compute the first row?",
    ),
    Mistake(
        "ctx_counted",
        says="ctx is not an input that has a gradient.",
        answers=lambda right, m, n: right | {"returned": n + 1.0},
        hint="Which of forward's arguments could have a derivative?",
    ),
]


@question("quiz")
def test_every_card(submission, cases):
    """All cards are right, for functions of several sizes."""
    for m, n in cases(sizes, n=2):
        agree(submission.quiz(m, n), deck(m, n), mistakes=QUIZ_MISTAKES)
