"""The smallest inputs that show a finding: round, true, and never those of a hidden check."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared import ROOT, seen_when_graded, verdicts

from autograder import Mistake, agree, grad_of
from autograder.checks.check_run import current_run
from autograder.checks.comparison import Call
from autograder.core.model import PASSED, CandidateMistake, Check, Verdict
from autograder.course.submitted import Task
from autograder.grading.bench import Bench
from autograder.grading.settings import Settings
from autograder.judge.shrink import KEPT, MAX_DRAWN, GaveUp, RoundNumbers, SmallCases, shrunk
from autograder.results.result_json import result_json

WRONG = ROOT / "assignments/hw4_loss/submissions/wrong"
GRADIENT = "test_public::test_gradient_on_mixed_samples"
KINK = "test_hidden::test_gradient_at_the_kink"

Json = dict[str, Any]
Grade = Callable[..., Json]


def check_of(result: Json, name: str) -> Json:
    return next(check for question in result["questions"] for check in question["checks"] if check["id"] == name)


def a_check(function: Callable[..., None], visibility: str = "public") -> Check:
    return Check(function.__name__, "f", "It is right.", visibility, 1, function)


class Work:
    """Stands for a submission where the judge's side alone is looked at."""

    def __init__(self, f: Callable[..., Any]) -> None:
        self.f = f


def test_a_wrong_value_is_shown_on_few_whole_numbers(grade: Grade) -> None:
    shown = check_of(grade((WRONG / "no_mean.py").read_text()), GRADIENT)["counterexample"]
    X = np.array(shown["inputs"]["X"])
    assert X.shape == (2, 1) and all(np.array_equal(v, np.round(v)) for v in shown["inputs"].values())


def test_expected_and_got_are_the_values_at_the_inputs_shown(grade: Grade) -> None:
    from torch import relu

    check = check_of(grade((WRONG / "no_mean.py").read_text()), GRADIENT)
    inputs = [np.array(value) for value in check["counterexample"]["inputs"].values()]
    dw, db = grad_of(lambda w, b, X, y: ((y - relu(X @ w + b)) ** 2).mean(), *inputs, wrt=(0, 1))
    assert check["counterexample"]["expected"] == {"dw": dw.tolist(), "db": float(db)}
    assert check["counterexample"]["got"] == {"dw": (2 * dw).tolist(), "db": 2 * float(db)}
    assert check["diagnosis"] == "no_mean" and "the 1/N is missing" in check["message"]
    assert f"expected {check['expected']}, got {check['got']}" in check["message"]


def test_the_named_mistake_shows_on_the_inputs_shown(grade: Grade) -> None:
    """For one feature there is no such mistake, so that one feature is never shown for it."""
    shown = check_of(grade((WRONG / "mean_over_features.py").read_text()), GRADIENT)
    assert shown["diagnosis"] == "mean_over_features"
    assert shown["expected"] != shown["got"] and len(shown["counterexample"]["inputs"]["w"]) > 1


def test_a_hidden_check_shows_another_case_than_its_own(grade: Grade) -> None:
    own = check_of(grade(seen_when_graded(), smaller=False), KINK)["counterexample"]
    shown = check_of(grade(seen_when_graded()), KINK)["counterexample"]
    assert "small" not in own and shown["small"]
    assert not {repr(value) for value in own["inputs"].values()} & {repr(value) for value in shown["inputs"].values()}


@pytest.mark.slow
def test_what_is_shown_of_a_hidden_check_hangs_on_no_secret_seed(tmp_path: Path) -> None:
    work, shown = tmp_path / "hw4_loss.py", []
    work.write_text(seen_when_graded())
    for seed in (1, 2):
        bench = Bench(Settings(ROOT, seed))
        try:
            shown.append(check_of(result_json(bench.grade(Task("ada", "hw4_loss", work))), KINK))
        finally:
            bench.supervisor.close()
    assert shown[0] == shown[1] and shown[0]["counterexample"]["small"]


def twice(submission: Any, cases: Any) -> None:
    """What a hidden check keeps to itself: the 7."""
    for (x,) in cases(lambda rng, n: (rng.normal(size=n),), dict(n=4)):
        current_run().calls.append(Call("f", {"x": x, "factor": 7.0}, (x, 7.0)))
        agree(submission.f(x, 7.0), 7 * x)


@pytest.mark.parametrize(("visibility", "told"), [("public", True), ("hidden", False)])
def test_a_number_that_was_not_drawn_is_told_of_public_checks_alone(visibility: str, told: bool) -> None:
    check = a_check(twice, visibility)
    by_size = SmallCases().smallest_first(check, lambda: Work(lambda x, factor: factor * x))  # type: ignore[arg-type,return-value]
    finding = smaller_finding(check, lambda x, factor: x, by_size)
    assert (finding is not None) == told


