"""The public checks of hw1: read them, run them, change them if it helps you to see.

Expected values come from torch.autograd in float64, not from differences. The functions f are written in torch; your
code is given something that it can call with an array and that counts how often it does.
"""

from functools import wraps

import numpy as np

from autograder import (
    Mistake,
    agree,
    grad_of,
    hessian_of,
    holds,
    jacobian_of,
    lend,
    once,
    question,
    unchanged,
    value_of,
)
from autograder.torch import torch


@lend
def saddle(x):
    """x_1² + 3 x_1 x_2, of the lesson."""
    return x[0] ** 2 + 3 * x[0] * x[1]


@lend
def claimed(x):
    """Someone's gradient of the saddle: (2 x_1 + 3 x_2, 4 x_1)."""
    return torch.stack((2 * x[0] + 3 * x[1], 4 * x[0]))


@lend
def halved(x):
    """Another one's: (2 x_1 + 3 x_2, 1.5 x_1)."""
    return torch.stack((2 * x[0] + 3 * x[1], 1.5 * x[0]))


@lend
def three(x):
    """(x_1 x_2, x_1², 5 x_2), of the lesson."""
    return torch.stack((x[0] * x[1], x[0] ** 2, 5 * x[1]))


@lend
def cubic(x):
    """x_1² x_2 + x_2³, of the lesson."""
    return x[0] ** 2 * x[1] + x[1] ** 3


@lend
def whole(x):
    """The sum of x_i³ + 2.5 x_i."""
    return (x**3 + 2.5 * x).sum()


def by_hand():
    """The point of the lesson."""
    return np.array([1.0, 2.0])


def landscape(rng, shape, factors=(1.0,), scale=1.0):
    """A smooth f, its gradient times `factors` (in turn, entry by entry), and a point.

    Partial derivatives are positive, negative, negative in turn, so that what is made of their signs hangs on no luck,
    and none is near 0, beside `scale`; second derivatives couple all entries.
    """
    weights = np.resize([1, -1, -1], shape) * rng.uniform(2, 3, shape)
    at, off = rng.uniform(-1, 1, shape), scale * np.resize(factors, shape)
    return lend(hills, weights, at, scale), lend(slopes, weights, at, off), at


def hills(x, weights, at, scale):
    """The sum of w_i exp(x_i), and a square that couples all entries."""
    return scale * ((weights * torch.exp(x)).sum() + (x.sum() - at.sum() + 0.5) ** 2 / 2)


def slopes(x, weights, at, off):
    """The gradient of the hills, times `off`."""
    return off * (weights * torch.exp(x) + x.sum() - at.sum() + 0.5)


def smooth(rng, shape):
    """A smooth scalar function of an array of that shape, and a point."""
    f, _, x = landscape(rng, shape)
    return f, x


def at_plain_points(draw):
    """`draw` with a point of small whole numbers, among them 0, 1 and equal ones."""

    @wraps(draw)
    def plain(rng, **sizes):
        *functions, x = draw(rng, **sizes)
        return *functions, rng.permutation(np.resize([0.0, 1.0, -1.0, 1.0], x.size)).reshape(x.shape)

    return plain


plain_smooth = at_plain_points(smooth)


def integers(rng, n):
    """Whole numbers of both signs, as integers; the first is 5."""
    x = rng.choice([-1, 1], n) * rng.integers(1, 5, n)
    x[0] = 5
    return (x,)


def exponentials(rng, m, n):
    """f: R^n -> R^m with f_i(x) = exp(a_i·x), and a point."""
    A = rng.choice([-1, 1], (m, n)) * rng.uniform(0.2, 0.5, (m, n))
    return lend(growth, A), rng.uniform(-1.5, 1.5, n)


def growth(x, A):
    """exp(a_i·x) for each row of A."""
    return torch.exp(A @ x)


def curved(rng, n):
    """A scalar f of order 1 with second and third derivatives of order 1, and a point."""
    a = rng.choice([-1, 1], n) * rng.uniform(1, 1.5, n)
    B = rng.uniform(-0.2, 0.2, (n, n))
    x = rng.uniform(-1, 1, n)
    return lend(ridge, a, B, a @ x + rng.uniform(-0.5, 0.5)), x


def ridge(x, a, B, start):
    """exp(a·x - start) + x·Bx."""
    return torch.exp(a @ x - start) + x @ B @ x


plain_exponentials, plain_curved = at_plain_points(exponentials), at_plain_points(curved)


def plain_landscape(rng, shape, factors):
    """A landscape with a plain point where no partial derivative is near 0."""
    while True:
        f, grad, x = at_plain_points(landscape)(rng, shape=shape, factors=factors)
        if np.abs(grad_of(f, x)).min() > 0.05:
            return f, grad, x


def frail(draw):
    """`draw` with a point whose first entry does not survive x + eps - eps, nor x + eps - 2 eps + eps."""

    @wraps(draw)
    def drawn(rng, **size):
        *functions, x = draw(rng, **size)
        while any(x[0] in (x[0] + eps - eps, x[0] + eps - 2 * eps + eps) for eps in (1e-5, 1e-4)):
            x[0] = rng.uniform(1e-7, 1e-6)
        return *functions, x

    return drawn


frail_landscape, frail_smooth, frail_exponentials, frail_curved = map(frail, (landscape, smooth, exponentials, curved))


def bend(f, x):
    """The second derivatives of f along each entry of x, like x."""
    return np.diag(hessian_of(f, x).reshape(x.size, x.size)).reshape(x.shape)


def bends(f, x):
    """The second derivatives of each output of f along each entry of x: (m, n)."""

    def output(x, row, *constants):
        return row @ f.body(x, *constants)

    return np.array([bend(lend(output, row, *f.constants), x) for row in np.eye(len(f(x)))])


def first_only(right):
    """All zeros but the first entry."""
    return np.where(np.arange(right.size).reshape(right.shape) == 0, right, 0.0)


