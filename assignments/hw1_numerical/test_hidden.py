"""The hidden checks of hw1. They never leave the staff."""

import numpy as np
from test_public import (
    CHECK_MISTAKES,
    CHECK_STEP_MISTAKES,
    FORWARD_OF_FORWARD,
    GRADIENT_MISTAKES,
    HESSIAN_MISTAKES,
    HESSIAN_STEP_MISTAKES,
    JACOBIAN_MISTAKES,
    JACOBIAN_STEP_MISTAKES,
    STEP_HINT,
    STEP_MISTAKES,
    both,
    central,
    curved,
    errors,
    exponentials,
    far,
    flat,
    frail_curved,
    frail_exponentials,
    frail_landscape,
    is_symmetric,
    landscape,
    one_square,
    plain_curved,
    plain_exponentials,
    plain_landscape,
    plain_smooth,
    rippled,
    rippled_bowl,
    smooth,
    some_zero,
    steep,
    straight,
    summed,
)

from autograder import agree, grad_of, hessian_of, jacobian_of, question, unchanged


@question("numerical_gradient", weight=7)
def test_gradient_at_several_shapes(submission, cases):
    """The gradient agrees with autograd for a single number, for three axes, and for more than 32 entries."""
    sizes = dict(shape=(1,)), dict(shape=(2, 1, 3)), dict(shape=(34,))
    for f, x in [*cases(smooth, *sizes), *cases(plain_smooth, dict(shape=(2, 2)))]:
        agree(submission.numerical_gradient(f, x), grad_of(f, x), layout="gradient", mistakes=GRADIENT_MISTAKES)


@question("numerical_gradient", weight=2)
def test_gradient_of_straight_functions(submission, cases):
    """Once more: linear functions give their coefficients and constants give zero, even with a large step."""
    for f, x in cases(summed, dict(n=3)):
        agree(submission.numerical_gradient(f, x, 0.25), grad_of(f, x), layout="gradient", mistakes=GRADIENT_MISTAKES)
        agree(submission.numerical_gradient(flat, x, 0.25), np.zeros(3), layout="gradient", mistakes=GRADIENT_MISTAKES)


@question("numerical_gradient", weight=2, hint=STEP_HINT)
def test_gradient_takes_the_step_it_is_given(submission, cases):
    """Once more: a large eps gives central differences with exactly that step, whether x is near 0 or far from it."""
    for (f, x), eps in [
        *((case, 0.1) for case in cases(smooth, dict(shape=(4,)))),
        (cases(far, dict(shape=(3,)))[0], 0.25),
    ]:
        agree(submission.numerical_gradient(f, x, eps), central(f, x, eps), layout="gradient", mistakes=STEP_MISTAKES)


@question("numerical_gradient", weight=3)
def test_gradient_evaluates_f_twice_an_entry(submission, cases):
    """Once more: f is evaluated at most 2·x.size times."""
    for f, x in cases(smooth, dict(shape=(2, 4))):
        agree(
            submission.numerical_gradient(f.at_most(2 * x.size), x),
            grad_of(f, x),
            layout="gradient",
            mistakes=GRADIENT_MISTAKES,
        )


@question("numerical_gradient", weight=2)
def test_gradient_remembers_nothing(submission, cases):
    """The gradient depends only on the arguments, not on earlier calls."""
    (f, x), (g, y) = cases(smooth, dict(shape=(2,)), n=2)
    for function_, point in [(g, y), (f, x), (f, y), (g, y)]:
        agree(
            submission.numerical_gradient(function_, point),
            grad_of(function_, point),
            layout="gradient",
            mistakes=GRADIENT_MISTAKES,
        )


@question("jacobian", weight=8)
def test_jacobian_at_several_sizes(submission, cases):
    """The Jacobian agrees with autograd to 1e-4 for one output, for one input, for as many of both, and for 40 outputs."""
    sizes = dict(m=1, n=3), dict(m=4, n=1), dict(m=3, n=3), dict(m=40, n=2), dict(m=2, n=34)
    for f, x in [*cases(exponentials, *sizes), *cases(plain_exponentials, dict(m=3, n=5))]:
        agree(submission.jacobian(f, x), jacobian_of(f, x), rtol=1e-4, mistakes=JACOBIAN_MISTAKES)


