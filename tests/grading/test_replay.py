"""A result again, for staff; and a regrade that says what changes before anything is written."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shared import ROOT, seen_when_graded

from autograder import cli
from autograder.grading.bench import Bench

pytestmark = pytest.mark.slow

RIGHT = (ROOT / "assignments/hw4_loss/submissions/accepted/loops.py").read_text()
WRONG = (ROOT / "assignments/hw4_loss/submissions/wrong/no_mask.py").read_text()
KINK = seen_when_graded()

Run = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of one assignment and three students, graded: ada is right, kim wrong at the kink, leo nearly everywhere."""
    root = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(ROOT / "assignments/hw4_loss", root / "assignments/hw4_loss", ignore=shutil.ignore_patterns("__pycache__"))  # fmt: skip
    for student, text in (("ada", RIGHT), ("kim", KINK), ("leo", WRONG)):
        hand_in(root, student, text)
    with contextlib.chdir(root):
        assert cli.main(["grade", "submitted", "--seed", "5", "--jobs", "1"]) == 0
    return root


@pytest.fixture
def course(graded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it to change."""
    root = Path(shutil.copytree(graded, tmp_path / "course"))
    monkeypatch.chdir(root)
    monkeypatch.setenv("COLUMNS", "220")
    return root


@pytest.fixture
def run(course: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command in that course: its exit code and all it printed, as one line."""

    def run(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        code = cli.main(list(arguments))
        said = capsys.readouterr()
        return code, " ".join((said.out + said.err).split())

    return run


def hand_in(root: Path, student: str, text: str) -> None:
    folder = root / "submitted" / student / "hw4_loss"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hw4_loss.py").write_text(text)


def stored(course: Path) -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in sorted((course / "results").glob("*/hw4_loss.json"))}


def score(course: Path, student: str) -> float:
    data: dict[str, Any] = json.loads(stored(course)[student])
    return float(data["score"])


def test_a_replay_shows_both_values_of_a_hidden_check_on_its_own_case(course: Path, run: Run) -> None:
    before = stored(course)
    code, said = run("replay", "results/kim/hw4_loss.json")
    assert code == 0 and "1 check fails; every check comes out as it did" in said
    assert "test_hidden::test_gradient_at_the_kink" in said and "derivative_at_zero" in said
    small = json.loads(before["kim"])["questions"][1]["checks"]
    (shown,) = [check["counterexample"] for check in small if check["counterexample"]]
    assert shown["small"] and json.dumps(shown["inputs"]["X"]) not in said
    assert "expected {'dw': [" in said and "got {'dw': [" in said and said.count("], [") >= 7  # eight samples
    assert stored(course) == before


def test_a_replay_of_right_work_has_nothing_to_show(run: Run) -> None:
    assert run("replay", "results/ada/hw4_loss.json")[0] == 0


def test_a_replay_says_that_work_checks_and_verdicts_are_others(course: Path, run: Run) -> None:
    hand_in(course, "kim", WRONG)
    toml = course / "assignments/hw4_loss/assignment.toml"
    toml.write_text(toml.read_text() + "\n# later\n")
    code, said = run("replay", "results/kim/hw4_loss.json")
    assert code == 1
    assert "the submission changed" in said and "the assignment changed" in said
    assert "(before: passed)" in said and "not every check comes out as it did" in said


def test_a_replay_takes_the_work_it_is_given(course: Path, run: Run) -> None:
    shutil.rmtree(course / "submitted/kim")
    (course / "kept.py").write_text(KINK)
    code, said = run("replay", "results/kim/hw4_loss.json")
    assert code == 2 and "--submission" in said
    assert run("replay", "results/kim/hw4_loss.json", "--submission", "kept.py")[0] == 0


@pytest.mark.parametrize(("text", "sentence"), [('{"schema": 1', "is not a result"), ("[]", "is not a result: it is not an object"), ('{"schema": 9}', "its schema is 9")])  # fmt: skip
def test_what_is_no_result_is_not_replayed(run: Run, tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "x.json").write_text(text)
    code, said = run("replay", str(tmp_path / "x.json"))
    assert code == 2 and sentence in said
    assert run("replay", str(tmp_path / "absent.json"))[0] == 2


def more_for_the_loss(course: Path) -> None:
    toml = course / "assignments/hw4_loss/assignment.toml"
    text = toml.read_text()
    assert "points = 50" in text and "points = 20" in text
    toml.write_text(text.replace("points = 50", "points = 40").replace("points = 20", "points = 30"))


def test_a_regrade_says_who_changes_by_how_much_and_why_and_writes_nothing(course: Path, run: Run) -> None:
    before = stored(course)
    more_for_the_loss(course)
    code, said = run("regrade", "submitted", "--jobs", "1")
    old, new = score(course, "leo"), score(course, "leo") + 10
    assert code == 0 and f"leo hw4_loss {old:g} {new:g} +10" in said
    assert "the assignment changed" in said and "loss: passed, 20 → 30" in said
    assert "nothing is written yet" in said and "--yes" in said
    assert stored(course) == before


def test_with_yes_it_is_written_without_judging_twice(course: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    more_for_the_loss(course)
    old = score(course, "leo")
    run("regrade", "submitted", "--jobs", "1")
    monkeypatch.setattr(Bench, "grade", lambda *_: pytest.fail("judged twice"))
    code, said = run("regrade", "submitted", "--jobs", "1", "--yes")
    assert code == 0 and "written to results" in said and score(course, "leo") == old + 10
    assert not (course / "results/.regrade").exists()
    code, said = run("regrade", "submitted", "--jobs", "1")
    assert code == 0 and "0 graded again, 0 of them change, 3 still hold" in said


def test_a_regrade_draws_the_cases_of_each_result_s_own_seed(course: Path, run: Run) -> None:
    more_for_the_loss(course)
    run("regrade", "submitted", "--jobs", "1", "--yes")
    assert {json.loads(text)["seed"] for text in stored(course).values()} == {5}


def test_other_work_is_told_by_question(course: Path, run: Run) -> None:
    hand_in(course, "ada", KINK)
    hand_in(course, "zoe", RIGHT)
    code, said = run("regrade", "submitted", "--jobs", "1")
    assert code == 0 and "2 graded again, 2 of them change, 2 still hold" in said
    assert "d_loss: passed → wrong value (derivative_at_zero), 50 →" in said and "the submission changed" in said
    assert "zoe hw4_loss – 100" in said and "no result yet" in said


def test_work_that_cannot_be_judged_keeps_the_result_it_has(course: Path, run: Run) -> None:
    before = stored(course)
    (course / "submitted/ada/hw4_loss/hw4_loss.py").write_bytes(b"\0\1")
    code, said = run("regrade", "submitted", "--jobs", "1", "--yes")
    assert code == 1 and "holds binary data" in said and "1 could not be judged and stay as they are" in said
    assert stored(course)["ada"] == before["ada"]


def test_work_that_cannot_be_read_stops_no_regrade(course: Path, run: Run) -> None:
    more_for_the_loss(course)
    before = stored(course)
    hand_in(course, "ada", "# coding: rot_13\n")
    code, said = run("regrade", "submitted", "--jobs", "1", "--yes")
    assert code == 1 and "1 could not be judged and stay as they are" in said and "names rot_13" in said
    assert [name for name, text in stored(course).items() if text == before[name]] == ["ada"]


def test_a_broken_course_costs_nobody_a_result(course: Path, run: Run) -> None:
    before = stored(course)
    checks = course / "assignments/hw4_loss/test_hidden.py"
    checks.write_text(checks.read_text() + '\n\n@question("loss")\ndef test_typo(submission):\n    """It is."""\n    agree(submission.los(), 1)\n')  # fmt: skip
    code, said = run("regrade", "submitted", "--jobs", "1", "--yes")
    assert code == 1 and "the reference solution does not pass its own checks" in said
    assert stored(course) == before


def test_grading_says_how_many_earlier_results_it_replaced(course: Path, run: Run) -> None:
    hand_in(course, "ada", KINK)
    _, said = run("grade", "submitted", "--jobs", "1")
    assert "1 replaced an earlier result" in said
