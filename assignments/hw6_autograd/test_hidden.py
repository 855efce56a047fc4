"""The hidden checks of hw6: other functions, other sizes, and what only a large n shows."""

import test_public as public
import torch
from test_public import (
    ABOVE,
    BOTH,
    FORM_MISTAKES,
    GRADIENT_MISTAKES,
    HELD_MISTAKES,
    HESSIAN_MISTAKES,
    HVP_MISTAKES,
    JACOBIAN_MISTAKES,
    LINEAR_ERRORS,
    ONCE,
    PARTS,
    SECOND_ORDER_ERRORS,
    SHARES,
    THREE_TIMES,
    trains_in_place,
)

from autograder import agree, grad_of, hessian_of, hvp_of, jacobian_of, lend, looking_for, question, stand_in
from autograder.torch import Tensor


@lend
def products(x):
    """Scalar, for x of any shape."""
    return torch.log(1 + (x**2).sum()) * torch.cos(x).sum()


@lend
def wide(x):
    """(n,) -> (2,)."""
    return torch.stack([torch.sin(x).prod(), (x**3).sum()])


@lend
def tall(x):
    """(2,) -> (9,)."""
    return torch.cat([torch.sin(x), x**2, x[0] * x, torch.exp(x[1:]) * x[:1], x.flip(0) ** 3])


@lend
def ridge(x):
    """Scalar; every pair of entries has its own second derivative."""
    return torch.exp(torch.sin(x).sum() / 3) + (x[0] * x[1:] ** 2).sum()


@lend
def affine(x):
    return (2.0 * x).sum() - 1.0


@lend
def swell(x):
    """Scalar, of two sines."""
    return (torch.sin(x) * torch.cos(torch.roll(x, 1, 0))).sum() + torch.sin(x.sum())


@lend
def layered(x):
    """Scalar, of many operations: one product with its Hessian is cheap, n rows of it are not."""
    for _ in range(40):
        x = torch.sin(x) + 0.3 * torch.roll(x, 1, 0)
    return (x**2).sum()


@stand_in("gradient")
def right_gradient(f, x):
    return torch.func.grad(f)(x)


@stand_in("jacobian")
def right_jacobian(f, x):
    return torch.func.jacrev(f)(x)


@stand_in("hessian")
def right_hessian(f, x):
    return torch.func.hessian(f)(x)


@stand_in("hvp")
def right_hvp(f, x, v):
    return torch.func.jvp(torch.func.grad(f), (x,), (v,))[1]


@question("gradient", weight=3, mistakes=GRADIENT_MISTAKES)
@BOTH
def test_other_gradients(submission, cases, dtype):
    """The gradient agrees with autograd's for another function, in any order and when asked for twice."""
    (x,), (longer,), (single,) = cases(public.point, *(dict(n=n, dtype=dtype) for n in (6, 40, 1)))
    (plain,) = cases(public.plain_point, dict(n=6, dtype=dtype))[0]
    for point in (x, longer, single, plain, x):
        agree(submission.gradient(products, point), grad_of(products, point))


@question("gradient", mistakes=GRADIENT_MISTAKES)
def test_a_table_of_other_shape(submission, cases):
    """The gradient of a function of a matrix has the shape of the matrix."""
    for (x,) in cases(public.table, dict(rows=5, columns=2), dict(rows=4, columns=4)):
        agree(submission.gradient(products, x), grad_of(products, x))


@question("jacobian", weight=3, mistakes=JACOBIAN_MISTAKES)
@BOTH
def test_wide_and_tall(submission, cases, dtype):
    """The Jacobian has one row per output, however many outputs there are."""
    (x,), (pair,), (single,), (many,) = cases(public.point, *(dict(n=n, dtype=dtype) for n in (5, 2, 1, 40)))
    (plain,) = cases(public.plain_point, dict(n=5, dtype=dtype))[0]
    one, as_many = public.one_output, public.circle
    asked = (wide, x), (tall, pair), (one, many), (as_many, many), (as_many, single), (as_many, plain), (wide, x)
    for f, at in asked:
        agree(submission.jacobian(f, at), jacobian_of(f, at))