def drifting(right, f, x, eps=1e-5):
    """Each entry that was moved stays at x_i - eps while the next ones are."""
    H = hessian_of(f, x).reshape(x.size, x.size)
    return right - eps * np.tril(H, -1).sum(axis=1).reshape(x.shape)


def by_rows(right, f, x, eps=1e-5):
    """All entries of a row moved at once."""
    return (
        right
        if right.ndim == 1
        else np.broadcast_to(right.sum(axis=tuple(range(1, right.ndim)), keepdims=True), right.shape)
    )


def misplaced_division(right, f, x, eps=1e-5):
    """f(x + eps) - f(x - eps) / (2 eps)."""
    return value_of(f, x) * (1 - 1 / (2 * eps)) + right / 2


GRADIENT_MISTAKES = [
    Mistake(
        "forward",
        says="These are forward differences.",
        answers=lambda right, f, x, eps=1e-5: right + eps / 2 * bend(f, x),
        hint="Halve eps. Does your error halve, or drop by four?",
    ),
    Mistake(
        "divided_by_eps",
        says="This is twice the gradient: the difference is divided by eps.",
        answers=lambda right, *inputs: 2 * right,
        hint="How far apart are the two points at which you evaluate f?",
        composes="scale",
    ),
    Mistake(
        "half_the_way",
        says="This is half of the gradient: x is one of your two points, and you divide by 2 eps.",
        answers=lambda right, f, x, eps=1e-5: right / 2 + eps / 4 * bend(f, x),
        hint="How far apart are the two points at which you evaluate f?",
    ),
    Mistake(
        "half",
        says="This is half of the gradient: your two points are eps apart, and you divide by 2 eps.",
        answers=lambda right, *inputs: right / 2,
        hint="How far apart are the two points at which you evaluate f?",
        composes="scale",
    ),
    Mistake(
        "times_eps",
        says="The difference is divided by 2 and then multiplied by eps.",
        answers=lambda right, f, x, eps=1e-5: eps**2 * right,
        hint="What is 8 / 2 * 4 in Python?",
        composes="scale",
    ),
    Mistake(
        "misplaced_division",
        says="Only the second value of f is divided.",
        answers=misplaced_division,
        hint="Put numbers into your expression by hand. Which operation does Python do first?",
    ),
    Mistake(
        "sign",
        says="This is the gradient with the opposite sign.",
        answers=lambda right, *inputs: -right,
        hint="Try f(x) = x. What should the sign be?",
        composes="sign",
    ),
    Mistake(
        "same_point",
        says="Your differences are all zero.",
        answers=lambda right, *inputs: 0 * right,
        hint="Print the two points just before you call f. Are they two different arrays, and can you see eps in them?",
    ),
    Mistake(
        "first_only",
        says="Only the first entry is computed; the others are zero.",
        answers=lambda right, *inputs: first_only(right),
        hint="How many times does your loop run? Print inside it.",
    ),
    Mistake(
        "rows",
        says="Each entry is the sum over its row: you moved the whole row at once.",
        answers=by_rows,
        hint="How many numbers does x hold? How many times do you move one of them?",
    ),
    Mistake(
        "drifting",
        says="The point drifts: you do not put an entry back after you have moved it.",
        answers=drifting,
        hint="Is x the same before each round of your loop?",
    ),
    Mistake(
        "piled_up",
        says="Each entry has all earlier ones added to it: what you moved stays moved.",
        answers=lambda right, *inputs: np.cumsum(right).reshape(right.shape),
        hint="Are your two points the same before each round of your loop?",
    ),
]


def truncated(right, x, eps=1e-5):
    """Differences of `whole` for an array of integers, which cannot hold x + eps: steps and all fall back."""
    ahead, behind = np.trunc(x + eps), np.trunc(x - eps)
    return (ahead**3 + 2.5 * ahead - behind**3 - 2.5 * behind) / (2 * eps)


INTEGER_MISTAKES = [
    Mistake(
        "integer_steps",
        says="The step is lost: your working copy of x is an array of integers.",
        answers=lambda right, f, x: truncated(right, x),
        hint="What is `np.array([3, 4])[0] += 1e-5`? Which dtype does your working copy have?",
    ),
    Mistake(
        "integer_result",
        says="Your result is an array of integers: the fractions are cut off.",
        answers=lambda right, *inputs: np.trunc(right),
        hint="Which dtype does your result have?",
    ),
]

JACOBIAN_MISTAKES = [
    Mistake(
        "transposed",
        says="This is the transpose: it has one row per input.",
        answers=lambda right, *inputs: right.T,
        hint="Which index of your result runs over the outputs? Check the shape for f: R³ -> R².",
        composes="layout",
    ),
    Mistake(
        "divided_by_eps",
        says="This is twice the Jacobian: the difference is divided by eps.",
        answers=lambda right, *inputs: 2 * right,
        hint="How far apart are the two points at which you evaluate f?",
        composes="scale",
    ),
    Mistake(
        "half_the_way",
        says="This is half of the Jacobian.",
        answers=lambda right, *inputs: right / 2,
        hint="How far apart are the two points at which you evaluate f?",
        composes="scale",
    ),
    Mistake(
        "sign",
        says="This is the Jacobian with the opposite sign.",
        answers=lambda right, *inputs: -right,
        hint="Try f(x) = x. What should the sign be?",
        composes="sign",
    ),
    Mistake(
        "same_point",
        says="Your differences are all zero.",
        answers=lambda right, *inputs: 0 * right,
        hint="Print the two points just before you call f. Are they two different arrays, and can you see eps in them?",
    ),
    Mistake(
        "first_only",
        says="Only the first column is computed; the others are zero.",
        answers=lambda right, *inputs: np.where(np.arange(right.shape[1]) == 0, right, 0.0),
        hint="How many times does your loop run? Print inside it.",
    ),
    Mistake(
        "piled_up",
        says="Each column has all earlier ones added to it: what you moved stays moved.",
        answers=lambda right, *inputs: np.cumsum(right, axis=1),
        hint="Are your two points the same before each round of your loop?",
    ),
]

