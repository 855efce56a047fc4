"""One judge process: assignments with their checks and cases, and the supervisor that forks its workers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from autograder.checks.cases import Cases
from autograder.checks.collect import collect
from autograder.core.model import Assignment, BadInput, CourseFault, Result
from autograder.course import submission_file
from autograder.course.course import Course
from autograder.course.notebook_repair import repaired
from autograder.course.open_course import PRIVATE, open_to_all
from autograder.course.submission_file import SubmissionFile
from autograder.course.submitted import Task, Work
from autograder.grading.settings import Settings, engine, image
from autograder.grading.turns import turn
from autograder.isolation.stalls import stalled_seconds
from autograder.isolation.supervisor import Supervisor, Workers
from autograder.judge.judge import Judge

TRIES = 3  # of judging one submission on a machine that stops in between


class Bench:
    """One judge process: assignments with their checks and cases, and the supervisor that forks its workers.

    It lives as long as a run. A judge that is forked from this process inherits what was collected and drawn; its
    workers are its own.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.course = Course(settings.root)
        self.supervisor = Supervisor(settings.isolation)
        self._judges: dict[str, Judge] = {}

    def judge(self, assignment_id: str) -> Judge:
        """The judge of an assignment, whose reference solution was held against the oracles first."""
        with turn():
            return self._judge(assignment_id)

    def _judge(self, assignment_id: str) -> Judge:
        seed = self.settings.seed_of(assignment_id)
        if assignment_id not in self._judges or self._judges[assignment_id].cases.seed != seed:
            folder = self.course.folder(assignment_id)
            self.course.lesson(assignment_id)  # a lesson that cannot be handed out grades nobody
            assignment = self.course.assignment(assignment_id)
            checks = collect(folder, ["test_public.py", "test_hidden.py"], assignment)
            judged = assignment.with_practice if self.settings.practice else assignment
            judge = Judge(judged, checks, Cases(seed))
            reference = submission_file.read(folder / f"{assignment_id}.py")
            result = self._grade(judge, reference, "the reference solution")
            if result.score != assignment.max_score:
                raise CourseFault(
                    f"{assignment_id}: nobody is graded, because the reference solution does not pass "
                    f"its own checks: {_first_failure(result)} (if that is a matter of the cases drawn, "
                    "another seed passes: --seed N)"
                )
            judge.trust(reference, self._workers(assignment))
            self.refuse_open(assignment_id, [self.course.root / name for name in PRIVATE])
            self._judges[assignment_id] = judge
        return self._judges[assignment_id]

    def refuse_open(self, assignment_id: str, paths: Iterable[Path]) -> None:
        """`BadInput` where only a file's mode would keep it from a submission, and every user may read one of these."""
        level = self._workers(self.course.assignment(assignment_id)).isolation.level
        if level != "modes" or self.settings.isolation == "none":
            return
        found = open_to_all(path for path in paths if path.exists())
        if found is not None:
            raise BadInput(
                f"isolation is modes, so that a submission reads what every user may, and every user may read {found}; "
                f"close it with chmod -R go= {found}"
            )

    def renew(self, assignment_id: str) -> None:
        """Forget an assignment that was edited since it was read: JupyterLab's process marks for days."""
        if self.course.renew(assignment_id):
            self._judges.pop(assignment_id, None)

    def grade(self, task: Task, work: Work | None = None, smaller: bool = True) -> Result:
        """The result of one task, of its `work` where that was read already. `BadInput` where it cannot be read,
        `ZygoteLost` where no worker can be had.

        `smaller`: findings are shown on the smallest inputs that show them, not on those that were drawn.
        """
        with turn():
            return self._grade_work(task, work, smaller)

    def _grade_work(self, task: Task, work: Work | None, smaller: bool) -> Result:
        judge = self._judge(task.assignment)
        self.refuse_open(task.assignment, [task.path])
        work = work or Work(self.course, task.assignment, task.path)
        file, repairs = repaired(work.file, self.course.lesson(task.assignment).released)
        result = self._grade(judge, file, task.student, (work.note,) if work.note else (), smaller)
        return replace(result, notes=(*result.notes, *repairs), for_staff=work.for_staff, image=image())

    def close(self) -> None:
        """End all workers, and the processes that they are forked from. They start again when next needed."""
        self.supervisor.close()

    def _grade(
        self, judge: Judge, file: SubmissionFile, student: str, notes: tuple[str, ...] = (), smaller: bool = True
    ) -> Result:
        """Judge it, again where this process was kept from running meanwhile: its clocks then ran for nobody."""
        workers = self._workers(judge.assignment)
        for _ in range(TRIES):
            before = stalled_seconds()
            result = judge.grade(file, student, workers, engine=engine(), notes=notes, smaller=smaller)
            stalled = stalled_seconds() - before
            if not stalled:
                return result
        raise BadInput(
            f"the grader was stopped, or got no processor, while it judged this, {TRIES} times, {stalled:.0f} s the "
            "last time; grade it again, with fewer --jobs or on a machine that is less busy"
        )

    def _workers(self, assignment: Assignment) -> Workers:
        """Those that can run the work: PyTorch is there where the homework is in PyTorch."""
        flavour = "cuda" if assignment.runs_on(self.settings.device) == "cuda" else assignment.framework
        return Workers(self.supervisor, flavour, assignment.limits)


def _first_failure(result: Result) -> str:
    for question in result.questions:
        for check in question.failing[:1]:
            return f"{question.question.id}, {check.check.id}: {check.verdict}: {check.finding.message}"
    return "no check failed, and yet it has less than full marks"
