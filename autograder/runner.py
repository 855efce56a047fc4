"""Many submissions: grade each once, keep every finished result.

A result is a JSON file written whole or not at all, so that any `concurrent.futures.Executor` can be used and a killed
run goes on where it was.
"""

from __future__ import annotations

import functools
import hashlib
import secrets
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder import __version__, inbox, pool, repair, report, results, seal, source
from autograder.cases import Cases
from autograder.course import Course
from autograder.files import write_whole
from autograder.inbox import Problem, Task, checked_name
from autograder.judge import Judge
from autograder.model import Assignment, BadInput, CourseFault, Result
from autograder.plugin import collect
from autograder.stalls import look
from autograder.warden import LEVELS, Warden, Worker, ZygoteLost


@dataclass(frozen=True)
class Settings:
    """What all submissions of a run share. Equal settings give equal marks."""

    root: Path
    seed: int
    device: str = "cpu"
    isolation: str = "strict"
    practice: bool = False  # judge what has no points too


TRIES = 3  # of judging one submission on a machine that stops in between


@functools.cache
def engine() -> str:
    """The version, and a digest of the package as it lies here: a result names what judged it."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for path in sorted(package.rglob("*.py")):
        digest.update(f"{path.relative_to(package)}\0".encode() + path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"


class Bench:
    """One judge process: assignments with their checks and cases, and the warden that forks its workers."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.course = Course(settings.root)
        self.warden = Warden(settings.isolation)
        self._judges: dict[str, Judge] = {}

    def judge(self, assignment_id: str) -> Judge:
        """The judge of an assignment, whose reference solution was held against the oracles first."""
        if assignment_id not in self._judges:
            folder = self.course.folder(assignment_id)
            inbox.handed_out(self.course, assignment_id)  # a lesson that cannot be handed out grades nobody
            assignment = self.course.assignment(assignment_id)
            checks = collect(folder, ["test_public.py", "test_hidden.py"], assignment)
            judged = assignment.with_practice if self.settings.practice else assignment
            judge = Judge(judged, checks, Cases(self.settings.seed))
            reference = source.read(folder / f"{assignment_id}.py")
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
        inbox.forget()

    def grade(self, task: Task, smallest: bool = True) -> Result:
        """The result of one task; `BadInput` where it cannot be read, `ZygoteLost` where no worker can be had.

        `smallest`: findings are shown on the smallest inputs that show them, not on those that were drawn.
        """
        judge = self.judge(task.assignment)
        found, note = inbox.work_in(self.course, task.assignment, task.path)
        work, repairs = repair.mended(found, inbox.handed_out(self.course, task.assignment))
        result = self._grade(judge, work, task.student, (note,) if note else (), smallest)
        return replace(result, notes=(*result.notes, *repairs))

    def _grade(
        self, judge: Judge, work: source.Source, student: str, notes: tuple[str, ...] = (), smallest: bool = True
    ) -> Result:
        """Judge it, again where this process was kept from running meanwhile: its clocks then ran for nobody."""
        isolation = self.warden.isolation(self._flavour(work, judge.assignment), judge.assignment.limits)
        for _ in range(TRIES):
            before = look()
            result = judge.grade(
                work,
                student,
                self._fork(work, judge),
                isolation=isolation.level,
                leaks=isolation.leaks,
                device=judge.assignment.runs_on(self.settings.device),
                engine=engine(),
                notes=notes,
                smallest=smallest,
            )
            stalled = look() - before
            if not stalled:
                return result
        raise BadInput(
            f"the grader was stopped, or got no processor, while it judged this, {TRIES} times, {stalled:.0f} s the "
            "last time; grade it again, with fewer --jobs or on a machine that is less busy"
        )

    def _fork(self, work: source.Source, judge: Judge) -> Callable[[], Worker]:
        return lambda: self.warden.fork(self._flavour(work, judge.assignment), judge.assignment.limits)

    def _flavour(self, work: source.Source, assignment: Assignment) -> str:
        """Which zygote's workers can run the work: what they have imported, and behind which walls."""
        if assignment.runs_on(self.settings.device) == "cuda":
            return "cuda"
        return "torch" if "torch" in work.text else assignment.framework


def finished(
    task: Task, settings: Settings, out: Path, assignment: Assignment, seed_matters: bool
) -> dict[str, Any] | None:
    """An earlier result that still holds, of the same seed where that matters."""
    data = results.earlier(out / task.result_path)
    if data is None or outdated(data, task, settings, assignment) or (seed_matters and data["seed"] != settings.seed):
        return None
    return data


def outdated(result: Mapping[str, Any], task: Task, settings: Settings, assignment: Assignment) -> list[str]:
    """Why a result does not hold: other work, checks, engine or device, no score, too little isolation, or, where
    results are signed, no signature."""
    key = seal.public_key(None)
    try:
        sha256 = inbox.work_in(Course(settings.root), task.assignment, task.path)[0].sha256
    except BadInput:
        sha256 = ""
    reasons = {
        "the submission changed": result["submission_sha256"] != sha256,
        "the assignment changed": result["assignment_sha256"] != assignment.sha256,
        "the engine changed": result["engine"] != engine(),
        f"judged on {result['device']}": result["device"] != assignment.runs_on(settings.device),
        "a part was not judged": result["score"] is None,
        "its signature does not hold": key is not None and not seal.holds(result, key),
        f"isolation was {result['isolation']}": result["isolation"] not in LEVELS[LEVELS.index(settings.isolation) :],
    }
    return [reason for reason, holds in reasons.items() if holds]


