"""Work that changed since it was marked is marked again, whatever its time says.

nbgrader passes over a submission that is there already unless its time is newer. A broken file that was replaced, and a
download that was collected once more, have the old time.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.core.model import BadInput, CourseFault
from autograder.course.course import Course
from autograder.course.submitted import Work
from autograder.results import store


def drop_changed(course: Course, submitted: Path, autograded: Path, results: Path) -> str:
    """Remove what nbgrader would take for graded, where its result is not of what lies in `submitted`.

    Returns why; "" where the result is of this work, or nothing was graded yet.
    """
    if not autograded.is_dir():
        return ""
    student, name = submitted.parent.name, submitted.name
    why = _why_again(course, submitted, results / student / f"{name}.json")
    if why:
        shutil.rmtree(autograded)
    return why


def _why_again(course: Course, submitted: Path, result: Path) -> str:
    found = store.earlier(result)
    if found is None:
        return f"there is no result of it in {result.parents[1]}"
    if "problem" in found:
        return "it could not be judged"
    try:
        same = Work(course, submitted.name, submitted).file.sha256 == found["submission_sha256"]
    except (BadInput, CourseFault) as error:
        return f"its work cannot be read: {error}"
    return "" if same else "its work is not what was judged"