def smaller_finding(check: Check, f: Callable[..., Any], by_size: Any, **said: Any) -> Json | None:
    """What is shown of a wrong f; None where nothing smaller is."""
    wrong = replace(PASSED, verdict=Verdict.WRONG_VALUE, counterexample={"call": "f"}, **said)
    found = shrunk(check, wrong, by_size, Work(f))  # type: ignore[arg-type]
    return None if found is wrong else dict(found.counterexample or {})


def test_inputs_that_another_mistake_explains_are_passed_over() -> None:
    """It returns five times x for few numbers and len(x) times x for more, and the latter is what was named."""
    mistake = Mistake("times_n", says="This is n times x.", answers=lambda right, x: len(x) * right)

    def check(submission: Any, cases: Any) -> None:
        """It is right."""
        for (x,) in cases(lambda rng, n: (rng.normal(size=n),), dict(n=6)):
            current_run().calls.append(Call("f", {"x": x}, (x,)))
            agree(submission.f(x), x, mistakes=[mistake])

    by_size = SmallCases().smallest_first(a_check(check), lambda: Work(lambda x: x))  # type: ignore[arg-type,return-value]
    said = {"diagnosis": "times_n", "candidate_mistakes": (CandidateMistake("times_n", mistake.says, "", True),)}
    shown = smaller_finding(a_check(check), lambda x: (5 if len(x) < 3 else len(x)) * x, by_size, **said)
    assert shown and len(shown["inputs"]["x"]) == 3
    assert smaller_finding(a_check(check), lambda x: 5 * x, by_size, **said) is None


@pytest.mark.parametrize(("wrong_from", "calls"), [(0, 1), (2, 3), (5, 6)])
def test_a_check_ends_with_the_first_case_that_shows_it(wrong_from: int, calls: int) -> None:
    asked: list[float] = []

    def check(submission: Any, cases: Any) -> None:
        """It is right."""
        for (x,) in cases(lambda rng: (float(rng.normal()),), {}, n=6):
            current_run().calls.append(Call("f", {"x": x}, (x,)))
            agree(submission.f(x), x)

    by_size = SmallCases().smallest_first(a_check(check), lambda: Work(lambda x: x))  # type: ignore[arg-type,return-value]
    assert smaller_finding(a_check(check), lambda x: asked.append(x) or x - (len(asked) > wrong_from), by_size)
    assert len(asked) == calls


def long_enough(submission: Any, cases: Any) -> None:
    """A check that a right answer passes at three numbers and more."""
    for (x,) in cases(lambda rng, n: (rng.normal(size=n),), dict(n=5)):
        agree(submission.f(x), float(len(x)) if len(x) >= 3 else -1.0)


def test_cases_on_which_the_reference_fails_are_not_used() -> None:
    by_size = SmallCases().smallest_first(a_check(long_enough), lambda: Work(lambda x: float(len(x))))  # type: ignore[arg-type,return-value]
    assert [dict(cases.size.cuts) for cases in by_size] == [{"n": 3}, {}]


def test_a_draw_that_cannot_be_made_smaller_is_given_up() -> None:
    asked = 0

    def draw(rng: np.random.Generator, n: int) -> tuple[Any, ...]:
        nonlocal asked
        while True:
            asked += 1
            x = rng.normal(size=n)
            if (x > 0).sum() >= 2:  # never of one number
                return (x,)

    def check(submission: Any, cases: Any) -> None:
        """It is right."""
        for (x,) in cases(draw, dict(n=3)):
            agree(submission.f(x), float(len(x)))

    small = SmallCases()
    by_size = small.smallest_first(a_check(check), lambda: Work(lambda x: float(len(x))))  # type: ignore[arg-type,return-value]
    assert [dict(cases.size.cuts) for cases in by_size] == [{"n": 2}, {}]
    assert asked < 2 * MAX_DRAWN


def test_no_more_than_a_few_sets_of_cases_are_ever_tried() -> None:
    def check(submission: Any, cases: Any) -> None:
        """It is right."""
        for (x,) in cases(lambda rng, a, b, c, d: (rng.normal(size=(a, b, c, d)),), dict(a=9, b=9, c=9, d=9)):
            agree(submission.f(x), x)

    assert len(SmallCases().smallest_first(a_check(check), lambda: Work(lambda x: x))) == KEPT + 1  # type: ignore[arg-type,return-value]


def test_verdicts_and_points_are_what_they_are_without_smaller_inputs(bench: Bench) -> None:
    for path in sorted(WRONG.glob("*.py"))[::6]:
        task = Task("ada", "hw4_loss", path)
        small, own = result_json(bench.grade(task)), result_json(bench.grade(task, smaller=False))
        for each in (small, own):
            for question in each["questions"]:
                question["checks"] = [
                    {key: check[key] for key in ("id", "score", "verdict", "diagnosis", "hint")}
                    for check in question["checks"]
                ]
        assert (small["questions"], small["score"]) == (own["questions"], own["score"])


