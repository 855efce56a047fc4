"""The hidden checks of hw6: other functions, other sizes, and what only a large n shows."""

import numpy as np
import test_public as public
import torch
from test_public import (
    BOTH,
    FORM_MISTAKES,
    GRADIENT_MISTAKES,
    HESSIAN_MISTAKES,
    HVP_MISTAKES,
    JACOBIAN_MISTAKES,
    LINEAR_ERRORS,
    ONCE,
    PARTS,
    SECOND_ORDER_ERRORS,
    THREE_TIMES,
    TRAIN_MISTAKES,
    trains,
)

from autograder import Mistake, agree, grad_of, hessian_of, hvp_of, jacobian_of, lend, looking_for, question, stand_in
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


HESSIAN_FORMED = Mistake(
    "hessian_formed",
    says="For n = 20,000 the Hessian has 400 million entries, and asking for them row by row takes n backward passes.",
    hint="Which scalar, made of the gradient and v, has Hv as its gradient? How many backward passes does that take?",
    raises="ran too long|more memory",
)


@question("gradient", weight=3, mistakes=GRADIENT_MISTAKES)
@BOTH
def test_other_gradients(submission, cases, dtype):
    """The gradient agrees with autograd's for another function, twice the same and in changing order."""
    (x,), (longer,) = cases(public.point, dict(n=6, dtype=dtype), dict(n=40, dtype=dtype))
    for point in (x, longer, x):
        agree(submission.gradient(products, point), grad_of(products, point))


@question("gradient", mistakes=GRADIENT_MISTAKES)
def test_a_table_of_other_shape(submission, cases):
    """The gradient of a function of a table has the table's shape."""
    for (x,) in cases(public.table, dict(rows=5, columns=2)):
        agree(submission.gradient(products, x), grad_of(products, x))


@question("jacobian", weight=3, mistakes=JACOBIAN_MISTAKES)
@BOTH
def test_wide_and_tall(submission, cases, dtype):
    """The Jacobian has a row for each output, few or many."""
    for f, (x,) in zip((wide, tall), cases(public.point, dict(n=5, dtype=dtype), dict(n=2, dtype=dtype)), strict=True):
        agree(submission.jacobian(f, x), jacobian_of(f, x))


@question("hessian", weight=3, mistakes=HESSIAN_MISTAKES)
@BOTH
def test_other_hessians(submission, cases, dtype):
    """The Hessian agrees with autograd's for a function whose variables all act on each other."""
    for (x,) in cases(public.point, dict(n=4, dtype=dtype), dict(n=9, dtype=dtype)):
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
    for x, v in cases(public.point_and_vector, dict(n=4, dtype=dtype), dict(n=8, dtype=dtype)):
        agree(submission.hvp(ridge, x, v), hvp_of(ridge, x, v))


@question("hvp", weight=9, mistakes=[HESSIAN_FORMED, *SECOND_ORDER_ERRORS])
def test_twenty_thousand_variables(submission, cases):
    """Hv for n = 20,000, where forming the Hessian takes too much memory or too many backward passes."""
    for x, v in cases(public.point_and_vector, dict(n=20_000)):
        agree(submission.hvp(layered, x, v), hvp_of(layered, x, v))


@question("MSEReLU", weight=3, mistakes=ONCE)
@BOTH
def test_more_samples(submission, cases, dtype):
    """Loss and gradients agree with autograd for 50 samples, and the chain goes on above them."""
    for inputs in cases(public.mixed, dict(N=50, n=4, dtype=dtype)):
        agree(submission.run(public.one_pass, "MSEReLU", *inputs), public.by_cost(public.cost)(*inputs), names=PARTS)
        got = submission.run(public.three_times, "MSEReLU", *inputs)
        agree(got, public.by_cost(public.cost, 3.0)(*inputs), names=PARTS, mistakes=THREE_TIMES)


def kinked(rng, N, n):
    """Samples of which every other one lies exactly on the kink, and of the rest some to either side."""
    w, X = rng.integers(-3, 4, size=n).astype(float), rng.integers(-3, 4, size=(N, n)).astype(float)
    w[0], X[:, 0] = 1.0, 0.0
    X[::2, 0] = -(X @ w)[::2]
    X[1::2, 0] = np.resize([1.0, -1.0, 2.0], N // 2) - (X @ w)[1::2]
    tensors = Tensor(w, requires_grad=True), Tensor(np.array(0.0), requires_grad=True)
    return *tensors, Tensor(X), Tensor(rng.normal(size=N))


@question("MSEReLU", mistakes=[public.KINK, *ONCE])
def test_the_kink(submission, cases):
    """relu'(0) is 0: samples exactly on the kink add nothing to the gradients."""
    for inputs in cases(kinked, dict(N=8, n=3)):
        got = submission.run(public.one_pass, "MSEReLU", *inputs)
        agree(got, public.by_cost(public.cost)(*inputs), names=PARTS)


@question("train", weight=3, mistakes=TRAIN_MISTAKES)
@BOTH
def test_another_net(submission, cases, dtype):
    """Training agrees with autograd's for other sizes, twice from the same parameters."""
    for params, X, y in cases(public.net, dict(N=33, d=4, h=6, k=3, dtype=dtype)):
        for _ in range(2):
            trains(submission, (params, X, y, 0.01, 4), rtol=None if dtype == "float64" else 1e-3)
