"""Late penalties in nbgrader's gradebook by `deadlines.toml`: the same that leave for a learning platform.

    c.Autograde.autograde_preprocessors = [..., "autograder.gradebook.late.LatePenalties", ...]

Where `deadlines.toml` names a homework, its date and extensions are written into the gradebook. Else all is nbgrader's.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from nbgrader.plugins import BasePlugin, LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Type

from autograder.core.model import BadInput
from autograder.course.course import TOTAL, Course
from autograder.course.deadlines import Deadlines, read
from autograder.course.submission_time import submitted_at


class LatePolicy(LateSubmissionPlugin):  # type: ignore[misc]
    """What late work costs by `deadlines.toml`; of a homework that it does not name, by nbgrader's own settings."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Points to take off a student's `score`; None for none."""
        name = self.parent.assignment_id
        root = course_root(self.config)
        dates = read(root)
        due = dates.of(student_id, name)
        if due is None:
            penalty: float | None = super().late_submission_penalty(student_id, score, total_seconds_late)
            return penalty
        times = {each: submitted_at(root / "submitted" / student_id / each)[0] for each in dates.due}
        times[name] = due + timedelta(seconds=total_seconds_late)
        possible = TOTAL + Course(root).lesson(name).manual_points
        found = dates.penalty(student_id, name, times, score, possible)
        self.log.info("%s: %s", student_id, found.reason)
        return found.points or None


class LatePenalties(AssignLatePenalties):  # type: ignore[misc]
    """nbgrader's own step, after the course's dates are in the gradebook."""

    plugin_class = Type(LatePolicy, klass=BasePlugin, help="What computes a late submission's penalty").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Assign one submission's penalty."""
        from nbgrader.api import Gradebook

        told = resources["nbgrader"]
        with Gradebook(told["db_url"]) as gradebook:
            submission = gradebook.find_submission(told["assignment"], told["student"])
            follow(submission, read(course_root(self.config)))
            gradebook.db.commit()
        return super().preprocess(nb, resources)


def follow(submission: Any, dates: Deadlines) -> None:
    """Give a submission in the gradebook the course's date and the student's extension, where the course has a date."""
    name = submission.assignment.name
    due = dates.due.get(name)
    if due is None:
        return
    if submission.assignment.duedate != due:
        submission.assignment.duedate = due
    later = dates.later.get((submission.student_id, name))
    submission.extension = None if later is None else later - due


def course_root(config: Any) -> Path:
    """The course's folder by nbgrader's configuration."""
    root = config.CourseDirectory.root
    if not isinstance(root, str):
        raise BadInput("c.CourseDirectory.root is not set in nbgrader_config.py")
    return Path(root)