def test_work_that_breaks_on_small_inputs_is_shown_on_its_own(grade: Grade) -> None:
    """It leaves the process where N is small, which no check asks for: no point is lost by that."""
    text = (WRONG / "no_mean.py").read_text().replace("def d_loss(w, b, X, y):", "def d_loss(w, b, X, y):\n    len(X) == 2 and __import__('os')._exit(0)")  # fmt: skip
    result = grade(text)
    assert verdicts(result)["d_loss"] == "wrong_value" and verdicts(result)["loss"] == "passed"
    assert len(check_of(result, GRADIENT)["counterexample"]["inputs"]["X"]) == 7


def test_an_endless_loop_on_small_inputs_ends(grade: Grade) -> None:
    text = (WRONG / "no_mean.py").read_text().replace("def d_loss(w, b, X, y):", "def d_loss(w, b, X, y):\n    while len(X) == 2: pass")  # fmt: skip
    result = grade(text)
    assert verdicts(result)["d_loss"] == "wrong_value"
    assert len(check_of(result, GRADIENT)["counterexample"]["inputs"]["X"]) == 7


@given(
    st.integers(0, 2**32),
    st.sampled_from([0, 1]),
    st.sampled_from(
        [(-2, 2), (0.5, 1), (1, 2), (-0.2, 0.2), (-3, -1.5), (20, 30), (1e-7, 1e-6), (0, 1), (-1000, 1000)]
    ),
)
def test_round_numbers_keep_to_their_bounds_and_are_never_zero(
    seed: int, digits: int, bounds: tuple[float, float]
) -> None:
    drawn = RoundNumbers(np.random.PCG64(seed), digits).uniform(*bounds, 50)
    assert bounds[0] <= drawn.min() and drawn.max() <= bounds[1] and np.all(drawn)
    assert all(len(f"{abs(x):.12g}".lstrip("0.").replace(".", "").rstrip("0").partition("e")[0]) <= 3 for x in drawn)


@given(st.integers(0, 2**32))
def test_normal_numbers_are_small_whole_ones(seed: int) -> None:
    drawn = RoundNumbers(np.random.PCG64(seed), 0).normal(size=40)
    assert np.array_equal(drawn, np.round(drawn)) and np.all(drawn) and np.abs(drawn).max() < 12
    single = RoundNumbers(np.random.PCG64(seed), 0).normal()
    assert isinstance(single, float) and single == round(single)


def test_a_generator_does_not_go_on_for_ever() -> None:
    generator = RoundNumbers(np.random.PCG64(1), 0)
    with pytest.raises(GaveUp):
        while True:
            generator.integers(0, 9)


def test_work_that_takes_long_when_it_is_run_again_leaves_the_next_its_examples(bench: Bench, tmp_path: Path) -> None:
    """It tells by the clock which of the two it is; the time for examples is each submission's own."""
    wrong = (WRONG / "no_mean.py").read_text()
    started = time.time()
    slow = f"import time\nif time.time() > {started} + 3:\n    time.sleep(15)\n{wrong}\nquick = d_loss\n"
    slow += f"def d_loss(*inputs):\n    time.sleep(max(0, {started} + 3.1 - time.time()))\n    return quick(*inputs)\n"
    for text in (slow, wrong):
        path = tmp_path / "hw4_loss.py"
        path.write_text(text)
        result = result_json(bench.grade(Task("ada", "hw4_loss", path)))
    assert len(check_of(result, GRADIENT)["counterexample"]["inputs"]["X"]) == 2


def test_a_hidden_check_is_shown_from_a_worker_that_saw_no_other(bench: Bench, tmp_path: Path) -> None:
    """What a call tells of an earlier one would come out on a page; each call here answers with how many came before."""
    path = tmp_path / "hw4_loss.py"
    path.write_text(
        "calls = []\n"
        "def loss(w, b, X, y):\n    calls.append(1)\n    return float(len(calls)) + 1000.0\n"
        "def d_loss(w, b, X, y):\n    calls.append(1)\n    return 0 * w + len(calls) + 1000.0, float(len(calls)) + 1000.0\n"
    )
    result = result_json(bench.grade(Task("ada", "hw4_loss", path)))
    shown = [
        check
        for question in result["questions"]
        for check in question["checks"]
        if check["visibility"] != "public" and (check["counterexample"] or {}).get("small")
    ]
    for check in shown:
        assert max(np.ravel(list(np.atleast_1d(check["counterexample"]["got"])))) < 1040