@question("jacobian")
def test_jacobian_of_straight_functions(submission, cases):
    """Once more: the Jacobian of a linear function is its matrix, even with a large step and where an entry of x is 0."""
    for f, x in cases(straight, dict(m=2, n=3)):
        agree(submission.jacobian(f, x, 0.25), jacobian_of(f, x), mistakes=JACOBIAN_MISTAKES)


@question("jacobian", weight=2, hint=STEP_HINT)
def test_jacobian_takes_the_step_it_is_given(submission, cases):
    """Once more: a step of 0.5 does not see a ripple that repeats every 0.25, wherever x is."""
    for f, smoothed, x in cases(rippled, dict(m=3, n=2)):
        agree(submission.jacobian(f, x, 0.5), jacobian_of(smoothed, x), mistakes=JACOBIAN_STEP_MISTAKES)


@question("jacobian")
def test_jacobian_leaves_x_alone(submission, cases):
    """jacobian is right and leaves x exactly as it was."""
    for f, x in cases(frail_exponentials, dict(m=3, n=2)):
        agree(submission.jacobian(f, x), jacobian_of(f, x), rtol=1e-4, mistakes=JACOBIAN_MISTAKES)
    unchanged()


@question("jacobian")
def test_jacobian_remembers_nothing(submission, cases):
    """The Jacobian depends only on the arguments, not on earlier calls."""
    (f, x), (g, y) = cases(exponentials, dict(m=3, n=2), n=2)
    for function_, point in [(g, y), (f, x), (f, y), (g, y)]:
        agree(
            submission.jacobian(function_, point), jacobian_of(function_, point), rtol=1e-4, mistakes=JACOBIAN_MISTAKES
        )


@question("hessian", weight=4)
def test_hessian_at_several_sizes(submission, cases):
    """The Hessian agrees with autograd to 1e-3 for one variable, for four, and when it is asked for twice."""
    (f, x), (g, y) = cases(curved, dict(n=1), dict(n=4))
    for function_, point in [(f, x), (g, y), (f, x), *cases(plain_curved, dict(n=3))]:
        agree(submission.hessian(function_, point), hessian_of(function_, point), rtol=1e-3, mistakes=HESSIAN_MISTAKES)


@question("hessian", weight=3)
def test_hessian_is_as_exact_as_central_differences(submission, cases):
    """Once more: the Hessian agrees with autograd to 1e-5, which takes central second differences."""
    for f, x in cases(curved, dict(n=2), n=2)[1:]:
        agree(submission.hessian(f, x), hessian_of(f, x), rtol=1e-5, mistakes=[FORWARD_OF_FORWARD, *HESSIAN_MISTAKES])


@question("hessian", hint="Which two differences make H_ij, and which two make H_ji? Do all four use the same step?")
def test_hessian_is_symmetric(submission, cases):
    """The Hessian is symmetric up to rounding, even with a large step."""
    for f, x in cases(curved, dict(n=2)):
        is_symmetric(submission.hessian(f, x, 0.1), hessian_of(f, x))


@question("hessian", hint=STEP_HINT)
def test_hessian_takes_the_step_it_is_given(submission, cases):
    """Once more: neither of two differences with a step of 0.5 sees a ripple that repeats every 0.25."""
    for f, smoothed, x in cases(rippled_bowl, dict(n=2)):
        agree(submission.hessian(f, x, 0.5), hessian_of(smoothed, x), rtol=1e-4, mistakes=HESSIAN_STEP_MISTAKES)


@question("hessian")
def test_hessian_of_one_square(submission, cases):
    """Once more: for a linear function plus x_1² it has a 2 in row 1 and column 1, and zeros elsewhere."""
    for f, x in cases(one_square, dict(n=2)):
        agree(submission.hessian(f, x, 0.25), hessian_of(f, x), mistakes=HESSIAN_MISTAKES)


@question("hessian")
def test_hessian_leaves_x_alone(submission, cases):
    """hessian is right and leaves x exactly as it was."""
    for f, x in cases(frail_curved, dict(n=2)):
        agree(submission.hessian(f, x), hessian_of(f, x), rtol=1e-3, mistakes=HESSIAN_MISTAKES)
    unchanged()


