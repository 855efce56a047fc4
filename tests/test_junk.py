"""What is no answer never passes for one, in any question of any assignment: zeros, NaN, the input, noise, near misses."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Set
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, verdicts

from autograder import home
from autograder.course import Course
from autograder.plugin import collect
from autograder.worker import stand_ins
from autograder.worker.stage import Stage, fresh_namespace

COURSE = Course(ROOT)
HELPER = Path(__file__).parent / "helpers/junk.py"
SPOILT = runpy.run_path(str(HELPER), {"GIVEN": ("", [], "", set())})["SPOILT"]


def submission(name: str, spoil: str, seen: Set[str] = frozenset()) -> str:
    """A submission whose answers are the reference's, spoilt."""
    lesson = (COURSE.folder(name) / f"{name}.py").read_text(encoding="utf-8")
    answers = [question.id for question in COURSE.assignment(name).questions]
    return f"GIVEN = {(lesson, answers, spoil, set(seen))!r}\n" + HELPER.read_text(encoding="utf-8")


def passed(result: dict[str, Any]) -> set[str]:
    return {question for question, verdict in verdicts(result).items() if verdict == "passed"}


def seen_in_public(name: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What the public checks call each answer with on a student's machine."""
    assignment = COURSE.assignment(name)
    stand_ins.install()
    monkeypatch.setattr(home, "loading", True)  # the lesson's own `check(...)` cells say nothing
    stage = Stage(fresh_namespace(name))
    stage.load([("work.py", submission(name, "learn"))], 20, isolated=False)
    at_home = home.Home(assignment, stage, "work.py")
    at_home.look(collect(COURSE.folder(name), ["test_public.py"], assignment))
    assert at_home.result().score == assignment.max_score
    seen: set[str] = stage.namespace["SEEN"]
    return seen


@pytest.mark.parametrize("spoil", SPOILT)
@pytest.mark.parametrize("name", COURSE.names)
def test_junk_passes_no_question(name: str, spoil: str, grade: Callable[..., dict[str, Any]]) -> None:
    assert passed(grade(submission(name, spoil), name)) == set()


@pytest.mark.parametrize("name", COURSE.names)
def test_right_answers_to_the_public_cases_alone_pass_no_question(
    name: str, grade: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = seen_in_public(name, monkeypatch)
    assert seen and passed(grade(submission(name, "public", seen), name)) == set()


@pytest.mark.parametrize("name", COURSE.names)
def test_the_same_submission_unspoilt_passes_all(name: str, grade: Callable[..., dict[str, Any]]) -> None:
    assert passed(grade(submission(name, "learn"), name)) == {q.id for q in COURSE.assignment(name).questions}