@question("hessian", weight=3, mistakes=HESSIAN_MISTAKES)
@BOTH
def test_other_hessians(submission, cases, dtype):
    """The Hessian agrees with autograd's for a function whose variables all act on each other."""
    some = cases(public.point, *(dict(n=n, dtype=dtype) for n in (4, 9, 1, 40)))
    for (x,) in [*some, *cases(public.plain_point, dict(n=5, dtype=dtype))]:
        agree(submission.hessian(ridge, x), hessian_of(ridge, x))


@question("hessian", mistakes=[*FORM_MISTAKES, *LINEAR_ERRORS])
def test_another_linear_function(submission, cases):
    """The Hessian of an affine function is zero."""
    for (x,) in cases(public.point, dict(n=5)):
        with looking_for(SECOND_ORDER_ERRORS):
            submission.hessian(ridge, x)  # what fails here already has nothing to do with linear functions
        agree(submission.hessian(affine, x), hessian_of(affine, x))


@question("hvp", weight=2, mistakes=HVP_MISTAKES)
@BOTH
def test_other_products(submission, cases, dtype):
    """Hv agrees with autograd's for a function whose variables all act on each other."""
    first, *others = cases(public.point_and_vector, *(dict(n=n, dtype=dtype) for n in (4, 8, 1)))
    for x, v in (first, *others, *cases(public.plain_point_and_vector, dict(n=6, dtype=dtype)), first):
        agree(submission.hvp(ridge, x, v), hvp_of(ridge, x, v))


@question("hvp", weight=9, mistakes=[public.FORMED, *SECOND_ORDER_ERRORS])
def test_twenty_thousand_variables(submission, cases):
    """Hv for n = 20,000, where the whole Hessian takes too much memory or too many backward passes."""
    small, large = cases(public.point_and_vector, dict(n=12), dict(n=48))
    if public.forms_no_hessian(submission, swell, small, large):
        for x, v in cases(public.point_and_vector, dict(n=20_000)):
            agree(submission.hvp(layered, x, v), hvp_of(layered, x, v))


@question("MSEReLU", weight=3, mistakes=ONCE, parts=ABOVE)
@BOTH
def test_more_samples(submission, cases, dtype):
    """The gradients agree with autograd for 50 samples, also where the loss is one link of a longer chain."""
    for inputs in [
        *cases(public.mixed, dict(N=50, n=4, dtype=dtype)),
        *cases(public.plain, dict(N=5, n=5, b=1.0, dtype=dtype)),
    ]:
        got = submission.run(public.three_times, "MSEReLU", *inputs)
        agree(got, public.by_cost(public.cost, 3.0)(*inputs), names=PARTS, mistakes=THREE_TIMES)


@question("MSEReLU", mistakes=[public.KINK, *ONCE], parts=SHARES)
def test_the_kink(submission, cases):
    """Every other sample is exactly on the kink and adds nothing to the gradients."""
    for inputs in cases(public.kinked, dict(N=8, n=3)):
        got = submission.run(public.one_pass, "MSEReLU", *inputs)
        agree(got, public.by_cost(public.cost)(*inputs), names=PARTS)


@question("train", weight=3, mistakes=HELD_MISTAKES)
@BOTH
def test_another_net(submission, cases, dtype):
    """Training agrees with autograd's for other sizes, twice from the same parameters, in the caller's tensors."""
    for params, X, y in cases(
        public.net, dict(N=33, d=4, h=6, k=3, dtype=dtype), dict(N=5, d=5, h=5, k=5, dtype=dtype)
    ):
        for targets in (y, Tensor(1 - y.data), y):
            trains_in_place(submission, (params, X, targets, 0.01, 4), rtol=None if dtype == "float64" else 1e-3)