SHAPE_MISTAKES = [
    Mistake(
        "flat",
        says="This is a vector; the Jacobian of a scalar function is a matrix with one row.",
        answers=lambda right, *inputs: right[0],
        hint="Treat one output as a vector with one entry. What shape does the Jacobian have?",
    ),
    *JACOBIAN_MISTAKES,
]

FORWARD = Mistake(
    "forward",
    says="These are forward differences.",
    answers=lambda right, f, x, eps=1e-5: right + eps / 2 * bends(f, x),
    hint="Halve eps. Does your error halve, or drop by four?",
)

HESSIAN_MISTAKES = [
    Mistake(
        "four_times",
        says="This is four times the Hessian: the 4 of the denominator is missing.",
        answers=lambda right, *inputs: 4 * right,
        hint="How far apart are the four points, in each direction?",
        composes="scale",
    ),
    Mistake(
        "four_times_beside_diagonal",
        says="Off the diagonal this is four times the Hessian.",
        answers=lambda right, *inputs: 4 * right - 3 * np.diag(np.diag(right)),
        hint="Try f(x) = x_1 x_2. What should come out?",
    ),
    Mistake(
        "eps_once",
        says="You divide by eps once; a second difference needs it twice.",
        answers=lambda right, f, x, eps=1e-4: eps * right,
        hint="Try f(x) = x_1². Does your result depend on eps?",
        composes="scale",
    ),
    Mistake(
        "sign_of_diagonal",
        says="The diagonal has the opposite sign.",
        answers=lambda right, *inputs: right - 2 * np.diag(np.diag(right)),
        hint="Try f(x) = x_1². What should the sign be?",
    ),
    Mistake(
        "sign",
        says="This is the Hessian with the opposite sign.",
        answers=lambda right, *inputs: -right,
        hint="Try f(x) = x_1². What should the sign be?",
        composes="sign",
    ),
    Mistake(
        "diagonal_only",
        says="Only the diagonal is filled in.",
        answers=lambda right, *inputs: np.diag(np.diag(right)),
        hint="Try f(x) = x_1 x_2. What should come out?",
    ),
    Mistake(
        "upper_only",
        says="Everything below the diagonal is zero.",
        answers=lambda right, *inputs: np.triu(right),
        hint="You have H_12. What is H_21?",
    ),
    Mistake(
        "quarter_of_the_diagonal",
        says="The diagonal is a quarter of what it should be.",
        answers=lambda right, *inputs: right - 0.75 * np.diag(np.diag(right)),
        hint="Try f(x) = x_1². Where are your points, and how far apart are they?",
    ),
    Mistake(
        "twice",
        says="This is twice the Hessian.",
        answers=lambda right, *inputs: 2 * right,
        hint="Try f(x) = x_1². If you add H and its transpose, by which number do you divide?",
        composes="scale",
    ),
    Mistake(
        "half",
        says="This is half of the Hessian.",
        answers=lambda right, *inputs: right / 2,
        hint="Try f(x) = x_1². What should come out?",
        composes="scale",
    ),
    Mistake(
        "same_point",
        says="Your differences are all zero.",
        answers=lambda right, *inputs: 0 * right,
        hint="Print the four points just before you call f. Are they different arrays?",
    ),
]


@once
def central(f, x, eps):
    """Central differences: what numerical_gradient, or jacobian, returns for that eps, however large; or for one each entry."""
    return differences(x, eps, lambda step: (f(x + step) - f(x - step)) / 2)


@once
def ahead(f, x, eps):
    """Forward differences for that eps."""
    return differences(x, eps, lambda step: f(x + step) - f(x))


def differences(x, eps, difference):
    """difference(step) / eps for a step along each entry of x, which the last axes of the result are of."""
    found, eps = [], np.broadcast_to(eps, x.shape)
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = eps[place]
        found.append(difference(step) / eps[place])
    return np.stack(found, axis=-1).reshape(np.shape(found[0]) + x.shape)


def both(f, grad, x, eps=None):
    """The claimed and the right gradient at x, as vectors; for an eps that is given the right one is by differences."""
    return grad(x).ravel(), (grad_of(f, x) if eps is None else central(f, x, eps)).ravel()


def of_norms(right, *inputs):
    """One relative error for the whole arrays."""
    a, n = both(*inputs)
    return np.linalg.norm(a - n) / (np.linalg.norm(a) + np.linalg.norm(n))


def of_larger_norm(right, *inputs):
    """One relative error for the whole arrays, beside the larger norm."""
    a, n = both(*inputs)
    return np.linalg.norm(a - n) / max(np.linalg.norm(a), np.linalg.norm(n))


def over(right, inputs, size):
    """The largest error relative to `size(a, n)`; where that is 0, as a careful student has it: 1, or 0 for 0/0."""
    a, n = both(*inputs)
    error, beside = np.abs(a - n), size(np.abs(a), np.abs(n)) + 0 * a
    return np.where(beside > 0, error / np.where(beside > 0, beside, 1.0), np.sign(error)).max()


def errors(a, n):
    """The signed relative error of each entry, 0 where both are 0."""
    size = np.maximum(np.abs(a), np.abs(n))
    return (a - n) / np.where(size > 0, size, 1.0)


def signed_beside(right, *inputs):
    """The largest error over max(a, n), which is negative where both are."""
    a, n = both(*inputs)
    beside = np.maximum(a, n)
    return np.where(beside != 0, np.abs(a - n) / np.where(beside != 0, beside, 1.0), 0.0).max()


def at_the_largest(right, *inputs):
    """The relative error of the entry whose absolute error is the largest."""
    a, n = both(*inputs)
    return np.abs(errors(a, n))[np.argmax(np.abs(a - n))]