def run(
    tasks: Sequence[Task],
    settings: Settings,
    out: Path,
    jobs: int,
    executor: Executor | None = None,
    *,
    whole: bool = False,
) -> Iterator[dict[str, Any]]:
    """Grade the tasks, write `out/<student>/<assignment>.json` each, and give the rows as they come.

    A row is what the class's table shows of a result, or with `whole` all of it.
    """
    seal.signing_key()  # one that cannot be used is said before anyone is graded
    bench = bench_of(settings)
    broken = []
    for assignment in sorted({task.assignment for task in tasks}):
        try:
            bench.judge(assignment)  # before anyone is graded; forked judges then share what was collected and drawn
        except (CourseFault, BadInput, ZygoteLost) as fault:
            broken.append(assignment)
            for task in tasks:
                if task.assignment == assignment:
                    yield Problem(task.student, assignment, "not graded, for a reason below", str(fault)).row()
    todo = [task for task in tasks if task.assignment not in broken]
    if todo:
        _refuse_unwritable(out)
    grade = functools.partial(_graded, settings=settings, out=out, whole=whole)
    if executor is None and (jobs == 1 or len(todo) < 4):
        try:
            yield from map(grade, todo)
        finally:
            bench.warden.close()
        return
    bench.warden.close()
    for task, row in pool.spread(grade, todo, executor or pool.judges(jobs)):
        said = f"the judge was killed {pool.TRIES} times while it graded this"
        yield row if row is not None else Problem(task.student, task.assignment, said).row()


def _refuse_unwritable(out: Path) -> None:
    """`BadInput` where no result could be written: a class is not judged for nothing."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out) as probe:
            probe.write(b"a result")
    except FileExistsError:
        what = f"a link to {out.readlink()}, which is not there" if out.is_symlink() else "no folder"
        raise BadInput(f"{out}, where results are to be, is {what}; name another with --out") from None
    except OSError as error:
        said = f"{out}: no result can be written there: {error.strerror}; mend that, or name another with --out"
        raise BadInput(said) from None


def new_seed() -> int:
    """A seed that nobody can guess."""
    return secrets.randbits(63)


_benches: dict[Settings, Bench] = {}


def bench_of(settings: Settings) -> Bench:
    """This process's bench. A forked judge inherits its parent's, collected and drawn already."""
    if settings not in _benches:
        _benches[settings] = Bench(settings)
    return _benches[settings]


def forget_benches() -> None:
    """End all zygotes of this process, and read everything anew from here on."""
    while _benches:
        _benches.popitem()[1].warden.close()
    inbox.forget()


def _graded(task: Task, settings: Settings, out: Path, whole: bool) -> dict[str, Any]:
    row = grade_to_file(task, settings, out)
    return row if whole else report.brief(row)


def grade_to_file(task: Task, settings: Settings, out: Path) -> dict[str, Any]:
    """Grade one task and write its result; the row to show. Never raises for what one submission can cause."""
    bench = bench_of(settings)
    for last in (False, False, True):
        try:
            checked_name(task.student)  # nbgrader's are not from `find`
            found = bench.grade(task).to_dict()
            data = seal.sealed(found)
            text = results.readable_json(data)
            if len(text) > results.MAX_BYTES:
                data = seal.sealed(results.without_details(found))
                text = results.readable_json(data)
            path = out / task.result_path
            before = results.earlier(path) if data["score"] is None else None
            if before is not None and before["score"] is not None:  # no fault of the course replaces a mark
                said = "a check of the course itself failed; the earlier result stands"
                return Problem(task.student, task.assignment, said).row()
            write_whole(text, path)
            return data
        except ZygoteLost as error:
            if last:
                return Problem(task.student, task.assignment, f"no worker could be had: {error}").row()
        except BadInput as error:
            return Problem(task.student, task.assignment, str(error)).row()
        except OSError as error:
            return Problem(task.student, task.assignment, f"its result cannot be written: {error}").row()
        except MemoryError:
            return Problem(task.student, task.assignment, "the machine ran out of memory; grade it again").row()
        except CourseFault:
            raise
        except Exception as error:  # a fault of ours costs one submission and not the class
            return Problem(task.student, task.assignment, _our_fault(error)).row()
    raise AssertionError("unreachable")


def _our_fault(error: Exception) -> str:
    where = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(where.filename).name} line {where.lineno}"
    said = f"{type(error).__name__}: {error}"[:500]
    return f"the grader itself failed, {said} ({place}); report it with the submission"


def _first_failure(result: Result) -> str:
    for question in result.questions:
        check = question.worst_check
        if check is not None:
            return f"{question.question.id}, {check.check.id}: {check.verdict}: {check.finding.message}"
    return "no check failed, and yet it has less than full marks"
