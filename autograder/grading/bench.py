"""One judge process: assignments with their checks and cases, and the supervisor that forks its workers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from autograder.checks.cases import Cases
from autograder.checks.collect import collect
from autograder.core.model import Assignment, BadInput, CourseFault, Result
from autograder.course import notebook_repair, submission_file, submitted
from autograder.course.course import Course
from autograder.course.submitted import Task
from autograder.grading.settings import Settings, engine
from autograder.isolation.stalls import stalled_seconds
from autograder.isolation.supervisor import Supervisor, Worker
from autograder.judge.judge import Judge

TRIES = 3  # of judging one submission on a machine that stops in between


class Bench:
    """One judge process: assignments with their checks and cases, and the supervisor that forks its workers."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.course = Course(settings.root)
        self.supervisor = Supervisor(settings.isolation)
        self._judges: dict[str, Judge] = {}

    def judge(self, assignment_id: str) -> Judge:
        """The judge of an assignment, whose reference solution was held against the oracles first."""
        if assignment_id not in self._judges:
            folder = self.course.folder(assignment_id)
            submitted.handed_out(self.course, assignment_id)  # a lesson that cannot be handed out grades nobody
            assignment = self.course.assignment(assignment_id)
            checks = collect(folder, ["test_public.py", "test_hidden.py"], assignment)
            judged = assignment.with_practice if self.settings.practice else assignment
            judge = Judge(judged, checks, Cases(self.settings.seed))
            reference = submission_file.read(folder / f"{assignment_id}.py")
            result = self._grade(judge, reference, "the reference solution")
            if result.score != assignment.max_score:
                raise CourseFault(
                    f"{assignment_id}: nobody is graded, because the reference solution does not pass "
                    f"its own checks: {_first_failure(result)}"
                )
            judge.trust(reference, self._fork(reference, judge), assignment.runs_on(self.settings.device))
            self._judges[assignment_id] = judge
        return self._judges[assignment_id]

    def renew(self, assignment_id: str) -> None:
        """Forget an assignment that was edited since it was read: JupyterLab's process marks for days."""
        judge = self._judges.get(assignment_id)
        if judge is not None and judge.assignment.sha256 != self.course.assignment(assignment_id).sha256:
            del self._judges[assignment_id]
        submitted.forget()

    def grade(self, task: Task, shrink: bool = True) -> Result:
        """The result of one task; `BadInput` where it cannot be read, `ZygoteLost` where no worker can be had.

        `smallest`: findings are shown on the smallest inputs that show them, not on those that were drawn.
        """
        judge = self.judge(task.assignment)
        found, note = submitted.read_work(self.course, task.assignment, task.path)
        work, repairs = notebook_repair.repaired(found, submitted.handed_out(self.course, task.assignment))
        result = self._grade(judge, work, task.student, (note,) if note else (), shrink)
        return replace(result, notes=(*result.notes, *repairs))

    def _grade(
        self,
        judge: Judge,
        work: submission_file.SubmissionFile,
        student: str,
        notes: tuple[str, ...] = (),
        shrink: bool = True,
    ) -> Result:
        """Judge it, again where this process was kept from running meanwhile: its clocks then ran for nobody."""
        isolation = self.supervisor.isolation(self._flavour(work, judge.assignment), judge.assignment.limits)
        for _ in range(TRIES):
            before = stalled_seconds()
            result = judge.grade(
                work,
                student,
                self._fork(work, judge),
                isolation=isolation.level,
                leaks=isolation.leaks,
                device=judge.assignment.runs_on(self.settings.device),
                engine=engine(),
                notes=notes,
                shrink=shrink,
            )
            stalled = stalled_seconds() - before
            if not stalled:
                return result
        raise BadInput(
            f"the grader was stopped, or got no processor, while it judged this, {TRIES} times, {stalled:.0f} s the "
            "last time; grade it again, with fewer --jobs or on a machine that is less busy"
        )

    def _fork(self, work: submission_file.SubmissionFile, judge: Judge) -> Callable[[], Worker]:
        return lambda: self.supervisor.fork(self._flavour(work, judge.assignment), judge.assignment.limits)

    def _flavour(self, work: submission_file.SubmissionFile, assignment: Assignment) -> str:
        """Which zygote's workers can run the work: what they have imported, and behind which walls."""
        if assignment.runs_on(self.settings.device) == "cuda":
            return "cuda"
        return "torch" if "torch" in work.text else assignment.framework


_benches: dict[Settings, Bench] = {}


def bench_of(settings: Settings) -> Bench:
    """This process's bench. A forked judge inherits its parent's, collected and drawn already."""
    if settings not in _benches:
        _benches[settings] = Bench(settings)
    return _benches[settings]


def forget_benches() -> None:
    """End all zygotes of this process, and read everything anew from here on."""
    while _benches:
        _benches.popitem()[1].supervisor.close()
    submitted.forget()


def _first_failure(result: Result) -> str:
    for question in result.questions:
        check = question.worst_check
        if check is not None:
            return f"{question.question.id}, {check.check.id}: {check.verdict}: {check.finding.message}"
    return "no check failed, and yet it has less than full marks"