def by_forward(right, f, grad, x, eps=1e-5):
    """The largest error against forward differences."""
    return np.abs(errors(grad(x), ahead(f, x, eps))).max()


CHECK_MISTAKES = [
    Mistake(
        "absolute",
        says="This is the largest absolute error.",
        answers=lambda right, *inputs: over(right, inputs, lambda a, n: 1.0),
        hint="Is an error of 0.01 large? Compared with which number?",
    ),
    Mistake(
        "norms",
        says="This is one error for the whole arrays, from their norms.",
        answers=of_norms,
        hint="Would your check notice one wrong entry among a thousand right ones?",
    ),
    Mistake(
        "over_the_sum",
        says="Your errors are relative to the sum of both sizes.",
        answers=lambda right, *inputs: over(right, inputs, lambda a, n: a + n),
        hint="Which number stands in the denominator?",
    ),
    Mistake(
        "norms_over_the_larger",
        says="This is one error for the whole arrays, from their norms.",
        answers=of_larger_norm,
        hint="Would your check notice one wrong entry among a thousand right ones?",
    ),
    Mistake(
        "over_the_numeric",
        says="Your errors are relative only to the numerical gradient.",
        answers=lambda right, *inputs: over(right, inputs, lambda a, n: n),
        hint="If the two gradients change places, should the error change?",
    ),
    Mistake(
        "over_the_analytic",
        says="Your errors are relative only to the claimed gradient.",
        answers=lambda right, *inputs: over(right, inputs, lambda a, n: a),
        hint="If the two gradients change places, should the error change?",
    ),
    Mistake(
        "over_the_smaller",
        says="Your errors are relative to the smaller of the two.",
        answers=lambda right, *inputs: over(right, inputs, np.minimum),
        hint="Which number stands in the denominator?",
    ),
    Mistake(
        "at_least_one",
        says="You divide your errors by a number that is never less than 1.",
        answers=lambda right, *inputs: over(right, inputs, lambda a, n: np.maximum(1.0, np.maximum(a, n))),
        hint="What does an error of 0.01 become where the derivative is 0.01?",
    ),
    Mistake(
        "mean",
        says="This is the mean of the relative errors, not the largest.",
        answers=lambda right, *inputs: np.abs(errors(*both(*inputs))).mean(),
        hint="Would your check notice one wrong entry among a thousand right ones?",
    ),
    Mistake(
        "signed",
        says="Your errors have a sign, so a negative one never counts as the largest.",
        answers=lambda right, *inputs: errors(*both(*inputs)).max(),
        hint="Which of -0.5 and 0.1 is the larger error?",
    ),
    Mistake(
        "signed_denominator",
        says="You divide by a number that has a sign, so two negative derivatives give a negative error.",
        answers=signed_beside,
        hint="Which of -2 and -3 is larger in size, and which one is max(-2, -3)?",
    ),
    Mistake(
        "at_the_largest",
        says="This is the relative error where the absolute error is largest; another entry has a larger relative error.",
        answers=at_the_largest,
        hint="Off by 3 where 1000 is right, or off by 0.5 where 1 is right: which relative error is larger?",
    ),
    Mistake(
        "forward",
        says="Your numerical gradient comes from forward differences.",
        answers=by_forward,
        hint="Halve eps. Does the error for a right gradient halve, or drop by four?",
    ),
]


@question("numerical_gradient", weight=3)
def test_gradient_of_the_lesson(submission):
    """The gradient of x_1² + 3 x_1 x_2 at (1, 2) is (8, 3)."""
    agree(
        submission.numerical_gradient(saddle, by_hand()),
        np.array([8.0, 3.0]),
        layout="gradient",
        mistakes=GRADIENT_MISTAKES,
    )


@question("numerical_gradient", weight=5)
def test_gradient_for_vectors(submission, cases):
    """The gradient of a smooth function of a vector agrees with autograd to 1e-6."""
    for f, x in cases(smooth, dict(shape=(4,)), dict(shape=(7,))):
        agree(submission.numerical_gradient(f, x), grad_of(f, x), layout="gradient", mistakes=GRADIENT_MISTAKES)


@question("numerical_gradient", weight=2)
def test_gradient_for_a_matrix(submission, cases):
    """The gradient of a function of a matrix has the matrix's shape and agrees with autograd."""
    for f, x in [*cases(smooth, dict(shape=(2, 3))), *cases(plain_smooth, dict(shape=(3, 3)))]:
        agree(submission.numerical_gradient(f, x), grad_of(f, x), mistakes=GRADIENT_MISTAKES)


@question("numerical_gradient")
def test_gradient_at_whole_numbers(submission, cases):
    """If x holds integers, they stand for real numbers: the gradient is the same as for floats."""
    for (x,) in cases(integers, dict(n=3)):
        agree(submission.numerical_gradient(whole, x), grad_of(whole, x), layout="gradient", mistakes=INTEGER_MISTAKES)


@question("numerical_gradient")
def test_gradient_leaves_x_alone(submission, cases):
    """numerical_gradient is right and leaves x exactly as it was."""
    for f, x in cases(frail_smooth, dict(shape=(3,))):
        agree(submission.numerical_gradient(f, x), grad_of(f, x), layout="gradient", mistakes=GRADIENT_MISTAKES)
    unchanged()


@question("jacobian", weight=3)
def test_jacobian_of_the_lesson(submission):
    """The Jacobian of (x_1 x_2, x_1², 5 x_2) at (1, 2) has the rows (2, 1), (2, 0), (0, 5)."""
    agree(
        submission.jacobian(three, by_hand()),
        np.array([[2.0, 1.0], [2.0, 0.0], [0.0, 5.0]]),
        rtol=1e-4,
        mistakes=JACOBIAN_MISTAKES,
    )


