"""The hidden checks of hw2. They never leave the staff."""

import numpy as np
import torch
from test_public import (
    BOTH,
    CHAIN_MISTAKES,
    DIVISION_MISTAKES,
    QUADRATIC_MISTAKES,
    SCALED,
    chained,
    elementwise,
    expanded,
    expansion,
    linear,
    links,
    plain,
    plainly_expanded,
    quadratic,
    square,
    summed,
    vectors,
)

from autograder import Mistake, agree, jacobian_of, question, unchanged

ALL_QUADRATIC_MISTAKES = [
    *QUADRATIC_MISTAKES,
    Mistake(
        "left_of_all",
        says="Your diagonal matrix stands to the left of both A.",
        answers=lambda right, A, b, x: 2 * np.diag(A @ x + b) @ A @ A,
        hint="In which order do the links follow one another?",
    ),
    Mistake(
        "right_of_all",
        says="Your diagonal matrix stands to the right of both A.",
        answers=lambda right, A, b, x: 2 * A @ A @ np.diag(A @ x + b),
        hint="In which order do the links follow one another?",
    ),
    Mistake(
        "left_transposed",
        says="Your outermost A is transposed.",
        answers=lambda right, A, b, x: 2 * A.T @ np.diag(A @ x + b) @ A,
        hint="What is the Jacobian of A v with respect to v?",
    ),
    Mistake(
        "right_transposed",
        says="Your innermost A is transposed.",
        answers=lambda right, A, b, x: 2 * A @ np.diag(A @ x + b) @ A.T,
        hint="What is the Jacobian of A x + b with respect to x?",
    ),
    Mistake(
        "at_x",
        says="You differentiate the square at x.",
        answers=lambda right, A, b, x: 2 * A @ np.diag(x) @ A,
        hint="Which vector is squared?",
    ),
    Mistake(
        "not_differentiated",
        says="Your middle factor is the square itself, not its derivative.",
        answers=lambda right, A, b, x: A @ np.diag((A @ x + b) ** 2) @ A,
        hint="What is the derivative of u_1² with respect to u_1?",
    ),
    Mistake(
        "still_squared",
        says="Your middle factor still has u squared, next to the 2.",
        answers=lambda right, A, b, x: 2 * A @ np.diag((A @ x + b) ** 2) @ A,
        hint="What is the derivative of u_1² with respect to u_1?",
    ),
    Mistake(
        "last_element_wise",
        says="You take the last product entry by entry.",
        answers=lambda right, A, b, x: 2 * (A @ np.diag(A @ x + b)) * A,
        hint="Which of Python's operators multiplies matrices? Which one stands before your last factor?",
    ),
    Mistake(
        "all_element_wise",
        says="You take all products entry by entry.",
        answers=lambda right, A, b, x: 2 * A * np.diag(A @ x + b) * A,
        hint="Which of Python's operators multiplies matrices? How many of your entries are 0?",
    ),
]


PLAIN_NUMBERS = dict(n=2, z=0.0), dict(n=2, z=1.0), dict(n=6, z=-1.0)


def sizes(cases, draw, **more):
    """One entry, seven, more than 32, another seven, and the first seven again."""
    seven, another = cases(draw, dict(n=7), n=2)
    return [*cases(draw, dict(n=1)), seven, *cases(draw, dict(n=33, **more)), another, seven]


@question("d_add", weight=5, parts=BOTH)
def test_sum_at_several_sizes(submission, cases):
    """Both Jacobians of w + x agree with autograd at several sizes, whatever the calls before were."""
    for inputs in [*sizes(cases, vectors), *cases(plain, dict(n=8))]:
        elementwise(submission.d_add, torch.add, inputs)


@question("d_sub", weight=5, parts=BOTH)
def test_difference_at_several_sizes(submission, cases):
    """Both Jacobians of w - x agree with autograd at several sizes, whatever the calls before were."""
    for inputs in [*sizes(cases, vectors), *cases(plain, dict(n=8))]:
        elementwise(submission.d_sub, torch.sub, inputs)


@question("d_mul", weight=5, parts=BOTH)
def test_product_at_several_sizes(submission, cases):
    """Both Jacobians of w ⊙ x agree with autograd at several sizes, whatever the calls before were."""
    for inputs in [*sizes(cases, vectors), *cases(plain, dict(n=8))]:
        elementwise(submission.d_mul, torch.mul, inputs)


@question("d_div", weight=5, parts=BOTH)
def test_quotient_at_several_sizes(submission, cases):
    """Both Jacobians of w ⊘ x agree with autograd at several sizes, whatever the calls before were."""
    for inputs in [*sizes(cases, vectors), *cases(plain, dict(n=8))]:
        elementwise(submission.d_div, torch.div, inputs, DIVISION_MISTAKES)


