"""Work that could not be judged leaves a result too, which says why: so that whatever reads results lists it."""

from __future__ import annotations

from pathlib import Path

from autograder.core.files import write_whole
from autograder.core.model import Assignment, BadInput, CourseFault, Limits, Result
from autograder.course.course import Course
from autograder.course.submitted import Task, Work, checked_name
from autograder.grading.settings import Settings, engine, image
from autograder.results import signature, store
from autograder.results.result_json import unjudged_json


def leave_unjudged(
    task: Task, course: Course, settings: Settings, out: Path, problem: str, work: Work | None = None
) -> str:
    """Write the result of work that could not be judged. It never replaces a score: an earlier result then stands.

    What a person should know besides the problem, to be added to its sentence. Nothing is written of what is not a
    student's name, or not an assignment.
    """
    try:
        checked_name(task.student)
    except BadInput:
        return ""
    if task.assignment not in course.names:
        return ""
    path = out / task.result_path
    before = store.earlier(path)
    if before is not None and before["score"] is not None:
        return "; the earlier result stands"
    assignment = _assignment(course, task.assignment)
    made = Result(
        assignment=assignment,
        student=task.student,
        submission_sha256=_sha256(work),
        seed=settings.seed_of(task.assignment),
        device=assignment.runs_on(settings.device),
        isolation="none",  # no worker was asked
        questions=(),
        seconds=0.0,
        engine=engine(),
        image=image(),
    )
    data = signature.signed(unjudged_json(made, problem))
    if data == before:
        return ""
    try:
        write_whole(store.readable_json(data), path)
    except OSError as error:
        return f"; and no result there says so: {error.strerror}"
    return ""


def _assignment(course: Course, name: str) -> Assignment:
    """The assignment; one without questions where it cannot be read, which may be why nobody is judged."""
    try:
        return course.assignment(name)
    except (BadInput, CourseFault, OSError):
        return Assignment(name, name, (), Limits())


def _sha256(work: Work | None) -> str:
    try:
        return work.file.sha256 if work else ""
    except (BadInput, CourseFault):
        return ""
