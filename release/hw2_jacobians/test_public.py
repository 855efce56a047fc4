"""The public checks of hw2: read them, run them, change them if it helps you to see.

Expected values come from torch.autograd in float64, not from a solution.
"""

import numpy as np

from autograder import Mistake, agree, grad_of, jacobian_of, once, question, unchanged
from autograder.torch import torch

BOTH, SCALED = ("J_w", "J_x"), ("J_x", "J_z")  # the parts of an answer; each earns half of its check


def pair():
    """The w and x of the lesson."""
    return np.array([1.0, 6.0]), np.array([2.0, 3.0])


def number():
    """The x and z of the lesson."""
    return np.array([1.0, -2.0, 4.0]), 3.0


def of_three():
    """The Jacobian of (x_1 x_2, x_1², 5 x_2) at (1, 2)."""
    return np.array([[2.0, 1.0], [2.0, 0.0], [0.0, 5.0]])


def signed(rng, low, high, n):
    """n numbers of that size and of both signs."""
    return rng.choice([-1, 1], n) * rng.uniform(low, high, n)


def vectors(rng, n):
    """w and x with entries of both signs; no entry of x is near 0 or ±1."""
    return signed(rng, 0.5, 2.5, n), signed(rng, 1.2, 2.5, n)


def expanded(rng, n, low=-3.0, high=-1.5):
    """A vector, and a number between low and high."""
    return signed(rng, 0.5, 2.5, n), float(rng.uniform(low, high))


def plain(rng, n):
    """w and x of small whole numbers, among them 1 and equal ones; 0 is in w alone."""
    return rng.permutation(np.resize([0.0, 1.0, -2.0, 1.0], n)), rng.permutation(np.resize([2.0, 1.0, -3.0, 2.0], n))


def plainly_expanded(rng, n, z):
    """A vector of small whole numbers, among them 0, 1 and equal ones, and that z."""
    return plain(rng, n)[0], z


PLAIN_NUMBERS = dict(n=4, z=0.0), dict(n=5, z=1.0)


def linear(rng, m, n):
    """The Jacobian of a linear f: R^n -> R^m, and a point."""
    return rng.normal(size=(m, n)), rng.normal(size=n)


def links(rng, m, k, n):
    """The Jacobians of linear f: R^k -> R^m and g: R^n -> R^k, and a point."""
    return rng.normal(size=(m, k)), rng.normal(size=(k, n)), rng.normal(size=n)


def square(rng, n):
    """A, which is not symmetric, b and x."""
    return rng.normal(size=(n, n)), rng.normal(size=n), rng.normal(size=n)


def total(J, x):
    """sum(f(x)) for f(x) = J x."""
    return (J @ x).sum()


def composed(outer, inner, x):
    """f(g(x)) for f(u) = outer u and g(x) = inner x."""
    return outer @ (inner @ x)


def squares(A, b, x):
    """(Ax + b) ⊙ (Ax + b)."""
    return (A @ x + b) ** 2


def quadratic(A, b, x):
    """A((Ax + b) ⊙ (Ax + b)) + b."""
    return A @ squares(A, b, x) + b


def from_squares(A, u):
    """A(u ⊙ u)."""
    return A @ u**2


def reversed_order(right, outer, inner):
    """The product with its factors in the other order; where the shapes forbid that, nothing is claimed."""
    return inner @ outer if inner.shape[1] == outer.shape[0] else right


def element_wise(right, outer, inner):
    """The element-wise product, broadcast as NumPy does; where the shapes forbid that, nothing is claimed."""
    fits = all(a == b or 1 in (a, b) for a, b in zip(outer.shape, inner.shape, strict=True))
    return outer * inner if fits else right


def everywhere(J):
    """The diagonal of J in every row."""
    return np.broadcast_to(np.diag(J), J.shape)


def rounded_down(right, parts):
    """Those of the Jacobians in whole numbers."""
    return tuple(np.floor(J) if i in parts else J for i, J in enumerate(right))


def in_the_corner(right, J):
    """The diagonal of J, with zeros after it where J has more columns than rows."""
    return np.pad(np.diag(J), (0, max(0, right.size - len(J))))[np.newaxis]