@question("d_add_scalar", weight=5, parts=SCALED)
def test_added_number_at_several_sizes(submission, cases):
    """The Jacobians of x + z agree with autograd at several sizes and for large z, whatever the calls before were."""
    for inputs in [*sizes(cases, expanded, low=6.5, high=9.0), *cases(plainly_expanded, *PLAIN_NUMBERS)]:
        expansion(submission.d_add_scalar, torch.add, inputs)


@question("d_mul_scalar", weight=5, parts=SCALED)
def test_factor_at_several_sizes(submission, cases):
    """The Jacobians of x z agree with autograd at several sizes and for large z, whatever the calls before were."""
    for inputs in [*sizes(cases, expanded, low=6.5, high=9.0), *cases(plainly_expanded, *PLAIN_NUMBERS)]:
        expansion(submission.d_mul_scalar, torch.mul, inputs)


@question("d_sum", weight=5)
def test_gradient_of_a_sum_at_several_sizes(submission, cases):
    """The gradient of sum(f(x)) agrees with autograd at several sizes, whatever the calls before were."""
    first, second = cases(linear, dict(m=4, n=7), n=2)
    others = cases(linear, dict(m=1, n=3), dict(m=4, n=1), dict(m=3, n=3), dict(m=40, n=6))
    for J, x in [first, *others, second, first]:
        summed(submission.d_sum, J, x)


@question("chain", weight=7, mistakes=CHAIN_MISTAKES)
def test_chain_at_several_sizes(submission, cases):
    """The Jacobian of f(g(x)) agrees with autograd at several sizes, whatever the calls before were."""
    first, second = cases(links, dict(m=4, k=2, n=3), n=2)
    others = cases(links, dict(m=1, k=4, n=1), dict(m=3, k=1, n=2), dict(m=3, k=3, n=3), dict(m=5, k=36, n=7))
    for outer, inner, x in [first, *others, second, first]:
        chained(submission.chain, outer, inner, x)


@question("d_quadratic", weight=6)
def test_quadratic_at_several_sizes(submission, cases):
    """The Jacobian of A((Ax + b) ⊙ (Ax + b)) + b agrees with autograd at several sizes, whatever the calls before were."""
    for inputs in sizes(cases, square):
        agree(submission.d_quadratic(*inputs), jacobian_of(quadratic, *inputs, wrt=2), mistakes=ALL_QUADRATIC_MISTAKES)


@question("d_add", parts=BOTH)
def test_sum_leaves_its_arguments_alone(submission, cases):
    """d_add is right and leaves w and x as they were."""
    for inputs in cases(vectors, dict(n=3)):
        elementwise(submission.d_add, torch.add, inputs)
    unchanged()


@question("d_sub", parts=BOTH)
def test_difference_leaves_its_arguments_alone(submission, cases):
    """d_sub is right and leaves w and x as they were."""
    for inputs in cases(vectors, dict(n=3)):
        elementwise(submission.d_sub, torch.sub, inputs)
    unchanged()


@question("d_mul", parts=BOTH)
def test_product_leaves_its_arguments_alone(submission, cases):
    """d_mul is right and leaves w and x as they were."""
    for inputs in cases(vectors, dict(n=3)):
        elementwise(submission.d_mul, torch.mul, inputs)
    unchanged()


@question("d_div", parts=BOTH)
def test_quotient_leaves_its_arguments_alone(submission, cases):
    """d_div is right and leaves w and x as they were."""
    for inputs in cases(vectors, dict(n=3)):
        elementwise(submission.d_div, torch.div, inputs, DIVISION_MISTAKES)
    unchanged()


@question("d_add_scalar", parts=SCALED)
def test_added_number_leaves_its_arguments_alone(submission, cases):
    """d_add_scalar is right and leaves x as it was."""
    for inputs in cases(expanded, dict(n=3)):
        expansion(submission.d_add_scalar, torch.add, inputs)
    unchanged()


@question("d_mul_scalar", parts=SCALED)
def test_factor_leaves_its_arguments_alone(submission, cases):
    """d_mul_scalar is right and leaves x as it was."""
    for inputs in cases(expanded, dict(n=3)):
        expansion(submission.d_mul_scalar, torch.mul, inputs)
    unchanged()


@question("d_sum")
def test_gradient_of_a_sum_leaves_its_argument_alone(submission, cases):
    """Once more: d_sum is right and leaves J as it was."""
    for J, x in cases(linear, dict(m=2, n=3)):
        summed(submission.d_sum, J, x)
    unchanged()


@question("chain", mistakes=CHAIN_MISTAKES)
def test_chain_leaves_its_arguments_alone(submission, cases):
    """Once more: chain is right and leaves both Jacobians as they were."""
    for outer, inner, x in cases(links, dict(m=3, k=2, n=4)):
        chained(submission.chain, outer, inner, x)
    unchanged()
