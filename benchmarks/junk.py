"""Submissions that answer every question with junk: the reference, spoilt on the way out."""

from __future__ import annotations

import runpy
from collections.abc import Set
from pathlib import Path

from autograder.checks.collect import collect
from autograder.course.course import Course
from autograder.isolation.worker import fake_packages
from autograder.isolation.worker.stage import Stage, fresh_namespace
from autograder.student import local

END = Path(__file__).with_name("spoilt.py")
SPOILT: tuple[str, ...] = tuple(runpy.run_path(str(END), {"GIVEN": ("", [], "", set())})["SPOILT"])

OBJECTS = {"hw7_engine"}  # its answers are objects of the student's own class, and not arrays that could be spoilt


def names(course: Course) -> list[str]:
    """The assignments whose answers are numbers and arrays."""
    return [name for name in course.names if name not in OBJECTS]


def submission(course: Course, name: str, spoil: str, seen: Set[str] = frozenset()) -> str:
    """A submission whose answers are the reference's, spoilt. `spoil` is one of SPOILT, "public" or "learn"."""
    lesson = (course.folder(name) / f"{name}.py").read_text(encoding="utf-8")
    answers = [question.id for question in course.assignment(name).questions]
    return f"GIVEN = {(lesson, answers, spoil, set(seen))!r}\n" + END.read_text(encoding="utf-8")


def seen_in_public(course: Course, name: str) -> set[str]:
    """Labels of all that the public checks ask on a student's machine."""
    assignment = course.assignment(name)
    fake_packages.install()
    stage = Stage(fresh_namespace(name))
    local.loading = True  # the lesson's own `check(...)` cells say nothing
    try:
        stage.load([("work.py", submission(course, name, "learn"))], 20, isolated=False)
    finally:
        local.loading = False
    at_home = local.LocalRun(assignment, stage, "work.py")
    at_home.run(collect(course.folder(name), ["test_public.py"], assignment))
    if at_home.result().score != assignment.max_score:
        raise RuntimeError(f"{name}: the reference does not pass the public checks at home")
    seen: set[str] = stage.namespace["SEEN"]
    return seen


def submissions(course: Course, name: str) -> dict[str, str]:
    """All junk of an assignment by its kind, the right answers to the public cases alone among it."""
    found = {spoil: submission(course, name, spoil) for spoil in SPOILT}
    return found | {"public": submission(course, name, "public", seen_in_public(course, name))}