def one_missing(term):
    """Loops that leave out one end of a sum; `term(i, *inputs)` is the term that is missing."""
    return [
        Mistake(
            f"{end}_missing",
            says=f"The {end} term of each sum is missing.",
            answers=lambda right, *inputs, i=i: right - term(i, *inputs),
            hint="Which numbers does your loop's index take? Print them. How many terms does the sum have?",
        )
        for end, i in [("first", 0), ("last", -1)]
    ]


ONE_ONLY = Mistake(
    "one_only",
    says="This is only the first of the two Jacobians.",
    answers=lambda right, *inputs: right[0],
    hint="How many arguments does the operator have? With respect to which of them did you differentiate?",
)

ELEMENTWISE_MISTAKES = [
    ONE_ONLY,
    Mistake(
        "vector",
        says="These are only the diagonals, as vectors.",
        answers=lambda right, *inputs: tuple(np.diag(J) for J in right),
        hint="How many partial derivatives do n outputs have with respect to n inputs?",
        composes="layout",
    ),
    Mistake(
        "everywhere",
        says="There are numbers off the diagonal too.",
        answers=lambda right, *inputs: tuple(everywhere(J) for J in right),
        hint="Write down the derivative of y_1 with respect to w_2. What is it?",
    ),
    Mistake(
        "swapped",
        says="You swapped the two Jacobians.",
        answers=lambda right, *inputs: right[::-1],
        hint="With respect to which argument is the first Jacobian?",
        composes="order",
    ),
    Mistake(
        "sign_of_x",
        says="The Jacobian with respect to x has the opposite sign.",
        answers=lambda right, *inputs: (right[0], -right[1]),
        hint="Move x_1 up a little. Does y_1 go up or down?",
        composes="sign",
    ),
]

DIVISION_MISTAKES = [
    *ELEMENTWISE_MISTAKES,
    Mistake(
        "power_of_x",
        says="A power of x is missing in the Jacobian with respect to x.",
        answers=lambda right, w, x: (right[0], right[1] * x),
        hint="What is the derivative of 1/x? Check one entry by differences.",
    ),
    Mistake(
        "no_w",
        says="The w is missing in the Jacobian with respect to x.",
        answers=lambda right, w, x: (right[0], -np.diag(1 / x**2)),
        hint="What happens to w/x when w doubles?",
    ),
    Mistake(
        "product_for_w",
        says="The Jacobian with respect to w is that of a product.",
        answers=lambda right, w, x: (np.diag(x), right[1]),
        hint="When w moves a little, does w/x move more for a large x or for a small one?",
    ),
    *(
        Mistake(
            name,
            says="Your quotients are rounded down to whole numbers.",
            answers=lambda right, *inputs, parts=parts: rounded_down(right, parts),
            hint="Which entries of your Jacobians are fractions? Which of Python's two divisions keeps them?",
        )
        for name, parts in [("rounded_down", (0, 1)), ("rounded_down_for_w", (0,))]
    ),
]

SCALAR_MISTAKES = [
    ONE_ONLY,
    Mistake(
        "flat_column",
        says="The Jacobian with respect to z is a vector; a matrix with one column was asked for.",
        answers=lambda right, *inputs: (right[0], right[1][:, 0]),
        hint="How many inputs does z stand for, and how many outputs are there?",
        composes="layout",
    ),
    Mistake(
        "row",
        says="The Jacobian with respect to z is a row.",
        answers=lambda right, *inputs: (right[0], right[1].T),
        hint="Which index of a Jacobian runs over the outputs?",
    ),
    *(
        Mistake(
            name,
            says="You added up the Jacobian with respect to z to one number.",
            answers=lambda right, *inputs, shape=shape: (right[0], right[1].sum().reshape(shape)),
            hint="How many outputs does z act on?",
        )
        for name, shape in [("added_up", ()), ("added_up_as_a_matrix", (1, 1))]
    ),
    Mistake(
        "times_z",
        says="The Jacobian with respect to z has one factor z too many.",
        answers=lambda right, x, z: (right[0], right[1] * z),
        hint="Write down y_1. What is its derivative with respect to z?",
    ),
    Mistake(
        "x_on_the_diagonal",
        says="The Jacobian with respect to x has x itself on its diagonal.",
        answers=lambda right, x, z: (np.diag(x), right[1]),
        hint="Write down y_1. What is its derivative with respect to x_1?",
    ),
    Mistake(
        "square_for_z",
        says="The Jacobian with respect to z is a square matrix, as if z were a vector.",
        answers=lambda right, *inputs: (right[0], np.diag(right[1][:, 0])),
        hint="How many inputs does z stand for?",
    ),
    Mistake(
        "vector_for_x",
        says="The Jacobian with respect to x is only its diagonal.",
        answers=lambda right, *inputs: (np.diag(right[0]), right[1]),
        hint="How many partial derivatives do n outputs have with respect to n inputs?",
    ),
    Mistake(
        "everywhere",
        says="The Jacobian with respect to x has numbers off its diagonal too.",
        answers=lambda right, *inputs: (everywhere(right[0]), right[1]),
        hint="Write down the derivative of y_1 with respect to x_2. What is it?",
    ),
    Mistake(
        "swapped",
        says="You swapped the Jacobians with respect to x and to z.",
        answers=lambda right, x, z: (np.diag(right[1][:, 0]), np.full(right[1].shape, right[0][0, 0])),
        hint="With respect to which argument is the first Jacobian?",
        composes="order",
    ),
]