@question("jacobian", weight=5)
def test_jacobian_of_smooth_functions(submission, cases):
    """The Jacobian is (m, n) and agrees with autograd to 1e-4, for more and for fewer outputs than inputs."""
    for f, x in [*cases(exponentials, dict(m=3, n=4), dict(m=5, n=2)), *cases(plain_exponentials, dict(m=4, n=4))]:
        agree(submission.jacobian(f, x), jacobian_of(f, x), rtol=1e-4, mistakes=JACOBIAN_MISTAKES)


@question("jacobian", weight=2)
def test_jacobian_of_a_scalar_function(submission, cases):
    """The Jacobian of a function that returns a float is (1, n)."""
    for f, x in cases(smooth, dict(shape=(3,))):
        agree(submission.jacobian(f, x), jacobian_of(f, x), rtol=1e-4, mistakes=SHAPE_MISTAKES)


@question("jacobian", weight=4)
def test_jacobian_is_as_exact_as_central_differences(submission, cases):
    """The Jacobian agrees with autograd to 1e-7, which takes central differences."""
    for f, x in cases(exponentials, dict(m=4, n=3)):
        agree(submission.jacobian(f, x), jacobian_of(f, x), rtol=1e-7, mistakes=[FORWARD, *JACOBIAN_MISTAKES])


@question("hessian", weight=3)
def test_hessian_of_the_lesson(submission):
    """The Hessian of x_1² x_2 + x_2³ at (1, 2) has the rows (4, 2), (2, 12)."""
    agree(
        submission.hessian(cubic, by_hand()), np.array([[4.0, 2.0], [2.0, 12.0]]), rtol=1e-3, mistakes=HESSIAN_MISTAKES
    )


@question("hessian", weight=4)
def test_hessian_of_smooth_functions(submission, cases):
    """The Hessian of functions of two, three and four variables agrees with autograd to 1e-3."""
    for f, x in [*cases(curved, dict(n=2), dict(n=3)), *cases(plain_curved, dict(n=4))]:
        agree(submission.hessian(f, x), hessian_of(f, x), rtol=1e-3, mistakes=HESSIAN_MISTAKES)


@question("gradient_check", weight=3)
def test_check_of_the_lesson(submission):
    """Where the gradient is (8, 3), the result is 0.25 for the claim (8, 4), and 0.5 for (8, 1.5)."""
    for claim, error in [(claimed, 0.25), (halved, 0.5)]:
        agree(submission.gradient_check(saddle, claim, by_hand()), error, atol=1e-6, mistakes=CHECK_MISTAKES)


@question("gradient_check", weight=5)
def test_check_of_right_and_wrong_gradients(submission, cases):
    """A right gradient gives 0, its double 0.5, its negative 2 and zeros 1; one wrong entry is enough for that."""
    for factors, scale, error in [
        ((1.0,), 1.0, 0.0),
        ((2.0,), 1.0, 0.5),
        ((1.0, 1.0, 0.5), 1.0, 0.5),
        ((-1.0,), 1.0, 2.0),
        ((0.0,), 1.0, 1.0),
        ((1.0, 1.0, 1.25), 0.1, 0.2),
    ]:
        for f, grad, x in cases(landscape, dict(shape=(3,), factors=factors, scale=scale)):
            agree(submission.gradient_check(f, grad, x), error, atol=1e-6, mistakes=CHECK_MISTAKES)
    for f, grad, x in cases(plain_landscape, dict(shape=(4,), factors=(1.0, 2.0))):
        agree(submission.gradient_check(f, grad, x), 0.5, atol=1e-6, mistakes=CHECK_MISTAKES)


@once
def outer_alone(f, x, eps):
    """Central differences, with a step of eps, of exact gradients: row i is the gradient's entry i."""
    return np.stack([(grad_of(f, x + u) - grad_of(f, x - u)) / (2 * eps) for u in eps * np.eye(len(x))], axis=1)


def forward_of_forward(right, f, x, eps=1e-4):
    """Forward differences of forward differences."""
    steps = eps * np.eye(len(x))
    return np.array([[(f(x + u + v) - f(x + u) - f(x + v) + f(x)) / eps**2 for v in steps] for u in steps])


def whole_numbers(rng, m, n):
    """A matrix (m, n) and a point, 0 among its entries, for which no difference with eps = 1/4 rounds."""
    A, x = rng.integers(1, 9, (m, n)) * rng.choice([-1.0, 1.0], (m, n)), rng.integers(-8, 9, n) / 4
    x[0] = 0.0
    return A, x


def line(x, A):
    """A linear function."""
    return A @ x


def first_line(x, A):
    """A scalar linear function, of a matrix with one row."""
    return (A @ x)[0]


def line_and_square(x, A):
    """A scalar linear function and the square of x_1."""
    return (A @ x)[0] + x[0] ** 2


def straight(rng, m, n):
    """A linear f: R^n -> R^m and a point."""
    A, x = whole_numbers(rng, m, n)
    return lend(line, A), x


def summed(rng, n):
    """A scalar linear f and a point."""
    A, x = whole_numbers(rng, 1, n)
    return lend(first_line, A), x


@lend
def flat(x):
    """2.5, whatever x is."""
    return 0 * x.sum() + 2.5


def one_square(rng, n):
    """A linear f and the square of its first entry."""
    A, x = whole_numbers(rng, 1, n)
    return lend(line_and_square, A), x


def on_the_slope(rng, n):
    """A point outside [-1, 1] where sin(8πx) is steep: steps of 1/2 do not see it, tiny ones and those of x/2 do."""
    return rng.choice([-1, 1], n) * (rng.choice([11, 13, 19], n) / 8 + rng.uniform(-0.01, 0.01, n))


def line_with_ripple(x, A, B):
    """A linear function and a ripple that repeats every 1/4."""
    return A @ x + B @ torch.sin(8 * np.pi * x)


def rippled(rng, m, n):
    """A linear f: R^n -> R^m with a ripple, the same without it, and a point."""
    A, B = rng.uniform(-2, 2, (m, n)), rng.uniform(0.5, 1, (m, n))
    return lend(line_with_ripple, A, B), lend(line, A), on_the_slope(rng, n)


