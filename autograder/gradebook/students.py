"""nbgrader's list of students, filled from the roster, and its due dates: it then knows who is missing or late."""

from __future__ import annotations

from autograder.course.course import Course
from autograder.course.deadlines import read
from autograder.course.roster import Roster
from autograder.gradebook.database import opened, settings


def add_students(course: Course, db_url: str, roster: Roster) -> int:
    """Write the roster's students into a gradebook, the course's own where the URL is empty; how many were not there.

    Nobody is removed: nbgrader would remove their marks too. Homework that the gradebook knows gets the date of
    `deadlines.toml`.
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
        due = read(course.root).due
        for assignment in gradebook.assignments:
            if assignment.name in due:
                assignment.duedate = due[assignment.name]
        gradebook.db.commit()
        return len(set(roster.students) - before)
