"""Whether an earlier result still holds, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.core.model import Assignment, BadInput
from autograder.course import submitted
from autograder.course.course import Course
from autograder.course.submitted import Task
from autograder.grading.settings import Settings, engine
from autograder.isolation.sandbox.isolation import LEVELS
from autograder.results import signature, store


def finished(
    task: Task, settings: Settings, out: Path, assignment: Assignment, seed_matters: bool
) -> dict[str, Any] | None:
    """An earlier result that still holds, of the same seed where that matters."""
    data = store.earlier(out / task.result_path)
    if data is None or outdated(data, task, settings, assignment) or (seed_matters and data["seed"] != settings.seed):
        return None
    return data


def outdated(result: Mapping[str, Any], task: Task, settings: Settings, assignment: Assignment) -> list[str]:
    """Why a result does not hold: other work, checks, engine or device, no score, too little isolation, or, where
    results are signed, no signature."""
    key = signature.public_key(None)
    try:
        sha256 = submitted.read_work(Course(settings.root), task.assignment, task.path)[0].sha256
    except BadInput:
        sha256 = ""
    reasons = {
        "the submission changed": result["submission_sha256"] != sha256,
        "the assignment changed": result["assignment_sha256"] != assignment.sha256,
        "the engine changed": result["engine"] != engine(),
        f"judged on {result['device']}": result["device"] != assignment.runs_on(settings.device),
        "a part was not judged": result["score"] is None,
        "its signature does not hold": key is not None and not signature.verifies(result, key),
        f"isolation was {result['isolation']}": result["isolation"] not in LEVELS[LEVELS.index(settings.isolation) :],
    }
    return [reason for reason, holds in reasons.items() if holds]