def bowl(x, S):
    """A quadratic function."""
    return x @ S @ x


def bowl_with_ripple(x, S, growth):
    """A quadratic function and a ripple that grows with x: second differences with a tiny step in either see it."""
    return x @ S @ x + (growth @ x) * torch.sin(8 * np.pi * x).sum()


def rippled_bowl(rng, n):
    """A quadratic f with a ripple, the same without it, and a point."""
    S, growth = rng.uniform(-2, 2, (n, n)), rng.uniform(0.5, 1, n)
    return lend(bowl_with_ripple, S, growth), lend(bowl, S), on_the_slope(rng, n)


def exponential_sum(x, weights):
    """The sum of w_i exp(x_i)."""
    return (weights * torch.exp(x)).sum()


def exponential_gradient(x, weights, off):
    """Its gradient, times a factor for each entry."""
    return off * weights * torch.exp(x)


def some_zero(rng, shape, factors, first=1):
    """A function that does not depend on every second entry of x, its gradient times `factors`, and a point.

    `first` is the first of these entries: where it is entry 0, 0/0 comes before all other errors.
    """
    weights = np.resize([1, 1, -1], shape) * rng.uniform(1, 2, shape)
    weights.flat[first::2] = 0.0
    off = np.resize(factors, shape)
    return lend(exponential_sum, weights), lend(exponential_gradient, weights, off), rng.uniform(-1, 1, shape)


def wave(x, weights):
    """The sum of w_i sin(x_i)."""
    return (weights * torch.sin(x)).sum()


def wave_gradient(x, weights, off):
    """Its gradient, times a factor for each entry."""
    return off * weights * torch.cos(x)


def steep(rng, factors):
    """A function with one partial derivative in the hundreds and three below 1; its gradient times `factors`."""
    weights = np.array([500.0, 1.0, -1.0, 1.0]) * rng.uniform(0.5, 0.9, 4)
    return lend(wave, weights), lend(wave_gradient, weights, np.array(factors)), rng.uniform(-1, 1, 4)


def wave_and_bowl(x, weights):
    """The sum of w_i sin(x_i), and an eighth of the square of the sum of x."""
    return (weights * torch.sin(x)).sum() + x.sum() ** 2 / 8


def far(rng, shape):
    """A scalar f and a point: |x| is near 2π or 4π, where f' is of order 1 and a step of 1/4 is not one of x/4."""
    weights = rng.choice([-1, 1], shape) * rng.uniform(1, 2, shape)
    x = rng.choice([-1, 1], shape) * (2 * np.pi * rng.integers(1, 3, shape) + rng.uniform(-0.5, 0.5, shape))
    return lend(wave_and_bowl, weights), x


def second(f, x, eps):
    """Central differences of central differences, with a step for each entry."""
    return differences(x, eps, lambda step: (central(f, x + step, eps) - central(f, x - step, eps)) / 2)


def growing(answer):
    """Steps that grow with x, in the two ways that are in use; `answer(f, x, steps)` is what comes of them."""
    return [
        Mistake(
            name,
            says="Your step grows with x; eps is the step itself.",
            answers=lambda right, f, x, eps, growth=growth: answer(f, x, eps * growth(np.abs(x))),
            hint="At x = 8 and for eps = 0.25, at which points do you evaluate f?",
        )
        for name, growth in [
            ("relative_step", lambda size: np.maximum(1.0, size)),
            ("step_grows_everywhere", lambda size: 1.0 + size),
        ]
    ]


STEP_MISTAKES = [
    Mistake(
        "eps_ignored",
        says="This is what a tiny step gives. You were given another eps.",
        answers=lambda right, f, x, eps: grad_of(f, x),
        hint="Where does eps enter your steps? Do you pass it on to every function that takes it?",
    ),
    *growing(central),
    Mistake(
        "half_step",
        says="Your two points are eps apart, half a step to either side.",
        answers=lambda right, f, x, eps: central(f, x, eps / 2),
        hint="At x = 1 and for eps = 0.1, at which two points do you evaluate f?",
    ),
    Mistake(
        "forward",
        says="These are forward differences.",
        answers=lambda right, f, x, eps: ahead(f, x, eps),
        hint="Halve eps. Does your error halve, or drop by four?",
    ),
    *(mistake for mistake in GRADIENT_MISTAKES if mistake.composes),
]
JACOBIAN_STEP_MISTAKES = [
    Mistake(
        "eps_ignored",
        says="This is what a tiny step gives. You were given another eps.",
        answers=lambda right, f, x, eps: jacobian_of(f, x),
        hint="Where does eps enter your steps? Do you pass it on to every function that takes it?",
    ),
    *growing(central),
    *JACOBIAN_MISTAKES,
]
HESSIAN_STEP_MISTAKES = [
    Mistake(
        "eps_ignored",
        says="This is what tiny steps give. You were given another eps.",
        answers=lambda right, f, x, eps: hessian_of(f, x),
        hint="Where does eps enter your steps? Do you pass it on to every function that takes it?",
    ),
    Mistake(
        "eps_in_the_outer_difference_alone",
        says="Only one of the two differences uses eps: the inner one has a step of its own.",
        answers=lambda right, f, x, eps: outer_alone(f, x, eps),
        hint="Which calls in your code take a step? Do you pass eps to each of them?",
    ),
    Mistake(
        "eps_in_the_inner_difference_alone",
        says="Only one of the two differences uses eps: the outer one has a step of its own.",
        answers=lambda right, f, x, eps: outer_alone(f, x, eps).T,
        hint="Which calls in your code take a step? Do you pass eps to each of them?",
    ),
    Mistake(
        "eps_in_one_difference_alone",
        says="Only one of the two differences uses eps; the other one has a step of its own.",
        answers=lambda right, f, x, eps: (outer_alone(f, x, eps) + outer_alone(f, x, eps).T) / 2,
        hint="Which calls in your code take a step? Do you pass eps to each of them?",
    ),
    *growing(second),
    *HESSIAN_MISTAKES,
]
CHECK_STEP_MISTAKES = [
    Mistake(
        "eps_ignored",
        says="This is the result for a tiny step. You were given another eps.",
        # Rounded: of a right gradient only rounding is left, and an answer of 0 tells too little to be named for this.
        answers=lambda right, f, grad, x, eps: round(np.abs(errors(*both(f, grad, x))).max(), 9),
        hint="Do you pass eps on to the function that takes the differences?",
    ),
    *CHECK_MISTAKES,
]
STEP_HINT = "eps is the step itself, whatever x is. Do you use it in every difference that you take?"
FORWARD_OF_FORWARD = Mistake(
    "forward",
    says="These are forward differences of forward differences.",
    answers=forward_of_forward,
    hint="Halve eps. Does your error halve, or drop by four?",
)


