"""What a gradebook says is open: answers that wait for a person, and work that came late."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.course.course import Course
from autograder.gradebook.database import opened, settings
from autograder.grading.status import Open


def waiting(course: Course, names: Sequence[str]) -> list[Open]:
    """By student and assignment, of the assignments named or else of all. Nothing where there is no gradebook yet."""
    places = settings(course.root).CourseDirectory
    file = course.root / "gradebook.db"
    own = isinstance(places.db_url, str)
    if not own and not file.is_file():
        return []  # to open it would make it
    url = places.db_url if own else f"sqlite:///{file}"
    found = []
    with opened(url, places.course_id if isinstance(places.course_id, str) else "") as gradebook:
        for assignment in gradebook.assignments:
            if names and assignment.name not in names:
                continue
            for each in assignment.submissions:
                who = each.student_id, assignment.name
                if each.needs_manual_grade:
                    found.append(
                        Open(*who, "an answer waits for a person", "make lab, then Formgrader: Manual Grading")
                    )
                if each.total_seconds_late > 0:
                    found.append(Open(*who, f"handed in {_long(each.total_seconds_late)} late", ""))
    return found


def _long(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02} min"