SUM_MISTAKES = [
    Mistake(
        "ones",
        says="This is a row of ones, the gradient of sum(x).",
        answers=lambda right, *inputs: np.ones(right.shape),
        hint="Which f has the identity as its Jacobian? Is it the f of this check?",
    ),
    Mistake(
        "over_inputs",
        says="You add up over the inputs, not over the outputs.",
        answers=lambda right, J: J.sum(axis=1)[np.newaxis],
        hint="Which index of J runs over the outputs?",
    ),
    Mistake(
        "column",
        says="This is a column.",
        answers=lambda right, J: right.T,
        hint="How many outputs does a sum have? Which shape follows from that?",
        composes="layout",
    ),
    *(
        Mistake(
            name,
            says="You add up all entries of J.",
            answers=lambda right, J, shape=shape: right.sum().reshape(shape),
            hint="With respect to how many inputs do you differentiate?",
        )
        for name, shape in [("all_added_up", ()), ("all_added_up_as_a_matrix", (1, 1))]
    ),
    *(
        Mistake(
            name,
            says="This is the diagonal of J, as if output i depended only on input i.",
            answers=wrong,
            hint="Take f of the lesson and move x_1 alone. How many of the outputs move?",
        )
        for name, wrong in [
            ("diagonal", lambda right, J: np.diag(J)[np.newaxis]),
            ("diagonal_and_zeros", in_the_corner),
        ]
    ),
    *one_missing(lambda i, J: J[i]),
    Mistake(
        "mean",
        says="This is the mean over the outputs.",
        answers=lambda right, J: right / len(J),
        hint="Does y have a 1/m in it?",
        composes="scale",
    ),
]

CHAIN_MISTAKES = [
    Mistake(
        "order",
        says="You swapped the two factors.",
        answers=reversed_order,
        hint="Which two sizes must be equal in the middle of a product?",
    ),
    Mistake(
        "element_wise",
        says="You took the product entry by entry.",
        answers=element_wise,
        hint="Write down one entry of the result as a sum. Over which index?",
        raises="could not be broadcast together",
    ),
    Mistake(
        "transposed",
        says="This is the transpose.",
        answers=lambda right, *inputs: right.T,
        hint="Which index of your result runs over the outputs?",
        composes="layout",
    ),
    Mistake(
        "squeezed",
        says="You removed dimensions of size 1. A single row or column is a matrix too.",
        answers=lambda right, *inputs: np.squeeze(right),
        hint="Which shape does the Jacobian of a function with one output have?",
    ),
    *one_missing(lambda i, outer, inner: np.outer(outer[:, i], inner[i])),
]

