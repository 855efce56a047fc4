"""Functions lent to student code: looked at, counted and timed by the judge, and of use for the present call alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from shared import ROOT

from autograder.checks.check_run import CheckRun
from autograder.core.model import Verdict
from autograder.core.values import Callback, Opaque
from autograder.course import submission_file
from autograder.grading.bench import Bench
from autograder.isolation.worker.calls import Order
from autograder.judge import submission
from autograder.judge.callbacks import Functions, Refused
from autograder.judge.ports import RemotePort, StudentError, WorkerGone

Open = Callable[[str], RemotePort]

X = np.array([1.0, 2.0, 3.0])


class Lent:
    """A function that notes what it was called on."""

    __name__ = "lent"

    def __init__(self) -> None:
        self.seen: list[Any] = []

    def __call__(self, x: Any) -> float:
        self.seen.append(x)
        return float(x.sum())


@pytest.mark.parametrize(
    "args",
    [
        (),
        (X, X),
        (None,),
        ("text",),
        (Opaque("object"),),
        (Callback(0),),
        ({"x": 1.0},),
        (1.0,),
        (X[:2],),
        (X[None],),
        (X + 1j,),
        ([1.0, [2.0], 3.0],),
        ([1.0, 2.0, "3"],),
        (["x" * 2_000_000] + [""] * 199_999,),
        ([Opaque("object")] * 3,),
        ([float("nan")] * 4,),
    ],
    ids=lambda args: repr(args)[:40],
)
def test_an_argument_that_does_not_fit_never_reaches_the_function(args: tuple[Any, ...]) -> None:
    f = Lent()
    with pytest.raises(Refused):
        Functions((f, X), {}, 10).ask(0, args)
    assert f.seen == []


@pytest.mark.parametrize(
    "x", [X, [1.0, 2.0, 3.0], [1, 2, 3], [np.array(1.0), 2.0, 3], X.astype("float32"), X.astype(int)]
)
def test_numbers_in_the_right_shape_reach_it(x: Any) -> None:
    f = Lent()
    assert Functions((f, X), {}, 10).ask(0, (x,)) == 6.0


@pytest.mark.parametrize("number", [1, -1, 2**40, True, "0", None, 0.0])
def test_only_the_functions_of_this_call_are_there(number: Any) -> None:
    with pytest.raises(Refused, match="no such function"):
        Functions((Lent(), X), {}, 10).ask(number, (X,))


def test_beyond_its_budget_a_function_is_not_called_and_the_finding_says_so() -> None:
    f = Lent()
    functions = Functions((f, X), {}, 3)
    for _ in range(3):
        functions.ask(0, (X,))
    assert functions.excess("g") is None
    for _ in range(2):
        with pytest.raises(Refused, match="at most 3 times"):
            functions.ask(0, (X,))
    finding = functions.excess("g")
    assert finding is not None and finding.verdict is Verdict.TOO_MANY_EVALUATIONS
    assert len(f.seen) == 3


def test_where_a_function_has_no_value_student_code_is_told_and_the_judge_goes_on() -> None:
    def picky(x: Any) -> float:
        raise ZeroDivisionError("secret")

    with pytest.raises(Refused, match="no value there: ZeroDivisionError") as refused:
        Functions((picky, X), {}, 10).ask(0, (X,))
    assert "secret" not in str(refused.value)


ASKS_FOR_EVER = """
def f(g, x):
    while True:
        try:
            g(x)
        except BaseException:
            pass
"""

FLOODS = """
import os, signal, struct
def f(g, x):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    frame = struct.pack(">I", 8) + b"\\x93\\xa3ask\\x00\\x91\\x00"
    while True:
        for fd in range(3, 64):
            try:
                os.write(fd, frame * 1000)
            except OSError:
                pass
"""


@pytest.mark.parametrize("text", [ASKS_FOR_EVER, FLOODS], ids=["calls", "frames"])
def test_who_never_stops_asking_is_cut_off_by_the_clock(port: Open, text: str) -> None:
    opened = port(text)
    functions = Functions((Lent(), X), {}, 50)
    with pytest.raises((WorkerGone, StudentError)) as caught:
        opened.call(Order("f", functions.args), 0.2, functions.ask)
    assert getattr(caught.value, "verdict", Verdict.TIMEOUT) is Verdict.TIMEOUT


KEEPS = """
kept = []
def f(g, x):
    kept.append(g)
    return g(x)
def later(x):
    return kept[0](x)
def swap(g, x):
    return kept[0](x)
"""


def test_a_function_kept_for_later_is_refused_where_none_is_lent(port: Open) -> None:
    opened = port(KEEPS)
    functions = Functions((Lent(), X), {}, 50)
    assert opened.call(Order("f", functions.args), 5.0, functions.ask).value == 6.0
    with pytest.raises(StudentError, match="no such function"):
        nothing = Functions((X,), {}, 50)
        opened.call(Order("later", nothing.args), 5.0, nothing.ask)


def test_a_function_kept_for_later_is_the_one_lent_now_and_counted_as_it(port: Open) -> None:
    opened = port(KEEPS)
    first, second = Lent(), Lent()
    before, present = Functions((first, X), {}, 50), Functions((second, X), {}, 0)
    opened.call(Order("f", before.args), 5.0, before.ask)
    with pytest.raises(StudentError, match="at most 0 times"):
        opened.call(Order("swap", present.args), 5.0, present.ask)
    assert (len(first.seen), len(second.seen)) == (1, 0)
    assert present.excess("swap") is not None


@pytest.mark.parametrize("assignment", sorted(path.parent.name for path in ROOT.glob("assignments/*/assignment.toml")))
def test_no_lent_function_gives_an_answer_that_is_asked_for_then_or_later(
    bench: Bench, assignment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a check lends, at any point that fits, differs from every array expected from there on."""
    judge = bench.judge(assignment)
    lent: list[tuple[int, Any, tuple[int, ...]]] = []
    points: list[Any] = []
    expected: list[tuple[int, Any]] = []

    class Noted(Functions):
        def __init__(self, args: tuple[Any, ...], kwargs: dict[str, Any], budget: int, shipped: bool = False) -> None:
            super().__init__(args, kwargs, budget, shipped)
            points.extend(arg for arg in args if isinstance(arg, np.ndarray))
            lent.extend((len(expected), f, self._shape) for f in self._held if self._shape)

    compare = CheckRun.compare

    def note(self: CheckRun, got: Any, right: Any, *rest: Any) -> bool:
        parts = right if isinstance(right, tuple) else (right,)
        expected.extend((len(expected), part) for part in parts if isinstance(part, np.ndarray) and part.size > 1)
        return compare(self, got, right, *rest)

    monkeypatch.setattr(submission, "Functions", Noted)
    monkeypatch.setattr(CheckRun, "compare", note)
    result = bench._grade(
        judge, submission_file.read(bench.course.folder(assignment) / f"{assignment}.py"), "reference"
    )
    assert result.score == judge.assignment.max_score and expected
    stolen = []
    for when, f, shape in lent:
        for x in {id(x): x for x in points if x.shape == shape}.values():
            given = np.asarray(f(x))
            if given.size > 1 and np.any(given):
                stolen += [f.__name__ for at, right in expected if at >= when and same(given, right)]
    assert stolen == []


def same(given: Any, right: Any) -> bool:
    return bool(given.size == right.size and np.allclose(given.ravel(), right.ravel()))
