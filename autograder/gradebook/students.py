"""nbgrader's list of students, filled from the roster: it then knows who handed in nothing."""

from __future__ import annotations

from autograder.course.course import Course
from autograder.course.roster import Roster
from autograder.gradebook.database import opened, settings


def add_students(course: Course, db_url: str, roster: Roster) -> int:
    """Write the roster's students into a gradebook, the course's own where the URL is empty; how many were not there.

    Nobody is removed: nbgrader would remove their marks too.
    """
    places = settings(course.root).CourseDirectory
    own = places.db_url if isinstance(places.db_url, str) else f"sqlite:///{course.root / 'gradebook.db'}"
    with opened(db_url or own, places.course_id if isinstance(places.course_id, str) else "") as gradebook:
        before = {student.id for student in gradebook.students}
        for person in roster.people:
            if "student" in person:
                given, _, family = person.get("name", "").rpartition(" ")
                named = {"first_name": given, "last_name": family, "email": person.get("email", "")}
                told = {name: text for name, text in named.items() if text}
                gradebook.update_or_create_student(person["student"], **told)
        return len(set(roster.students) - before)