QUADRATIC_MISTAKES = [
    Mistake(
        "no_two",
        says="This is half of the Jacobian.",
        answers=lambda right, *inputs: right / 2,
        hint="What is the Jacobian of u ⊙ u with respect to u?",
        composes="two",
    ),
    Mistake(
        "transposed",
        says="This is the transpose.",
        answers=lambda right, *inputs: right.T,
        hint="Which index of your result runs over the outputs?",
        composes="layout",
    ),
    Mistake(
        "no_outer",
        says="This is the Jacobian of (Ax + b) ⊙ (Ax + b): the outermost link is missing.",
        answers=lambda right, *inputs: jacobian_of(squares, *inputs, wrt=2),
        hint="What is y as a function of v, and what is its Jacobian?",
    ),
    Mistake(
        "no_inner",
        says="This is the Jacobian with respect to u = Ax + b: the innermost link is missing.",
        answers=lambda right, A, b, x: jacobian_of(from_squares, A, A @ x + b, wrt=1),
        hint="Which vector is squared, and what is its own Jacobian?",
    ),
    Mistake(
        "no_bias",
        says="This is right for b = 0.",
        answers=lambda right, A, b, x: jacobian_of(quadratic, A, 0 * b, x, wrt=2),
        hint="At which vector u do you differentiate the square?",
    ),
    Mistake(
        "plus_identity",
        says="You added an identity matrix for the outer b.",
        answers=lambda right, *inputs: right + np.eye(len(right)),
        hint="Does b depend on x?",
    ),
]


def elementwise(answer, operator, inputs, mistakes=ELEMENTWISE_MISTAKES):
    """Hold the Jacobians of an element-wise operator against autograd's."""
    agree(answer(*inputs), jacobian_of(operator, *inputs, wrt=(0, 1)), names=BOTH, mistakes=mistakes)


def expansion(answer, operator, inputs):
    """Hold the Jacobians of a scalar expansion against autograd's."""
    agree(answer(*inputs), jacobian_of(operator, *inputs, wrt=(0, 1)), names=SCALED, mistakes=SCALAR_MISTAKES)


def summed(answer, J, x):
    """Hold the gradient of sum(Jx) against autograd's."""
    agree(answer(J), jacobian_of(total, J, x, wrt=1), layout="flat", mistakes=SUM_MISTAKES)


def chained(answer, outer, inner, x):
    """Hold the Jacobian of outer (inner x) against autograd's."""
    agree(answer(outer, inner), jacobian_of(composed, outer, inner, x, wrt=2))


@question("d_add", weight=2, parts=BOTH)
def test_sum_of_the_lesson(submission):
    """At w = (1, 6) and x = (2, 3) both Jacobians of w + x are the identity."""
    agree(submission.d_add(*pair()), (np.eye(2), np.eye(2)), names=BOTH, mistakes=ELEMENTWISE_MISTAKES)


@question("d_add", weight=2, parts=BOTH)
def test_sum(submission, cases):
    """Both Jacobians of w + x are (n, n) and agree with autograd."""
    for inputs in [*cases(vectors, dict(n=4), dict(n=36)), *cases(plain, dict(n=4))]:
        elementwise(submission.d_add, torch.add, inputs)


@question("d_sub", weight=2, parts=BOTH)
def test_difference_of_the_lesson(submission):
    """At w = (1, 6) and x = (2, 3) the Jacobians of w - x are the identity and its negative."""
    agree(submission.d_sub(*pair()), (np.eye(2), -np.eye(2)), names=BOTH, mistakes=ELEMENTWISE_MISTAKES)


@question("d_sub", weight=2, parts=BOTH)
def test_difference(submission, cases):
    """Both Jacobians of w - x are (n, n) and agree with autograd."""
    for inputs in [*cases(vectors, dict(n=4), dict(n=36)), *cases(plain, dict(n=4))]:
        elementwise(submission.d_sub, torch.sub, inputs)


@question("d_mul", weight=2, parts=BOTH)
def test_product_of_the_lesson(submission):
    """At w = (1, 6) and x = (2, 3) the Jacobians of w ⊙ x have the diagonals (2, 3) and (1, 6)."""
    agree(
        submission.d_mul(*pair()), (np.diag([2.0, 3.0]), np.diag([1.0, 6.0])), names=BOTH, mistakes=ELEMENTWISE_MISTAKES
    )


@question("d_mul", weight=2, parts=BOTH)
def test_product(submission, cases):
    """Both Jacobians of w ⊙ x are (n, n) and agree with autograd."""
    for inputs in [*cases(vectors, dict(n=4), dict(n=36)), *cases(plain, dict(n=4))]:
        elementwise(submission.d_mul, torch.mul, inputs)


