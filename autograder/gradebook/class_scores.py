"""A whole class's scores into the gradebook in one session: the rows that `nbgrader autograde` would have written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from traitlets.config import Config

from autograder.core.model import BadInput
from autograder.course import deadlines, submitted
from autograder.course.course import Course
from autograder.course.deadlines import Deadlines
from autograder.course.submission_time import submitted_at
from autograder.gradebook.database import opened, refuse_unknown, scores, settings
from autograder.gradebook.rebuilt_notebook import note_of, rebuilt
from autograder.results.result_json import WholeRow

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

NO_RESPONSE = "No response."  # what nbgrader says of an answer that is as it was handed out


@dataclass(frozen=True)
class Marked:
    """One submission of a class run: its task, its row (a result's JSON, or a problem), and whether it is new.

    Rows that an earlier run wrote are left alone unless `fresh`: people may have worked on them since.
    """

    task: submitted.Task
    row: WholeRow
    fresh: bool


class ClassScores:
    """The gradebook of one run of `autograder grade`; an empty `db_url` means the course's own."""

    def __init__(self, course: Course, db_url: str) -> None:
        self._course = course
        self._config = settings(course.root)
        places = self._config.CourseDirectory
        own = places.db_url if isinstance(places.db_url, str) else f"sqlite:///{course.root / 'gradebook.db'}"
        self._db_url = db_url or own
        self._course_id = places.course_id if isinstance(places.course_id, str) else ""
        if "://" not in self._db_url:
            raise BadInput(f"--gradebook takes a database's URL, like sqlite:///gradebook.db, not {db_url!r}")

    def refuse_unknown(self, assignments: Iterable[str]) -> None:
        """`BadInput` where the gradebook does not know an assignment as it is now: before anyone is graded."""
        with opened(self._db_url, self._course_id) as gradebook:
            for name in assignments:
                refuse_unknown(gradebook, name, self._course.lesson(name).released)

    def write(self, tasks: Sequence[submitted.Task], fresh: Sequence[submitted.Task], rows: Iterable[WholeRow]) -> int:
        """Write the rows of the tasks, each assignment's all or not at all; returns how many were written."""
        found = {(row["student"], row["assignment"]): row for row in rows}
        new = set(fresh)
        marked = [
            Marked(task, row, task in new) for task in tasks if (row := found.get((task.student, task.assignment)))
        ]
        written = 0
        with opened(self._db_url, self._course_id) as gradebook:
            for name in sorted({each.task.assignment for each in marked}):
                mine = [each for each in marked if each.task.assignment == name]
                written += _record(gradebook, self._course, name, mine, self._config)
        return written


def _record(gradebook: Gradebook, course: Course, assignment: str, marked: Sequence[Marked], config: Config) -> int:
    """One assignment's rows in one transaction. Manual scores, comments and extra credit are never touched."""
    book = _Book(gradebook, course, assignment)
    written = [submission for each in marked if (submission := book.write(each))]
    gradebook.db.flush()
    _penalties(written, assignment, config, deadlines.read(course.root))
    gradebook.db.commit()
    return len(written)


class _Book:
    """One assignment's part of the gradebook, read once."""

    def __init__(self, gradebook: Gradebook, course: Course, assignment: str) -> None:
        from nbgrader import api

        self._api = api
        self._db = gradebook.db
        self._assignment = gradebook.find_assignment(assignment)
        self._notebook = gradebook.find_notebook(assignment, assignment)
        self._course = course
        self._lesson = course.lesson(assignment)
        self._given = {cell.grade_id: cell for cell in self._lesson.released if cell.grade_id}
        self._students = {student for (student,) in self._db.query(api.Student.id)}
        self._submissions = {each.student_id: each for each in self._assignment.submissions}
        cells = (*self._notebook.grade_cells, *self._notebook.solution_cells, *self._notebook.task_cells)
        self._names = {cell.id: cell.name for cell in cells}

    def write(self, each: Marked) -> Any:
        """Write one submission's rows; the submitted notebook, None where there was nothing to change."""
        student = each.task.student
        submission = self._submissions.get(student)
        new = submission is None
        if submission is None:
            submission = self._added(student)
        notebook = next(part for part in submission.notebooks if part.notebook_id == self._notebook.id)
        found = scores(each.row, self._lesson.check_cells)
        changed = any(
            grade.auto_score != found[name]
            for grade in notebook.grades
            if (name := self._names[grade.cell_id]) in found
        )
        if not (new or each.fresh or changed):
            return None
        timestamp = submitted_at(each.task.path)[0]
        if timestamp is not None:
            submission.timestamp = timestamp
        answers = self._answers(each)
        untouched = {name for name, (text, _) in answers.items() if text == self._given[name].text}
        for grade in notebook.grades:
            self._grade(grade, found, untouched)
        for comment in notebook.comments:
            name = self._names[comment.cell_id]
            comment.auto_comment = NO_RESPONSE if name in untouched else answers.get(name, ("", ""))[1] or None
        return notebook

    def _grade(self, grade: Any, found: Mapping[str, float], untouched: Collection[str]) -> None:
        """nbgrader's own rule: what has no automatic score, or has been graded by hand before, waits for a person."""
        name = self._names[grade.cell_id]
        cell = self._given.get(name)
        if cell is not None and cell.answered:
            grade.auto_score = 0.0 if name in untouched else None
        elif name in found:
            grade.auto_score = found[name]
        else:  # the course's fault, or unreadable: never over an earlier good score
            grade.needs_manual_grade = grade.needs_manual_grade or grade.manual_score is None
            return
        grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None

    def _answers(self, each: Marked) -> dict[str, tuple[str, str]]:
        """grade_id -> the text of the rebuilt notebook and its note; empty where nothing could be read."""
        work = submitted.Work(self._course, each.task.assignment, each.task.path)
        try:
            made = rebuilt(work.file, self._lesson.released)
        except BadInput:
            return {}
        return {
            cell["metadata"]["nbgrader"]["grade_id"]: (cell["source"], note_of(cell["metadata"]))
            for cell in made
            if cell["metadata"].get("nbgrader")
        }

    def _added(self, student: str) -> Any:
        """A submission with empty rows for each cell, as `Gradebook.add_submission` makes it, not yet committed."""
        api = self._api
        if student not in self._students:
            self._db.add(api.Student(id=student))
            self._students.add(student)
        submission = api.SubmittedAssignment(assignment_id=self._assignment.id, student_id=student)
        rows: list[Any] = [submission]
        for notebook in self._assignment.notebooks:
            part = api.SubmittedNotebook(notebook_id=notebook.id)
            submission.notebooks.append(part)
            part.grades += [api.Grade(cell_id=c.id) for c in (*notebook.grade_cells, *notebook.task_cells)]
            part.comments += [api.Comment(cell_id=c.id) for c in (*notebook.solution_cells, *notebook.task_cells)]
            rows += [part, *part.grades, *part.comments]
        self._db.add_all(rows)
        self._submissions[student] = submission
        return submission


def _penalties(notebooks: Sequence[Any], assignment: str, config: Config, dates: Deadlines) -> None:
    """Late penalties by the course's own plug-in, as `nbgrader autograde` assigns them."""
    from autograder.gradebook.late import LatePenalties, follow

    step = LatePenalties(config=config)
    step.assignment_id = assignment
    step.init_plugin()
    for notebook in notebooks:
        follow(notebook.assignment, dates)
        notebook.late_submission_penalty = None
        late = notebook.assignment.total_seconds_late
        if late > 0:
            score = sum(_worth(grade) for grade in notebook.grades)
            penalty = step.plugin_inst.late_submission_penalty(notebook.assignment.student_id, score, late)
            if penalty is not None:
                notebook.late_submission_penalty = min(max(penalty, 0), score)


def _worth(grade: Any) -> float:
    given = grade.manual_score if grade.manual_score is not None else grade.auto_score
    return 0.0 if given is None else given + (grade.extra_credit or 0.0)
