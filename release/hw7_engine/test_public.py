"""Public checks of hw7. The expected derivatives are PyTorch's; the student's are in plain Python."""

import ast
import operator

import numpy as np
import pytest

from autograder import Mistake, agree, holds, looking_for, once, question, unchanged
from autograder.torch import torch

# A program is text that both sides run: the student's side with Values under the names, the judge's with tensors.
LESSON = "y = a * b + a", {"a": 2.0, "b": -3.0}
SHARED = "c = a * b\nd = c + a\ny = c * d", {"a": 2.0, "b": -3.0}
CHAIN = "y = a\nfor step in range(10_000):\n    y = y + b"


def ran(theirs, program, values, calls):
    """What a program names, after backward() of each of the names in `calls`: two dicts, .data and .grad by name."""
    names = {name: theirs(data) for name, data in values.items()}
    exec(program, {"range": range}, names)
    for name in calls:
        names[name].backward()
    kind = type(theirs(0.0))
    made = {name: value for name, value in names.items() if isinstance(value, kind)}
    return {name: value.data for name, value in made.items()}, {name: value.grad for name, value in made.items()}


def order_of(theirs, Value, program, values, root):
    """The names of the values in the student's order, each "" that has no name, and how many come twice."""
    names = {name: Value(data) for name, data in values.items()}
    exec(program, {"range": range}, names)
    order = list(theirs(names[root]))
    of = {id(value): name for name, value in names.items()}
    return [of.get(id(value), "") for value in order], len(order) - len({id(value) for value in order})


def trained(theirs, Value, inputs, targets, start, learning_rate, steps):
    """The losses, and where the parameters ended: the very Values that were handed in."""
    parameters = [Value(number) for number in start]
    held = list(parameters)
    losses = theirs(inputs, targets, parameters, learning_rate, steps)
    return losses, [parameter.data for parameter in held]


def tensors(program, values):
    """The same program on tensors: all that it names, each with its gradient kept."""
    names = {name: torch.tensor(float(data), dtype=torch.float64, requires_grad=True) for name, data in values.items()}
    exec(program, {"range": range}, names)
    return {name: value for name, value in names.items() if isinstance(value, torch.Tensor)}


@once
def data_of(program, values):
    """What each name of the program holds."""
    return {name: float(value.detach()) for name, value in tensors(program, values).items()}


@once
def grads_of(program, values, root="y"):
    """The derivative of `root` with respect to each name that it depends on."""
    names = tensors(program, values)
    found = torch.autograd.grad(names[root], list(names.values()), allow_unused=True)
    return {name: float(slope) for name, slope in zip(names, found, strict=True) if slope is not None}


def two(rng):
    """Two numbers of which neither is near 0 or 1, nor near the other or its negative."""
    a, b = rng.uniform(1.5, 2.5), rng.uniform(3.0, 4.0)
    return (round(float(rng.choice([-1, 1]) * a), 2), round(float(rng.choice([-1, 1]) * b), 2))


def named_two(rng):
    a, b = two(rng)
    return ({"a": a, "b": b},)


# Value