@question("d_div", weight=2, parts=BOTH)
def test_quotient_of_the_lesson(submission):
    """At w = (1, 6) and x = (2, 3) the Jacobians of w ⊘ x have the diagonals (1/2, 1/3) and (-1/4, -2/3)."""
    agree(
        submission.d_div(*pair()),
        (np.diag([1 / 2, 1 / 3]), np.diag([-1 / 4, -2 / 3])),
        names=BOTH,
        mistakes=DIVISION_MISTAKES,
    )


@question("d_div", weight=2, parts=BOTH)
def test_quotient(submission, cases):
    """Both Jacobians of w ⊘ x are (n, n) and agree with autograd."""
    for inputs in [*cases(vectors, dict(n=4), dict(n=36)), *cases(plain, dict(n=4))]:
        elementwise(submission.d_div, torch.div, inputs, DIVISION_MISTAKES)


@question("d_add_scalar", weight=2, parts=SCALED)
def test_added_number_of_the_lesson(submission):
    """At x = (1, -2, 4) and z = 3 the Jacobians of x + z are the identity and a column of ones."""
    agree(submission.d_add_scalar(*number()), (np.eye(3), np.ones((3, 1))), names=SCALED, mistakes=SCALAR_MISTAKES)


@question("d_add_scalar", weight=2, parts=SCALED)
def test_added_number(submission, cases):
    """The Jacobians of x + z are (n, n) and (n, 1) and agree with autograd."""
    for inputs in [*cases(expanded, dict(n=4), dict(n=36)), *cases(plainly_expanded, *PLAIN_NUMBERS)]:
        expansion(submission.d_add_scalar, torch.add, inputs)


@question("d_mul_scalar", weight=2, parts=SCALED)
def test_factor_of_the_lesson(submission):
    """At x = (1, -2, 4) and z = 3 the Jacobians of x z are three times the identity and the column 1, -2, 4."""
    agree(
        submission.d_mul_scalar(*number()),
        (3 * np.eye(3), np.array([[1.0], [-2.0], [4.0]])),
        names=SCALED,
        mistakes=SCALAR_MISTAKES,
    )


@question("d_mul_scalar", weight=2, parts=SCALED)
def test_factor(submission, cases):
    """The Jacobians of x z are (n, n) and (n, 1) and agree with autograd."""
    for inputs in [
        *cases(expanded, dict(n=4), dict(n=36, low=6.5, high=9.0)),
        *cases(plainly_expanded, *PLAIN_NUMBERS),
    ]:
        expansion(submission.d_mul_scalar, torch.mul, inputs)


@question("d_sum", weight=2)
def test_gradient_of_the_sum_of_the_lesson(submission):
    """The gradient of x_1 x_2 + x_1² + 5 x_2 at (1, 2) is (4, 6)."""
    agree(submission.d_sum(of_three()), np.array([[4.0, 6.0]]), layout="flat", mistakes=SUM_MISTAKES)


@question("d_sum", weight=2)
def test_gradient_of_a_sum(submission, cases):
    """The gradient of sum(f(x)) is (1, n) and agrees with autograd, for more and for fewer outputs than inputs."""
    for J, x in cases(linear, dict(m=3, n=4), dict(m=5, n=2)):
        summed(submission.d_sum, J, x)


@question("chain", weight=2, mistakes=CHAIN_MISTAKES)
def test_chain_of_the_lesson(submission):
    """The Jacobian of (x_1³ x_2, 25 x_2²) at (1, 2), in two links, has the rows (6, 1) and (0, 100)."""
    outer = np.array([[1.0, 2.0, 0.0], [0.0, 0.0, 20.0]])
    agree(submission.chain(outer, of_three()), np.array([[6.0, 1.0], [0.0, 100.0]]))


@question("chain", mistakes=CHAIN_MISTAKES)
def test_total_derivative_of_the_lesson(submission):
    """The total derivative of x u with u = x² at x = 2 is 12, as a (1, 1) matrix."""
    agree(submission.chain(np.array([[4.0, 2.0]]), np.array([[1.0], [4.0]])), np.array([[12.0]]))


@question("chain", weight=2, mistakes=CHAIN_MISTAKES)
def test_chain_of_square_links(submission, cases):
    """The Jacobian of f(g(x)) agrees with autograd where both Jacobians are (2, 2): the order of the factors counts."""
    for outer, inner, x in cases(links, dict(m=2, k=2, n=2)):
        chained(submission.chain, outer, inner, x)