@question("gradient_check", weight=4)
def test_check_finds_one_wrong_entry(submission, cases):
    """One entry that is too large, or too small, is found next to a much larger derivative, even if that is wrong too."""
    for factors in [(1.0, 1.25, 1.0, 1.0), (1.0, 1.0, 1.0, 0.8), (1.0, 0.999, 1.0, 1.0), (1.01, 1.25, 1.0, 1.0)]:
        for f, grad, x in cases(steep, dict(factors=factors)):
            error = np.abs(errors(*both(f, grad, x))).max()
            agree(submission.gradient_check(f, grad, x), error, atol=1e-6, mistakes=CHECK_MISTAKES)


@question("gradient_check", weight=3)
def test_check_of_matrices(submission, cases):
    """x may have any shape: a wrong entry is found wherever it is, and a right gradient passes."""
    for shape, factors in [((2, 3), (1, 1, 1, 1, 2, 1)), ((3, 2), (1,)), ((2, 1, 2), (1, 0.5, 1, 1)), ((1,), (3,))]:
        for f, grad, x in cases(landscape, dict(shape=shape, factors=factors, scale=10.0)):
            error = np.abs(errors(*both(f, grad, x))).max()
            agree(submission.gradient_check(f, grad, x), error, atol=1e-6, mistakes=CHECK_MISTAKES)
    for f, grad, x in cases(plain_landscape, dict(shape=(3,), factors=(1.0, 1.0, 0.5))):
        agree(submission.gradient_check(f, grad, x), 0.5, atol=1e-6, mistakes=CHECK_MISTAKES)
    for f, grad, x in cases(landscape, dict(shape=(34,), factors=(1.0,) * 33 + (2.0,), scale=10.0)):
        agree(submission.gradient_check(f, grad, x), 0.5, atol=1e-6, mistakes=CHECK_MISTAKES)


@question(
    "gradient_check",
    weight=2,
    hint="For the claim (2, 0) where the gradient is (1, 0), what is the error of each entry by hand?",
)
def test_check_where_both_are_zero(submission, cases):
    """Once more: where both derivatives are 0 the error is 0, in a right gradient and next to a wrong entry."""
    for factors, first, error in [((2.0, 1.0), 1, 0.5), ((1.0,), 1, 0.0), ((1.0, 2.0), 0, 0.5)]:
        for f, grad, x in cases(some_zero, dict(shape=(5,), factors=factors, first=first)):
            agree(submission.gradient_check(f, grad, x), error, atol=1e-6, mistakes=CHECK_MISTAKES)


@question("gradient_check")
def test_check_of_small_derivatives(submission, cases):
    """The error is relative: it does not matter whether the derivatives are near 0.01 or near 100."""
    for factors, error, scale in [((1.0,), 0.0, 0.01), ((1.0, 2.0), 0.5, 0.01), ((1.0, 0.5), 0.5, 100.0)]:
        for f, grad, x in cases(landscape, dict(shape=(3,), factors=factors, scale=scale)):
            agree(submission.gradient_check(f, grad, x), error, atol=1e-6, mistakes=CHECK_MISTAKES)


@question("gradient_check", hint=STEP_HINT)
def test_check_takes_the_step_it_is_given(submission, cases):
    """Once more: with eps = 0.5 the result is the error against central differences with a step of 0.5."""
    for f, grad, x in cases(landscape, dict(shape=(3,), scale=10.0)):
        error = np.abs(errors(grad(x), central(f, x, 0.5))).max()
        agree(submission.gradient_check(f, grad, x, 0.5), error, atol=1e-6, mistakes=CHECK_STEP_MISTAKES)


@question("gradient_check")
def test_check_leaves_x_alone(submission, cases):
    """gradient_check is right, gives the same result twice, and leaves x exactly as it was."""
    for f, grad, x in cases(frail_landscape, dict(shape=(2,), factors=(1.0, 2.0), scale=10.0)) * 2:
        agree(submission.gradient_check(f, grad, x), 0.5, atol=1e-4, mistakes=CHECK_MISTAKES)
    unchanged()
