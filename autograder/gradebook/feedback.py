"""What nbgrader's `generate_feedback` is configured with: the page of `autograder feedback`, with what people gave.

    c.GenerateFeedback.exporter_class = "autograder.gradebook.feedback.FeedbackPage"
    c.GenerateFeedback.preprocessors = []

Points and comments are the gradebook's, explanations those of the result that its points came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbgrader.converters.base import NbGraderException
from nbgrader.utils import is_grade, is_solution

from autograder.core.model import BadInput, CourseFault, QuestionResult, Result
from autograder.course.course import Course
from autograder.gradebook import database, file_rules
from autograder.gradebook.autograde import STAMP, JudgeSubmission
from autograder.gradebook.clean_log import clean_log
from autograder.gradebook.written_answers import by_hand, text_of
from autograder.results import store
from autograder.results.pages import GradebookRecord, HumanGrade, WrittenAnswer, page
from autograder.results.result_json import ResultJson, result_json


class FeedbackPage(Exporter):
    """An autograded notebook as one HTML page, without scripts, that a phone shows as well."""

    brings = staticmethod(file_rules.bring_nothing)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]
        clean_log(self.log)

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(self, nb: Any, resources: Any = None, **options: Any) -> Any:
        """The page, and nbconvert's resources. `NbGraderException` where points and explanations are of two runs."""
        nb, resources = super().from_notebook_node(nb, resources, **options)
        about = resources["nbgrader"]
        student, name = about["student"], about["assignment"]
        converter: Any = self.parent
        try:
            check_cells = self._course.lesson(name).check_cells
        except (BadInput, CourseFault) as fault:
            raise NbGraderException(str(fault)) from None
        with database.opened(about["db_url"], converter.coursedir.course_id) as gradebook:
            row = gradebook.find_submission_notebook(about["notebook"], name, student)
            result = self._result(nb, student, name)
            _refuse_others(result, row, check_cells)
            return page(result, _record(nb, row, result, check_cells)), resources

    @cached_property
    def _course(self) -> Course:
        converter: Any = self.parent
        return Course(Path(converter.coursedir.root))

    def _result(self, nb: Any, student: str, name: str) -> ResultJson:
        """The result behind the notebook; of a notebook that could not be judged its questions, and why."""
        stamp = nb.metadata.get(STAMP, {})
        if not stamp.get("judged"):
            return _unjudged(self._course, student, name, stamp.get("problem") or "It was not graded by program.")
        path = self._course.root / JudgeSubmission(config=self.config).results / student / f"{name}.json"
        try:
            found = store.read(path)
        except BadInput as error:
            raise NbGraderException(f"{error}; {_again(student, name)}") from None
        return _unjudged(self._course, student, name, found["problem"]) if "problem" in found else found


def _again(student: str, name: str) -> str:
    return f"run `nbgrader autograde {name} --student={student} --force`"


def _unjudged(course: Course, student: str, name: str, problem: str) -> ResultJson:
    """A result without a check, in which no question has a score."""
    assignment = course.assignment(name)
    questions = tuple(QuestionResult(question, ()) for question in assignment.questions)
    made = result_json(Result(assignment, student, "", 0, "", "none", questions, 0.0, notes=(problem,)))
    for question in made["questions"]:
        question["score"] = None
    return made


def _refuse_others(result: ResultJson, row: Any, check_cells: Mapping[str, str]) -> None:
    """`NbGraderException` where the gradebook's points are not those of the result."""
    judged = database.scores(result, check_cells)
    unlike = [grade.name for grade in row.grades if judged.get(grade.name, grade.auto_score) != grade.auto_score]
    if unlike:
        raise NbGraderException(
            f"the gradebook has other points for {', '.join(unlike)} than the result, which may explain "
            f"other work; {_again(result['student'], result['assignment'])}"
        )


def _record(nb: Any, row: Any, result: ResultJson, check_cells: Mapping[str, str]) -> GradebookRecord:
    """What people gave, in the notebook's order; a comment on code stands with the question whose check is next."""
    judged = {question["id"] for question in result["questions"]}
    names = {cell: question for question, cell in check_cells.items() if question in judged}
    grades = {grade.name: grade for grade in row.grades}
    comments = {comment.name: comment for comment in row.comments}
    parts: list[tuple[str, HumanGrade] | WrittenAnswer] = []
    answers = by_hand(nb)
    read: list[WrittenAnswer] = []
    for cell in nb.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if is_solution(cell) and is_grade(cell):
            said = comments[name]
            score = None if _waits(grades[name]) else grades[name].score
            note, comment = said.auto_comment or "", said.manual_comment or ""
            own = answers[name]
            parts.append(WrittenAnswer(own.texts, comment, note, own.title, score, grades[name].max_score))
        elif is_solution(cell) and comments[name].manual_comment:
            read.append(WrittenAnswer([text_of(cell)], comments[name].manual_comment))
        elif is_grade(cell) and name in names:
            grade = grades[name]
            given = grade.manual_score is not None or bool(grade.extra_credit)
            parts.append((names[name], HumanGrade(None if _waits(grade) else grade.score, given, tuple(read))))
            read = []
    penalty = row.late_submission_penalty or 0.0
    return GradebookRecord(row.score - penalty, row.max_score, penalty, any(map(_waits, grades.values())), parts)


def _waits(grade: Any) -> bool:
    return grade.auto_score is None and grade.manual_score is None