@question("chain", weight=2, mistakes=CHAIN_MISTAKES)
def test_chain(submission, cases):
    """The Jacobian of f(g(x)) is (m, n) and agrees with autograd where m, k and n differ."""
    for outer, inner, x in cases(links, dict(m=2, k=3, n=4), n=2):
        chained(submission.chain, outer, inner, x)


@question("d_add", parts=BOTH)
def test_sum_changes_nothing(submission, cases):
    """d_add is right and leaves its arguments as they were."""
    for inputs in cases(vectors, dict(n=3)):
        elementwise(submission.d_add, torch.add, inputs)
    unchanged()


@question("d_sub", parts=BOTH)
def test_difference_changes_nothing(submission, cases):
    """d_sub is right and leaves its arguments as they were."""
    for inputs in cases(vectors, dict(n=3)):
        elementwise(submission.d_sub, torch.sub, inputs)
    unchanged()


@question("d_mul", parts=BOTH)
def test_product_changes_nothing(submission, cases):
    """d_mul is right and leaves its arguments as they were."""
    for inputs in cases(vectors, dict(n=3)):
        elementwise(submission.d_mul, torch.mul, inputs)
    unchanged()


@question("d_div", parts=BOTH)
def test_quotient_changes_nothing(submission, cases):
    """d_div is right and leaves its arguments as they were."""
    for inputs in cases(vectors, dict(n=3)):
        elementwise(submission.d_div, torch.div, inputs, DIVISION_MISTAKES)
    unchanged()


@question("d_add_scalar", parts=SCALED)
def test_added_number_changes_nothing(submission, cases):
    """d_add_scalar is right and leaves its arguments as they were."""
    for inputs in cases(expanded, dict(n=3)):
        expansion(submission.d_add_scalar, torch.add, inputs)
    unchanged()


@question("d_mul_scalar", parts=SCALED)
def test_factor_changes_nothing(submission, cases):
    """d_mul_scalar is right and leaves its arguments as they were."""
    for inputs in cases(expanded, dict(n=3)):
        expansion(submission.d_mul_scalar, torch.mul, inputs)
    unchanged()


@question("d_sum")
def test_gradient_of_a_sum_changes_nothing(submission, cases):
    """d_sum is right and leaves J as it was."""
    for J, x in cases(linear, dict(m=2, n=3)):
        summed(submission.d_sum, J, x)
    unchanged()


@question("chain", mistakes=CHAIN_MISTAKES)
def test_chain_changes_nothing(submission, cases):
    """chain is right and leaves both Jacobians as they were."""
    for outer, inner, x in cases(links, dict(m=3, k=2, n=5)):
        chained(submission.chain, outer, inner, x)
    unchanged()


@question("d_quadratic", weight=2)
def test_quadratic_of_the_lesson(submission):
    """The Jacobian of the lesson's example has the rows (8, 24) and (0, 4)."""
    inputs = np.array([[1.0, 2.0], [0.0, 1.0]]), np.ones(2), np.ones(2)
    agree(submission.d_quadratic(*inputs), np.array([[8.0, 24.0], [0.0, 4.0]]), mistakes=QUADRATIC_MISTAKES)


@question("d_quadratic", weight=2)
def test_quadratic(submission, cases):
    """The Jacobian of A((Ax + b) ⊙ (Ax + b)) + b agrees with autograd for an A that is not symmetric."""
    for inputs in cases(square, dict(n=3)):
        agree(submission.d_quadratic(*inputs), jacobian_of(quadratic, *inputs, wrt=2), mistakes=QUADRATIC_MISTAKES)


@question("d_quadratic")
def test_quadratic_leaves_its_arguments_alone(submission, cases):
    """d_quadratic is right and leaves A, b and x as they were."""
    for inputs in cases(square, dict(n=2)):
        agree(submission.d_quadratic(*inputs), jacobian_of(quadratic, *inputs, wrt=2), mistakes=QUADRATIC_MISTAKES)
    unchanged()


def sizes(rng, low, high):
    """m, k and n, all different."""
    return tuple(int(size) for size in rng.choice(np.arange(low, high), 3, replace=False))


