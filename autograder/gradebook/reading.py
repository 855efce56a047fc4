"""Answers by hand, as people read them one after another, and what they give, in nbgrader's gradebook.

What is read is the autograded notebook: it is what waits, and what the feedback page shows again. An answer is named by
its submission's id in the gradebook, so that a page can do without students' names.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import nbformat

from autograder.core.files import read_regular
from autograder.core.model import BadInput
from autograder.core.numbers import points as shown_points
from autograder.course.course import Course
from autograder.gradebook.database import opened, place
from autograder.gradebook.readers import Readers, Saved
from autograder.gradebook.written_answers import WrittenCells, by_hand
from autograder.results.written import MAX_TEXT

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

_MAX = 200_000_000  # bytes of a notebook, whose pictures were bounded when it was handed in


@dataclass(frozen=True)
class Answer:
    """One student's answer to one question, and what the gradebook has for it.

    id: its submission's in the gradebook, which tells nobody's name.
    points: what a person gave, None for nothing yet. `note` says where the answer was found.
    waits: whether the gradebook wants a person to look.
    seen: stands for the answer and for what was given; another one means that something changed.
    saved: by whom the points and the comment are, where they were given here.
    """

    id: str
    student: str
    cell: str
    written: WrittenCells
    note: str
    max_score: float
    points: float | None
    comment: str
    waits: bool
    seen: str
    saved: Saved | None


@dataclass(frozen=True)
class Given:
    """What a reader gives for an answer that looked like `seen`. `points` None takes points back."""

    id: str
    cell: str
    points: float | None
    comment: str
    seen: str


class Meanwhile(Exception):
    """The answer is not what the reader saw. `rewritten`: its text is another; else what was given for it."""

    def __init__(self, now: Answer, seen: str) -> None:
        super().__init__(now)
        self.now = now
        self.rewritten = now.seen.partition(".")[0] != seen.partition(".")[0]


class Reading:
    """The answers by hand of one homework. `BadInput` where there is no such homework or no gradebook."""

    def __init__(self, course: Course, name: str) -> None:
        course.folder(name)
        self.course, self.name = course, name
        self._place = place(course.root)
        self._readers = Readers(course.root, name)

    def answers(self) -> tuple[list[Answer], int, list[str]]:
        """All that was written; how many answers are as they were handed out; a sentence for each that has no page.

        Their order is the same each time, and tells nothing of the students.
        """
        found: list[Answer] = []
        empty, problems = 0, []
        saved = self._readers.last()
        with opened(*self._place) as gradebook:
            for submission in self._submissions(gradebook):
                try:
                    there = self._of(submission, saved)
                except BadInput as error:
                    problems.append(str(error))
                    continue
                written = [each for each in there.values() if each.waits or each.points is not None]
                empty += len(there) - len(written)
                found += written
        return sorted(found, key=lambda each: hashlib.sha256(each.id.encode()).digest()), empty, problems

    def give(self, given: Given, reader: str) -> Answer:
        """Write what a reader gives; the answer as it is then. `Meanwhile` where it is not what the reader saw.

        `BadInput` where the points are not from 0 to the question's, or the comment is too long.
        """
        from nbgrader.api import MissingEntry

        with self._readers.alone(), opened(*self._place) as gradebook:
            try:
                row = gradebook.find_submission_notebook_by_id(given.id)
            except MissingEntry:
                raise BadInput("the gradebook does not know this submission any more; load the page again") from None
            student, name = row.assignment.student_id, row.assignment.assignment.name
            before = self._of(row, self._readers.last()).get(given.cell) if name == self.name else None
            if before is None:
                raise BadInput("there is no such answer; load the page again")
            if before.seen != given.seen:
                raise Meanwhile(before, given.seen)
            _refuse(given, before.max_score)
            grade = gradebook.find_grade(given.cell, name, name, student)
            grade.manual_score = given.points
            grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None  # as the formgrader does
            gradebook.find_comment(given.cell, name, name, student).manual_comment = given.comment or None
            gradebook.db.commit()
            self._readers.note(reader, student, given.cell, given.points, given.comment)
            return self._of(row, self._readers.last())[given.cell]

    def _submissions(self, gradebook: Gradebook) -> Sequence[Any]:
        from nbgrader.api import MissingEntry

        try:
            return list(gradebook.find_notebook(self.name, self.name).submissions)
        except MissingEntry:
            raise BadInput(
                f"the gradebook does not know {self.name}; run `nbgrader generate_assignment {self.name} --force`"
            ) from None

    def _of(self, row: Any, saved: Mapping[tuple[str, str], Saved]) -> dict[str, Answer]:
        """grade_id -> the answers of one submission. `BadInput` where its notebook cannot be read."""
        student = row.assignment.student_id
        grades = {grade.name: grade for grade in row.grades}
        comments = {comment.name: comment for comment in row.comments}
        found = {}
        for cell, written in by_hand(self._notebook(student)).items():
            if cell not in grades or cell not in comments:
                raise BadInput(f"{student}: the gradebook does not know the answer {cell}; {self._again(student)}")
            grade, comment = grades[cell], comments[cell].manual_comment or ""
            last = saved.get((student, cell))
            own = last is not None and (last.points, last.comment) == (grade.manual_score, comment)
            found[cell] = Answer(
                row.id, student, cell, written, comments[cell].auto_comment or "", float(grade.max_score),
                grade.manual_score, comment, bool(grade.needs_manual_grade), _seen(grade, comment, written),
                last if own else None,
            )  # fmt: skip
        return found

    def _notebook(self, student: str) -> Any:
        path = self.course.root / "autograded" / student / self.name / f"{self.name}.ipynb"
        try:
            return nbformat.reads(read_regular(path, _MAX).decode(), as_version=4)  # type: ignore[no-untyped-call]
        except FileNotFoundError:
            raise BadInput(f"{student}: {path.name} is not in autograded/; {self._again(student)}") from None
        except (OSError, ValueError) as error:
            raise BadInput(f"{student}: {path} cannot be read: {error}; {self._again(student)}") from None

    def _again(self, student: str) -> str:
        return f"run `nbgrader autograde {self.name} --student={student} --force`"


def _refuse(given: Given, most: float) -> None:
    if given.points is not None and not (math.isfinite(given.points) and 0 <= given.points <= most):
        raise BadInput(f"points are a number from 0 to {shown_points(most)}")
    if len(given.comment) > MAX_TEXT:
        raise BadInput(f"a comment has at most {MAX_TEXT} characters; this one has {len(given.comment)}")
    if "\0" in given.comment:
        raise BadInput("a comment is text; this one has a NUL in it")


def _seen(grade: Any, comment: str, written: WrittenCells) -> str:
    """The text's digest, a dot, and that of what was given."""
    texts = [(text.text, text.code, text.pictures) for text in written.texts]
    given = (grade.manual_score, bool(grade.needs_manual_grade), comment)
    return ".".join(hashlib.sha256(json.dumps(each, sort_keys=True).encode()).hexdigest() for each in (texts, given))