SWAPPED_LEFT = Mistake(
    "number_on_the_left",
    says="A number on the left is treated as if it stood on the right: 2 - a comes out as a - 2, and 1 / a as a / 1.",
    answers=lambda right, program, values, *_: right | {"d": values["a"] - 2, "f": values["a"] / 2},
    hint="Which of __sub__ and __rsub__ does Python call for 2 - a, and what are self and other there?",
)
LEFT_DIFFERENCE = Mistake(
    "difference_on_the_left",
    says="2 - a comes out as a - 2.",
    answers=lambda right, program, values, *_: right | {"d": values["a"] - 2},
    hint="Which of __sub__ and __rsub__ does Python call for 2 - a, and what are self and other there?",
)
LEFT_QUOTIENT = Mistake(
    "quotient_on_the_left",
    says="2 / a comes out as a / 2.",
    answers=lambda right, program, values, *_: right | {"f": values["a"] / 2},
    hint="Which of __truediv__ and __rtruediv__ does Python call for 2 / a, and what are self and other there?",
)
NO_LEFT = Mistake(
    "no_number_on_the_left",
    says="A number on the left side of an operator does not work with your Value.",
    hint="What does Python try when a float does not know how to add a Value?",
    raises=r"unsupported operand type\(s\) for .*: '(int|float)' and 'Value'",
)
NO_RIGHT = Mistake(
    "no_number_on_the_right",
    says="A plain number next to a Value does not work: your operator asks it for something that only a Value has.",
    hint="What is `other` in a + 2, and does it have a .data?",
    raises=r"'(int|float)' object has no attribute",
)
FLOOR = Mistake(
    "floor_division",
    says="The quotient is rounded down to a whole number.",
    answers=lambda right, program, values, *_: right | {"d": float(values["a"] // values["b"])},
    hint="What is 7 // 2 in Python, and what is 7 / 2?",
)
NO_RELU = Mistake(
    "relu_lets_all_through",
    says="Your relu gives a negative number back as it is.",
    answers=lambda right, program, values, *_: right | {"g": values["a"], "h": values["b"]},
    hint="What is max(0, z) for z = -3?",
)
ABSOLUTE = Mistake(
    "relu_is_absolute",
    says="Your relu gives the size of a negative number.",
    answers=lambda right, program, values, *_: right | {"g": abs(values["a"]), "h": abs(values["b"])},
    hint="What is max(0, z) for z = -3?",
)
IN_PLACE = Mistake(
    "operator_in_place",
    says="An operator changes a value that it was given.",
    answers=lambda right, program, values, *_: right | {"a": right["c"]},
    hint="After c = a + b, is c a new Value, and does a still hold its old number?",
)
GRAD_ONE = Mistake(
    "grad_begins_at_one",
    says="The .grad of a new Value is 1.",
    answers=lambda right, program, values, *_: dict.fromkeys(right, 1.0),
    hint="Before anyone has called backward, how much has come back to a value?",
)


@question("Value", weight=2)
def test_the_values_of_the_lesson(submission):
    """For a = 2 and b = -3, a·b + a is -4."""
    data, _ = parts(submission.run(ran, "Value", *LESSON, []))
    agree(data, data_of(*LESSON))


def parts(got):
    """The two dicts of `ran`, whatever came back."""
    return got if isinstance(got, (tuple, list)) and len(got) == 2 else (got, got)


@question("Value", weight=5, mistakes=[FLOOR, NO_RELU, ABSOLUTE])
def test_what_each_operator_gives(submission, cases):
    """Sum, difference, product, quotient, power and relu have the right values."""
    program = "c = a + b\nd = a / b\ne = a - b\nf = a * b\ng = a.relu()\nh = b.relu()\ni = a**2\nj = b**3"
    for (values,) in [({"a": -2.0, "b": 4.0},), ({"a": 0.25, "b": -0.5},), *cases(named_two, {}, n=3)]:
        data, _ = parts(submission.run(ran, "Value", program, values, []))
        agree(data, data_of(program, values))


@question("Value", weight=3, mistakes=[SWAPPED_LEFT, LEFT_DIFFERENCE, LEFT_QUOTIENT, NO_LEFT, NO_RIGHT])
def test_numbers_on_either_side(submission, cases):
    """A plain number may stand on either side of + - * /."""
    program = "c = 2 + a\nd = 2 - a\ne = 2 * a\nf = 2 / a\ng = a + 0.5\nh = a - 0.5\ni = a * 0.5\nj = a / 0.5"
    for (values,) in [({"a": 4.0},), *cases(named_two, {}, n=2)]:
        data, _ = parts(submission.run(ran, "Value", program, values, []))
        agree(data, data_of(program, values))


@question("Value", mistakes=[IN_PLACE])
def test_operators_leave_their_parts(submission, cases):
    """An operator makes a new value, and its parts keep their numbers."""
    for (values,) in [({"a": 2.0, "b": -3.0},), *cases(named_two, {}, n=2)]:
        data, _ = parts(submission.run(ran, "Value", "c = a + b", values, []))
        agree(data, data_of("c = a + b", values))


@question("Value", hint="Which number stands under the bar when the power is -1?")
def test_powers(submission, cases):
    """The power may be any number: whole, negative or a fraction."""
    program = "c = a**3\nd = a**-1\ne = a**0.5\nf = a**-2.0\ng = a**1"
    for (values,) in [({"a": 4.0},), *cases(positive, {}, n=2)]:
        data, _ = parts(submission.run(ran, "Value", program, values, []))
        agree(data, data_of(program, values))


def positive(rng):
    return ({"a": round(float(rng.uniform(1.5, 4.0)), 2)},)


@question("Value", weight=1, mistakes=[GRAD_ONE])
def test_grad_begins_at_zero(submission, cases):
    """Before backward the .grad of every value is 0."""
    program, values = SHARED
    for (numbers,) in [(values,), *cases(named_two, {}, n=1)]:
        _, grads = parts(submission.run(ran, "Value", program, numbers, []))
        agree(grads, dict.fromkeys(("a", "b", "c", "d", "y"), 0.0))


# topological_order

BACKWARDS = Mistake(
    "order_backwards",
    says="Your list begins with the value that was asked about and ends with its inputs.",
    hint="Which value needs no other to be there before it, and so can come first?",
)
EARLY = Mistake(
    "before_its_parts",
    says="A value stands on your list before something that it was made of.",
    hint="When you put a value on the list, are all that it was made of on it already?",
)
TWICE = Mistake(
    "value_twice",
    says="A value that is used twice is on your list twice.",
    hint="How do you know, when you meet a value, that you have met it before?",
)
LEFT_OUT = Mistake(
    "values_left_out",
    says="Your list does not have all values.",
    hint="Do values that were made of nothing, and the one that was asked about, belong to the list?",
)
DEEP = Mistake(
    "recursion_limit",
    says="A long chain of operations needs more calls inside each other than Python allows.",
    hint="Can you keep the values that wait in a list of your own, in a while loop?",
    raises="maximum recursion depth|RecursionError",
)


def hold_order(got, expected, needs):
    """Hold that the order has each of the expected names once, each after all that it needs."""
    names, again = got if isinstance(got, (tuple, list)) and len(got) == 2 else ([], 0)
    found = [name for name in names if isinstance(name, str) and name] if isinstance(names, (tuple, list)) else []
    missing = [name for name in expected if name not in found]
    holds(not missing, f"{', '.join(missing)} is missing from the order", mistake=LEFT_OUT)
    if missing:
        return
    twice = [name for name in expected if found.count(name) > 1]
    holds(not twice and again == 0, f"{', '.join(twice) or 'a value'} is in the order more than once", mistake=TWICE)
    early = [(name, part) for name in expected for part in needs.get(name, ()) if found.index(part) > found.index(name)]
    backwards = all(found.index(part) > found.index(name) for name in expected for part in needs.get(name, ()))
    said = f"your order is {', '.join(found)}: {early[0][0]} was made of {early[0][1]}" if early else ""
    holds(not early, said, mistake=BACKWARDS if backwards else EARLY)


@question("topological_order", weight=3)
def test_the_order_of_the_lesson(submission):
    """In the lesson's graph each value comes once, after all that it was made of."""
    program, values = "c = a * b\ny = c + a", {"a": 2.0, "b": -3.0}
    got = submission.run(order_of, "topological_order", program, values, "y", beside=("Value",))
    hold_order(got, "abcy", {"c": "ab", "y": "ca"})


@question("topological_order", weight=4)
def test_values_that_are_used_early_and_late(submission):
    """A value that is used again later comes once, before both of its uses."""
    needs = {"c": "ab", "d": "ca", "e": "cd", "y": "ea"}
    for last in ("y = e * a", "y = a * e"):
        for third in ("e = c * d", "e = d * c"):
            program = f"c = a * b\nd = c + a\n{third}\n{last}"
            values = {"a": 1.0, "b": 2.0}  # b and c hold equal numbers, and are two values
            got = submission.run(order_of, "topological_order", program, values, "y", beside=("Value",))
            hold_order(got, "abcdey", needs)


@question("topological_order", hint="Which values does the one that was asked about depend on?")
def test_only_what_it_was_made_of(submission):
    """Values that were made of this one, or have nothing to do with it, are not in its order."""
    program, values = "c = a * a\nd = b + 1\ny = c * b", {"a": 2.0, "b": -3.0}
    got = submission.run(order_of, "topological_order", program, values, "c", beside=("Value",))
    hold_order(got, "ac", {"c": "a"})
    strangers = [name for name in "bdy" if isinstance(got, (tuple, list)) and got and name in list(got[0])]
    holds(not strangers, f"c was not made of {', '.join(strangers)}")


@question("topological_order", weight=2, mistakes=[DEEP])
def test_a_chain_of_ten_thousand(submission):
    """A chain of 10,000 operations has an order."""
    got = submission.run(order_of, "topological_order", CHAIN, {"a": 1.0, "b": 0.5}, "y", beside=("Value",))
    hold_order(got, "aby", {"y": "ab"})
    length = len(got[0]) if isinstance(got, (tuple, list)) and got and isinstance(got[0], (tuple, list)) else 0
    holds(length >= 10_002, f"the order has {length} values; 10,000 sums of two inputs are at least 10,002")


# Value.backward


def slopes(name, says, hint, **wrong):
    """A mistake in the derivative of one operator: for each name what it gives for a and b instead."""
    return Mistake(
        name,
        says=says,
        answers=lambda right, program, values, *_: right | {n: f(**values) for n, f in wrong.items()},
        hint=hint,
    )


OPERATORS = {
    "y = a + b": [],
    "y = a - b": [
        slopes(
            "difference_like_a_sum",
            "The second part of a difference gets the sign of the first.",
            "When b grows, does a - b grow?",
            b=lambda a, b: 1.0,
        )
    ],
    "y = a * b": [
        slopes(
            "own_factor",
            "Each factor of a product gets itself as its derivative.",
            "Move a by a little: by how much does a·b move?",
            a=lambda a, b: a,
            b=lambda a, b: b,
        ),
        slopes(
            "product_like_a_sum",
            "The factors of a product get 1, as the parts of a sum do.",
            "Move a by a little: by how much does a·b move?",
            a=lambda a, b: 1.0,
            b=lambda a, b: 1.0,
        ),
    ],
    "y = a / b": [
        slopes(
            "quotient_sign",
            "The denominator's derivative has the wrong sign.",
            "When b grows, does 1 / b grow?",
            b=lambda a, b: a / b**2,
        ),
        slopes(
            "quotient_no_square",
            "The denominator's derivative lacks a power of b.",
            "Write a / b as a times a power of b. What does the power become when you differentiate?",
            b=lambda a, b: -a / b,
        ),
        slopes(
            "quotient_like_a_product",
            "The numerator's derivative is that of a product.",
            "Move a by a little: by how much does a / b move?",
            a=lambda a, b: b,
        ),
    ],
    "y = a**3 + b": [
        slopes(
            "power_not_lowered",
            "The power is in front, and the exponent is still the old one.",
            "What is the derivative of a² at a = 3, by the central difference of hw1?",
            a=lambda a, b: 3 * a**3,
        ),
        slopes(
            "power_not_in_front",
            "The exponent is lowered, and the factor in front is missing.",
            "What is the derivative of a² at a = 3, by the central difference of hw1?",
            a=lambda a, b: a**2,
        ),
    ],
    "y = a.relu() + b.relu()": [
        slopes(
            "relu_slope_everywhere",
            "Where the relu gives 0, its derivative is still 1.",
            "z = -3 moves a little. Does max(0, z) move?",
            a=lambda a, b: 1.0,
            b=lambda a, b: 1.0,
        ),
        slopes(
            "relu_value_as_slope",
            "The derivative of the relu is taken to be what it gives.",
            "z = 5 moves by 0.1. By how much does max(0, z) move?",
            a=lambda a, b: max(a, 0.0),
            b=lambda a, b: max(b, 0.0),
        ),
    ],
}
NO_CHAIN = Mistake(
    "no_chain",
    says="Each value gets the derivative of the one operator that it went into, as if that were the end.",
    answers=lambda right, program, values, *_: (
        right | {"a": values["b"], "b": values["a"], "c": 2 * values["a"] * values["b"]}
    ),
    hint="What came back to the result of an operator, and where do you multiply by it?",
)
OVERWRITTEN = Mistake(
    "gradient_overwritten",
    says="A value that is used twice has the derivative along one path only: the other one was overwritten.",
    answers=lambda right, program, values, *_: right | {"a": values["b"]},
    hint="When a second contribution reaches a value, what happens to the first one?",
)
FIRST_PATH = Mistake(
    "first_path_kept",
    says="A value that is used twice has the derivative along one path only: the second one is not counted.",
    answers=lambda right, program, values, *_: right | {"a": 1.0},
    hint="When a second contribution reaches a value, what happens to it?",
)


def by_early_visit(right, program, values, *_):
    """c passes on what it has before d's contribution to it has come."""
    a, b = values["a"], values["b"]
    d, c = a * b + a, a * b
    return right | {"a": b * d + c, "b": a * d}


def by_two_visits(right, program, values, *_):
    """c passes on all it has each time that something reaches it."""
    a, b = values["a"], values["b"]
    d = a * b + a
    return right | {"a": right["a"] + b * d, "b": right["b"] + a * d}


VISITED_EARLY = Mistake(
    "visited_too_early",
    says="A value passes its derivative on before all contributions to it have come.",
    answers=by_early_visit,
    hint="c is used in d and in y. Which of the three must be done before c is?",
)
VISITED_TWICE = Mistake(
    "passed_on_twice",
    says="A value passes on all it has each time that something reaches it, so that a part goes down twice.",
    answers=by_two_visits,
    hint="c is used in d and in y. How often does c pass its derivative on?",
)
DOUBLED = Mistake(
    "second_call_doubles",
    says="The second backward adds to what the first one left.",
    answers=lambda right, program, values, *_: right | {"a": 2 * right["a"], "b": 2 * right["b"]},
    hint="What is in .grad when the second call begins, and what should be?",
)
TRIPLED = Mistake(
    "second_call_triples",
    says="The second backward adds to what the first one left, at its starting point too.",
    answers=lambda right, program, values, *_: {"a": 3 * right["a"], "b": 3 * right["b"], "y": 2.0},
    hint="What is in .grad when the second call begins, and what should be?",
)
NO_START = Mistake(
    "no_start",
    says="All derivatives are 0: nothing went back.",
    answers=lambda right, program, values, *_: dict.fromkeys(right, 0.0),
    hint="What is the derivative of y with respect to y?",
)
NO_END = Mistake(
    "own_derivative_missing",
    says="The derivative of the value with respect to itself is missing.",
    answers=lambda right, program, values, *_: right | {"y": 0.0},
    hint="What is the derivative of y with respect to y?",
)


@once
def slopes_of_last(program, values):
    """The derivatives of the last operator of a program with respect to the names that go into it themselves."""
    *before, last = program.splitlines()
    names = tensors("\n".join(before), values)
    made = ast.parse(last).body[0].value
    sides = [made.left, made.right] if isinstance(made, ast.BinOp) else [made.func.value]
    parts = [eval(ast.unparse(side), {}, names) for side in sides]
    parts = [part.detach().requires_grad_() if isinstance(part, torch.Tensor) else part for part in parts]
    whole = parts[0].relu() if len(parts) == 1 else OPERATIONS[type(made.op)](*parts)
    found = {}
    for side, part in zip(sides, parts, strict=True):
        if isinstance(side, ast.Name):
            slope = float(torch.autograd.grad(whole, part, retain_graph=True)[0])
            found[side.id] = found.get(side.id, 0.0) + slope
    return found


OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
WALKED_FORWARD = Mistake(
    "walked_forward",
    says="You walk from the first values to the last: all but the last have passed on their 0 before anything came.",
    answers=lambda right, program, values, *_: dict.fromkeys(right, 0.0) | slopes_of_last(program, values) | {"y": 1.0},
    hint="Which value has its derivative at the beginning of backward, and which one comes first in your loop?",
)
LACKING = [NO_START, NO_END]  # what any walk back may lack
ALL_ALONG = [*LACKING, WALKED_FORWARD]
AT_ZERO = Mistake(
    "derivative_at_zero",
    says="You take the derivative of the relu at 0 as 1.",
    answers=lambda right, program, values, *_: right | {"a": 1.0},
    hint="What does the lesson say about relu'(0)?",
)
AT_ZERO_HALF = Mistake(
    "half_at_zero",
    says="You take the derivative of the relu at 0 as one half.",
    answers=lambda right, program, values, *_: right | {"a": 0.5},
    hint="What does the lesson say about relu'(0)?",
)


def gradients(submission, program, values, calls):
    """The .grad of all that the program names."""
    return parts(submission.run(ran, "Value", program, values, calls))[1]


def derivatives_agree(submission, cases, program, draw=named_two):
    """The derivatives of a program agree with PyTorch's for numbers of both signs."""
    for (values,) in [({"a": 2.0, "b": -3.0},), *cases(draw, {}, n=3)]:
        agree(gradients(submission, program, values, ["y"]), grads_of(program, values))


@question("Value.backward", weight=2, mistakes=[OVERWRITTEN, FIRST_PATH, *ALL_ALONG])
def test_the_gradient_of_the_lesson(submission, cases):
    """For y = a·b + a at a = 2 and b = -3, dy/da is -2 and dy/db is 2; and so at other numbers."""
    program, values = LESSON
    for (numbers,) in [(values,), *cases(named_two, {}, n=2)]:
        agree(gradients(submission, program, numbers, ["y"]), grads_of(program, numbers))


@question("Value.backward")
@pytest.mark.parametrize("program", OPERATORS)
def test_one_operator(submission, cases, program):
    """The derivatives of a single operator agree with PyTorch's."""
    with looking_for([*OPERATORS[program], *ALL_ALONG]):
        derivatives_agree(submission, cases, program)


@question("Value.backward", mistakes=[NO_LEFT, NO_RIGHT, *ALL_ALONG])
def test_derivatives_with_numbers(submission, cases):
    """Plain numbers on either side of an operator are constants, with nothing to differentiate."""
    for program in ("y = 2 - a * 3", "y = 5 / a - 1", "y = (a + 1) * (0.5 * a)", "y = a / 4 + 1"):
        for (values,) in [({"a": 4.0},), *cases(positive, {}, n=2)]:
            agree(gradients(submission, program, values, ["y"]), grads_of(program, values))


@question("Value.backward", weight=2, mistakes=[NO_CHAIN, *ALL_ALONG])
def test_the_chain(submission, cases):
    """Behind another operator, derivatives are multiplied along the way."""
    derivatives_agree(submission, cases, "c = a * b\nd = c * c\ny = d * 0.5 + 1")


@question("Value.backward", weight=4, mistakes=[VISITED_EARLY, VISITED_TWICE, *ALL_ALONG])
def test_a_value_that_is_used_early_and_late(submission, cases):
    """Where a value is used in two places, what comes back from both is added up before it is passed on."""
    derivatives_agree(submission, cases, SHARED[0])


@question("Value.backward", weight=2, mistakes=ALL_ALONG)
def test_the_same_the_other_way_round(submission, cases):
    """The order of the factors does not matter, and a value may be both factors."""
    derivatives_agree(submission, cases, "c = a * b\nd = a + c\ny = d * c")
    derivatives_agree(submission, cases, "c = a + b\ny = c * c * a")


@question("Value.backward", weight=3, mistakes=[DOUBLED, TRIPLED, *ALL_ALONG])
def test_a_second_call(submission, cases):
    """A second backward gives the same again."""
    for (values,) in [({"a": 2.0, "b": -3.0},), *cases(named_two, {}, n=2)]:
        agree(gradients(submission, "y = a * b", values, ["y", "y"]), grads_of("y = a * b", values))


@question(
    "Value.backward", weight=2, mistakes=ALL_ALONG, hint="What is in .grad from the other call when this one begins?"
)
def test_another_value_first(submission, cases):
    """After backward of a value inside, backward of the last one gives its own derivatives."""
    for (values,) in [({"a": 2.0, "b": -3.0},), *cases(named_two, {}, n=2)]:
        agree(gradients(submission, SHARED[0], values, ["d", "y"]), grads_of(*(SHARED[0], values)))


@question("Value.backward", mistakes=[AT_ZERO, AT_ZERO_HALF, *ALL_ALONG])
def test_the_relu_at_zero(submission, cases):
    """At 0 the derivative of the relu is 0, as the lesson says; just beside 0 it is what it is far away."""
    program = "y = a.relu() + b.relu()"
    for (values,) in [({"b": -3.0},), ({"b": 0.25},), ({"b": -0.25},), *cases(positive, {}, n=1)]:
        at_zero = {"a": 0.0, "b": values.get("b", values.get("a"))}
        agree(gradients(submission, program, at_zero, ["y"]), grads_of(program, at_zero))


@question("Value.backward", weight=2, mistakes=[DEEP, *LACKING])
def test_backward_through_ten_thousand(submission):
    """A chain of 10,000 sums is walked back to its beginning."""
    found = gradients(submission, CHAIN, {"a": 1.0, "b": 0.5}, ["y"])
    agree(found, {"a": 1.0, "b": 10_000.0, "y": 1.0})


# train

NEURON = [[2.0, 1.0], [1.0, 7.0], [5.0, 1.0]], [3.0, -2.0, 5.0], [1.0, -1.0, 0.0]


def neuron_loss(z, y, relu=torch.relu):
    """The loss of hw4: the mean square over all samples."""
    return ((y - relu(z)) ** 2).mean()


@once
def descent(inputs, targets, start, learning_rate, steps, cost=neuron_loss, after=False, still=()):
    """The losses, and the parameters after the last step. `still` parameters do not move; `after`: losses after it."""
    X, y = torch.tensor(inputs, dtype=torch.float64), torch.tensor(targets, dtype=torch.float64)
    p = torch.tensor(start, dtype=torch.float64)
    moves = torch.ones_like(p)
    for place in still:
        moves[place] = 0
    losses = []
    for _ in range(steps):
        p = p.detach().requires_grad_(True)
        value = cost(X @ p[:-1] + p[-1], y)
        (slope,) = torch.autograd.grad(value, p)
        p = (p - learning_rate * moves * slope).detach()
        losses.append(float((cost(X @ p[:-1] + p[-1], y) if after else value).detach()))
    return np.array(losses), p.numpy()


def descends(name, says, hint, rate=1.0, **change):
    """A mistake in training: another cost, another rate, parameters that stay."""

    def answers(right, inputs, targets, start, learning_rate, steps):
        return descent(inputs, targets, start, rate * learning_rate, steps, **change)

    return Mistake(name, says=says, answers=answers, hint=hint)


TRAIN_MISTAKES = [
    descends("uphill", "Your steps go up the gradient.", "In which direction does the loss fall?", rate=-1.0),
    descends(
        "sum_of_squares",
        "Your loss is the sum of the squares, not their mean.",
        "If every sample were there twice, should the loss be twice as large?",
        cost=lambda z, y: ((y - torch.relu(z)) ** 2).sum(),
    ),
    descends(
        "half_loss",
        "Your loss has a half in it, as that of hw5 has.",
        "Which loss does the lesson take, that of hw4 or that of hw5?",
        cost=lambda z, y: neuron_loss(z, y) / 2,
    ),
    descends(
        "no_relu_in_neuron",
        "Your neuron has no relu: it gives negative numbers.",
        "What does the neuron of hw3 do with a negative z?",
        cost=lambda z, y: neuron_loss(z, y, relu=lambda z: z),
    ),
    descends(
        "losses_after_step",
        "Each of your losses is the one after its step.",
        "Which loss do you see before anything has moved?",
        after=True,
    ),
    descends(
        "bias_stays",
        "The bias does not move.",
        "How many parameters does a neuron of two inputs have, and which of them do you update?",
        still=[-1],
    ),
    descends(
        "weights_stay",
        "Only the bias moves.",
        "How many parameters does a neuron of two inputs have, and which of them do you update?",
        still=[slice(0, -1)],
    ),
    Mistake(
        "parameters_stay",
        says="The parameters that you were given are where they were.",
        answers=lambda right, inputs, targets, start, *_: (right[0], np.array(start)),
        hint="Does your step change the Values that the caller holds, or does it put new ones under the same names?",
    ),
    Mistake(
        "nothing_learned",
        says="Each step begins at the first parameters again.",
        answers=lambda right, inputs, targets, start, *_: (np.full(len(right[0]), right[0][0]), np.array(start)),
        hint="Does your step change the Values that the next loss is made of?",
    ),
]


def samples(rng, N, n):
    """Samples on both sides of a neuron's kink, none near it, with targets that it does not meet."""
    while True:
        X, w, b = rng.normal(size=(N, n)).round(2), rng.normal(size=n).round(2), round(float(rng.normal()), 2)
        z = X @ w + b
        if z.min() < -0.2 and z.max() > 0.2 and np.abs(z).min() > 0.1:
            y = (2 * rng.normal(size=N)).round(2)
            return X.tolist(), y.tolist(), [*w.tolist(), b], 0.05, 3


def steps_agree(submission, given):
    """Losses and parameters agree with PyTorch's descent."""
    got = submission.run(trained, "train", *given, beside=("Value",))
    agree(got, descent(*given), names=("losses", "parameters"), given=given)


@question("train", weight=2, mistakes=TRAIN_MISTAKES)
def test_the_step_of_the_lesson(submission):
    """One step with the numbers of hw4: the loss is 3, then w is (1.6, -0.8) and b is 0.2."""
    steps_agree(submission, (*NEURON, 0.1, 1))


@question("train", weight=4, mistakes=TRAIN_MISTAKES)
def test_a_few_steps(submission, cases):
    """A few steps end where PyTorch's do, and the losses are those before each step."""
    for given in cases(samples, dict(N=5, n=2), dict(N=8, n=2)):
        steps_agree(submission, given)


@question("train", mistakes=TRAIN_MISTAKES)
def test_other_sizes(submission, cases):
    """A neuron may have one input or many, and learn from one sample or many."""
    for given in cases(samples, dict(N=4, n=1), dict(N=12, n=5)):
        steps_agree(submission, given)
    steps_agree(submission, ([[2.0, 1.0]], [3.0], [1.0, -1.0, 0.5], 0.05, 4))


@question("train", mistakes=TRAIN_MISTAKES)
def test_inputs_and_targets_stay(submission, cases):
    """train changes the parameters, and nothing else that it was given."""
    for given in cases(samples, dict(N=5, n=3)):
        steps_agree(submission, given)
    unchanged()


# quiz


@question("quiz", weight=3)
def test_cards(submission):
    """All cards are right for a few m and n."""
    for m, n in ((2, 3), (1, 10), (5, 4)):
        right = {
            "paths": 2**n,
            "passed on": 1,
            "start": 1.0,
            "again": 1.0,
            "relu at 0": 0.0,
            "numerical": 2 * n,
            "passes": m,
            "loss": (1, n),
            "He": float(np.sqrt(2 / n)),
        }
        agree(submission.quiz(m, n), right)