@once
def deck(m, k, n):
    """The answers of the quiz, taken from Jacobians by autograd."""
    w, x, z = np.linspace(1, 2, n), np.arange(1.0, n + 1), float(k)
    outer, inner = np.ones((m, k)), np.ones((k, n))
    composed = jacobian_of(lambda x: torch.from_numpy(outer @ inner) @ x, x)
    return {
        "scalar by vector": jacobian_of(lambda x: x @ x, x).shape,
        "vector by scalar": jacobian_of(lambda z: z * torch.ones(m, dtype=torch.float64), z).shape,
        "vector by vector": composed.shape,
        "denominator": composed.T.shape,
        "zeros": float(np.sum(jacobian_of(lambda w, x: w * x, w, x) == 0)),
        "entry by entry": tuple(jacobian_of(f, w, x) for f in (torch.add, torch.sub, torch.mul, torch.div)),
        "expansion": tuple(jacobian_of(f, x, z, wrt=i) for f in (torch.add, torch.mul) for i in (0, 1)),
        "sum": jacobian_of(torch.sum, x),
        "one path": grad_of(lambda x: m * (k * x), 1.0),
        "several paths": grad_of(lambda x: m * (k * x).expand(n).sum(), 1.0),
        "links": (outer.shape, inner.shape),
        "quadratic": jacobian_of(quadratic, k * np.eye(n), np.full(n, float(m)), x, wrt=2),
    }


def other_layout(right, m, k, n):
    """All of them transposed, and the factors in the other order."""
    shapes = ("scalar by vector", "vector by scalar", "vector by vector", "denominator")
    flipped = {card: right[card][::-1] for card in shapes} | {"sum": right["sum"].T, "links": ((n, k), (k, m))}
    return right | flipped | {"expansion": tuple(J.T for J in right["expansion"])}


def instead(card, place, change):
    """The right answers with change(J, k) in place of one Jacobian of a card that has several."""

    def answers(right, m, k, n):
        several = list(right[card])
        several[place] = change(several[place], k)
        return right | {card: tuple(several)}

    return answers


QUIZ_MISTAKES = [
    Mistake(
        "denominator_layout",
        says="All your answers are in denominator layout.",
        answers=other_layout,
        hint="In numerator layout, does a row stand for an output or for an input?",
    ),
    Mistake(
        "links_reversed",
        says="You wrote the two factors in the order in which the functions are applied.",
        answers=lambda right, m, k, n: right | {"links": ((k, n), (m, k))},
        hint="Which two sizes must be equal in the middle of a product?",
    ),
    Mistake(
        "diagonal_counted",
        says="This is the number of entries on the diagonal, and these need not be 0.",
        answers=lambda right, m, k, n: right | {"zeros": float(n)},
        hint="How many entries does the matrix have, and how many of them lie on the diagonal?",
    ),
    Mistake(
        "sign_of_w",
        says="In w - x, you gave w the sign of x.",
        answers=instead("entry by entry", 1, lambda J, k: -J),
        hint="Move w_1 up a little. Does w_1 - x_1 go up or down?",
    ),
    Mistake(
        "quotient_like_a_product",
        says="Your Jacobian of the quotient is that of a product.",
        answers=instead("entry by entry", 3, lambda J, k: np.linalg.inv(J)),
        hint="Does w_1 / x_1 move more when x_1 is large, or when it is small?",
    ),
    Mistake(
        "z_left_out",
        says="Your Jacobian of x z with respect to x does not contain z.",
        answers=instead("expansion", 2, lambda J, k: J / k),
        hint="Write down the first entry of x z. What is its derivative with respect to x_1?",
    ),
    Mistake(
        "one_path_of_several",
        says="You followed one path; there are n of them.",
        answers=lambda right, m, k, n: right | {"several paths": right["one path"]},
        hint="When x moves, how many of the u_l move, and what happens to their contributions to y?",
    ),
    Mistake(
        "quadratic_without_two",
        says="Your Jacobian of the last card lacks a factor 2.",
        answers=lambda right, m, k, n: right | {"quadratic": right["quadratic"] / 2},
        hint="What is the Jacobian of u ⊙ u with respect to u?",
    ),
]


@question("quiz")
def test_every_card(submission, cases):
    """All cards are right, whatever the sizes are."""
    for m, k, n in cases(sizes, dict(low=2, high=6), dict(low=6, high=10)):
        agree(submission.quiz(m, k, n), deck(m, k, n), mistakes=QUIZ_MISTAKES)