def is_symmetric(H, right):
    """Hold that a Hessian is roughly right, and that the entries that mirror each other are equal but for rounding."""
    if agree(H, right, rtol=0.3, mistakes=HESSIAN_MISTAKES):
        gap = np.abs(np.array(H) - np.array(H).T).max()
        holds(gap <= 1e-8 * np.abs(right).max(), f"entries that mirror each other differ by {gap:.2g}")


@question("numerical_gradient")
def test_gradient_of_straight_lines(submission, cases):
    """The gradient of a linear function is its coefficients, and that of a constant is zero, even with a large step."""
    for f, x in cases(summed, dict(n=2)):
        agree(submission.numerical_gradient(f, x, 0.25), grad_of(f, x), layout="gradient", mistakes=GRADIENT_MISTAKES)
        agree(submission.numerical_gradient(flat, x, 0.25), np.zeros(2), layout="gradient", mistakes=GRADIENT_MISTAKES)


@question("numerical_gradient", hint=STEP_HINT)
def test_gradient_with_a_step_of_its_own(submission, cases):
    """A large eps gives central differences with exactly that step, whether x is near 0 or far from it."""
    for (f, x), eps in [(cases(smooth, dict(shape=(3,)))[0], 0.1), (cases(far, dict(shape=(2,)))[0], 0.25)]:
        agree(submission.numerical_gradient(f, x, eps), central(f, x, eps), layout="gradient", mistakes=STEP_MISTAKES)


@question("numerical_gradient")
def test_gradient_takes_two_evaluations_an_entry(submission, cases):
    """f is evaluated at most 2·x.size times."""
    for f, x in cases(smooth, dict(shape=(5,))):
        f_counted = f.at_most(2 * x.size)
        right = grad_of(f, x)
        agree(submission.numerical_gradient(f_counted, x), right, layout="gradient", mistakes=GRADIENT_MISTAKES)


@question("jacobian")
def test_jacobian_of_straight_lines(submission, cases):
    """The Jacobian of a linear function is its matrix, even with a large step and where an entry of x is 0."""
    for f, x in cases(straight, dict(m=3, n=2)):
        agree(submission.jacobian(f, x, 0.25), jacobian_of(f, x), mistakes=JACOBIAN_MISTAKES)


@question("jacobian", hint=STEP_HINT)
def test_jacobian_with_a_step_of_its_own(submission, cases):
    """A step of 0.5 does not see a ripple that repeats every 0.25, wherever x is."""
    for f, smoothed, x in cases(rippled, dict(m=2, n=3)):
        agree(submission.jacobian(f, x, 0.5), jacobian_of(smoothed, x), mistakes=JACOBIAN_STEP_MISTAKES)


@question("jacobian")
def test_jacobian_of_the_arguments_alone(submission, cases):
    """The Jacobian depends only on the arguments, not on earlier calls, and x stays exactly as it was."""
    (f, x), (g, y) = cases(frail_exponentials, dict(m=2, n=3), n=2)
    for function_, point in [(g, y), (f, x), (f, y), (g, y)]:
        right = jacobian_of(function_, point)
        agree(submission.jacobian(function_, point), right, rtol=1e-4, mistakes=JACOBIAN_MISTAKES)
    unchanged()


@question("hessian")
def test_hessian_by_central_differences(submission, cases):
    """The Hessian agrees with autograd to 1e-5, which takes central second differences."""
    for f, x in cases(curved, dict(n=3), n=2)[1:]:
        right = hessian_of(f, x)
        agree(submission.hessian(f, x), right, rtol=1e-5, mistakes=[FORWARD_OF_FORWARD, *HESSIAN_MISTAKES])


@question("hessian")
def test_hessian_is_its_own_mirror(submission, cases):
    """The Hessian is symmetric up to rounding, even with a large step, and x stays exactly as it was."""
    for f, x in cases(curved, dict(n=3), n=3)[2:]:
        is_symmetric(submission.hessian(f, x, 0.1), hessian_of(f, x))
    for f, x in cases(frail_curved, dict(n=3)):
        agree(submission.hessian(f, x), hessian_of(f, x), rtol=1e-3, mistakes=HESSIAN_MISTAKES)
    unchanged()


@question("hessian", hint=STEP_HINT)
def test_hessian_with_a_step_of_its_own(submission, cases):
    """Neither of two differences with a step of 0.5 sees a ripple that repeats every 0.25, wherever x is."""
    for f, smoothed, x in cases(rippled_bowl, dict(n=3)):
        agree(submission.hessian(f, x, 0.5), hessian_of(smoothed, x), rtol=1e-4, mistakes=HESSIAN_STEP_MISTAKES)


@question("hessian")
def test_hessian_of_a_line_and_a_square(submission, cases):
    """The Hessian of a linear function plus x_1² has a 2 in row 1 and column 1, and zeros elsewhere."""
    for f, x in cases(one_square, dict(n=3)):
        agree(submission.hessian(f, x, 0.25), hessian_of(f, x), mistakes=HESSIAN_MISTAKES)


@question("gradient_check")
def test_check_of_one_wrong_entry(submission, cases):
    """One wrong entry is found next to a much larger derivative, and in a matrix."""
    for f, grad, x in cases(steep, dict(factors=(1.0, 1.5, 1.0, 1.0)), dict(factors=(1.01, 1.5, 1.0, 1.0))):
        error = np.abs(errors(*both(f, grad, x))).max()
        agree(submission.gradient_check(f, grad, x), error, atol=1e-6, mistakes=CHECK_MISTAKES)
    for f, grad, x in cases(landscape, dict(shape=(3, 3), factors=(1, 1, 2, 1), scale=10.0)):
        error = np.abs(errors(*both(f, grad, x))).max()
        agree(submission.gradient_check(f, grad, x), error, atol=1e-6, mistakes=CHECK_MISTAKES)


@question("gradient_check")
def test_check_beside_zeros(submission, cases):
    """Where both derivatives are 0 the error is 0, in a right gradient and next to a wrong entry."""
    for factors, first, error in [((4.0, 1.0), 1, 0.75), ((1.0,), 1, 0.0), ((1.0, 4.0), 0, 0.75), ((1.0,), 0, 0.0)]:
        for f, grad, x in cases(some_zero, dict(shape=(4,), factors=factors, first=first)):
            agree(submission.gradient_check(f, grad, x), error, atol=1e-6, mistakes=CHECK_MISTAKES)


@question("gradient_check", hint=STEP_HINT)
def test_check_with_a_step_of_its_own(submission, cases):
    """With eps = 0.5 the result is the error against central differences with a step of 0.5."""
    for f, grad, x in cases(landscape, dict(shape=(4,), scale=10.0)):
        error = np.abs(errors(grad(x), central(f, x, 0.5))).max()
        agree(submission.gradient_check(f, grad, x, 0.5), error, atol=1e-6, mistakes=CHECK_STEP_MISTAKES)


@question("gradient_check")
def test_check_changes_nothing(submission, cases):
    """gradient_check is right and leaves x exactly as it was."""
    for f, grad, x in cases(frail_landscape, dict(shape=(3,), factors=(1.0, 2.0), scale=10.0)):
        agree(submission.gradient_check(f, grad, x), 0.5, atol=1e-4, mistakes=CHECK_MISTAKES)
    unchanged()


def waves(M, x):
    """m numbers from n."""
    return torch.sin(M @ x)


def crest(M, x):
    """One number from n."""
    return waves(M, x).sum()


def of_two(p):
    """x² y, of a card."""
    return p[0] ** 2 * p[1]


def two_of_two(p):
    """(x² y, x + 3 y), of a card."""
    return torch.stack((of_two(p), p[0] + 3 * p[1]))


def sizes(rng, low, high):
    """m and n, not equal."""
    m, n = rng.choice(np.arange(low, high), 2, replace=False)
    return int(m), int(n)


def shrinks(difference, power, eps=0.25):
    """By what the error of a difference of x^power at 1 is divided where eps is halved."""
    error, half = (difference(lambda x: x**power, step) - power for step in (eps, eps / 2))
    return error / half


@once
def deck(m, n):
    """The answers of the quiz: the shapes of real derivatives, and what becomes of real differences."""
    M, x = np.linspace(-1, 1, m * n).reshape(m, n), np.linspace(1, 2, n)
    gradient, place = grad_of(crest, M, x, wrt=1), np.array([m, n], dtype=float)
    return {
        "gradient": gradient.shape,
        "two variables": grad_of(of_two, place),
        "jacobian": jacobian_of(waves, M, x, wrt=1).shape,
        "written out": jacobian_of(two_of_two, place),
        "one output": jacobian_of(crest, M, x, wrt=1).shape,
        "hessian": hessian_of(whole, x).shape,
        "evaluations": 2.0 * gradient.size,
        "forward": shrinks(lambda f, eps: (f(1 + eps) - f(1)) / eps, power=2),
        "central": shrinks(lambda f, eps: (f(1 + eps) - f(1 - eps)) / (2 * eps), power=3),
        "twice": 0.5,  # |2g - g| / |2g|, whatever g is
    }


QUIZ_MISTAKES = [
    Mistake(
        "transposed",
        says="Your Jacobians are in the other layout.",
        answers=lambda right, m, n: (
            right | {"jacobian": right["jacobian"][::-1], "written out": right["written out"].T}
        ),
        hint="In numerator layout, which index runs over the outputs?",
    ),
    Mistake(
        "transposed_shape",
        says="The shape of your Jacobian belongs to the other layout.",
        answers=lambda right, m, n: right | {"jacobian": right["jacobian"][::-1]},
        hint="In numerator layout, which index runs over the outputs?",
    ),
    Mistake(
        "transposed_entries",
        says="The Jacobian that you wrote out is transposed.",
        answers=lambda right, m, n: right | {"written out": right["written out"].T},
        hint="In numerator layout, does the first row belong to an output or to an input?",
    ),
    Mistake(
        "flat",
        says="You gave the Jacobian of one output the shape of the gradient.",
        answers=lambda right, m, n: right | {"one output": right["gradient"]},
        hint="One output is a vector with one entry: what is m?",
    ),
    Mistake(
        "orders_swapped",
        says="You swapped the two differences.",
        answers=lambda right, m, n: right | {"forward": right["central"], "central": right["forward"]},
        hint="In which of the two do the even terms of Taylor's series cancel?",
    ),
]


@question("quiz")
def test_every_card(submission, cases):
    """Every card is right, whatever m and n are."""
    for m, n in cases(sizes, dict(low=2, high=5), dict(low=5, high=9)):
        agree(submission.quiz(m, n), deck(m, n), mistakes=QUIZ_MISTAKES)
