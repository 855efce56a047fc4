"""The grader against work whose verdict is known: planted submissions, untouched stubs, and the solutions.

A planted file says in its first lines what must come of it, `# expect: QUESTION VERDICT [DIAGNOSIS]` for each
question (`*` for all, `a|b` for either verdict, `none` where no name may be given), and `# carried: QUESTION OTHERS`
where it is judged with right answers to others. A question that it does not mention must come out as not attempted.
Whatever comes out otherwise is a surprise. So is wrong work that hidden checks catch and no public one does, since its
student sees it first when it is graded: `# hidden: REASON` says why that must be so. A tally says what each check is
good for: how much right work it passes, and how much wrong work it catches.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.core.model import Assignment, CourseFault, Verdict
from autograder.course import submitted
from autograder.course.course import Course
from autograder.grading import runner
from autograder.grading.settings import Settings
from autograder.results.result_json import QuestionJson, WholeRow
from autograder.results.wording import speaking_check

KINDS = ("accepted", "odd", "wrong", "hostile")
RIGHT = ("solution", "accepted", "odd")


@dataclass(frozen=True)
class Expectation:
    """What must come of one question: one of these verdicts, the named mistake where one is promised, and with whose
    right answers it is judged."""

    verdicts: frozenset[Verdict]
    diagnosis: str | None = None
    carried: tuple[str, ...] = ()


PASSES, IS_LEFT_OUT = Expectation(frozenset({Verdict.PASSED})), Expectation(frozenset({Verdict.NOT_ATTEMPTED}))


@dataclass(frozen=True)
class Planted:
    """A submission whose outcome is known. `expected` has all questions, but practice only where it is named.

    `reason`: why hidden checks alone may catch it.
    """

    kind: str
    name: str
    path: Path
    expected: dict[str, Expectation]
    reason: str = ""


@dataclass
class Tally:
    """One check on planted work: `passed` of so much `right` work, and how much wrong work it `caught`.

    `alone` is how much of that no other check of the question caught.
    """

    id: str
    passed: int = 0
    right: int = 0
    caught: int = 0
    alone: int = 0

    @property
    def redundant(self) -> bool:
        """Whether for all wrong work that it catches another check of the question does."""
        return self.caught > 0 and self.alone == 0


@dataclass(frozen=True)
class Outcome:
    """One planted submission: what came of it, and a sentence for each surprise."""

    planted: Planted
    row: WholeRow
    surprises: tuple[str, ...]

    @property
    def unseen_at_home(self) -> list[str]:
        """The questions of wrong work that hidden checks catch and no public one."""
        if "problem" in self.row or self.planted.kind != "wrong":
            return []
        return [question["id"] for question in self.row["questions"] if _hidden_alone(question)]


@dataclass(frozen=True)
class Verified:
    """One assignment: what came of its planted work, or the `fault` for which nothing was graded."""

    assignment: str
    outcomes: tuple[Outcome, ...]
    fault: str = ""

    @property
    def surprises(self) -> int:
        if self.fault:
            return 1
        unseen = sum(bool(each.unseen_at_home) and not each.planted.reason for each in self.outcomes)
        return len(self.broken) + unseen + sum(len(each.surprises) for each in self.outcomes)

    @property
    def broken(self) -> list[str]:
        """The named mistakes whose `answers` raised, a sentence for each check that looked for one."""
        rows = [each.row for each in self.outcomes]
        questions = (question for row in rows if "problem" not in row for question in row["questions"])
        checks = (check for question in questions for check in question["checks"])
        return sorted({f"{check['id']}: the mistake {fault}" for check in checks for fault in check.get("faults", ())})

    @property
    def tallies(self) -> list[Tally]:
        return tallies((each.planted.kind, each.row) for each in self.outcomes)

    def count(self, kind: str) -> int:
        """How many planted submissions are of that kind."""
        return sum(each.planted.kind == kind for each in self.outcomes)


def verify(course: Course, names: Sequence[str], seed: int, jobs: int) -> Iterator[Verified]:
    """Verify assignments (all, unless named), one after the other. `CourseFault` for a bad header."""
    with tempfile.TemporaryDirectory(prefix="matcalc-verify-") as scratch:
        for name in names or course.names:
            yield _one(course, name, seed, jobs, Path(scratch))


def planted(course: Course, assignment: Assignment) -> list[Planted]:
    """All planted work of an assignment, the solution and the untouched stub. `CourseFault` for a bad header."""
    folder = course.folder(assignment.id)
    found = [
        _read(path, path.parent.name, assignment)
        for kind in KINDS
        for path in sorted((folder / "submissions" / kind).glob("*"))
        if path.suffix in (".py", ".ipynb")
    ]
    lesson = folder / f"{assignment.id}.py"
    everything = {question.id: PASSES for question in assignment.with_practice.questions}
    nothing = dict.fromkeys(everything, IS_LEFT_OUT)
    return [Planted("solution", lesson.stem, lesson, everything), Planted("stub", "stub", lesson, nothing), *found]


def surprises(result: WholeRow, expected: dict[str, Expectation]) -> Iterator[str]:
    """How a result differs from what was planned, a sentence each."""
    if "problem" in result:
        yield f"it could not be judged: {result['problem']}"
        return
    found = {question["id"]: question for question in result["questions"]}
    for name, promise in expected.items():
        question = found[name]
        check = speaking_check(question)
        detail = f" ({check['message']})" if check else ""
        if question["verdict"] not in promise.verdicts:
            yield f"{name}: expected {' or '.join(sorted(promise.verdicts))}, got {question['verdict']}{detail}"
        elif tuple(question.get("carried", ())) != promise.carried:
            got = " and ".join(question.get("carried", ())) or "nothing"
            yield f"{name}: it was to be given a right {' and '.join(promise.carried) or 'nothing'}, not {got}"
        elif promise.diagnosis:
            named = {c["diagnosis"] for c in question["checks"] if c["diagnosis"]}
            if named != ({promise.diagnosis} - {"none"}):
                got = ", ".join(sorted(named)) or "none"
                yield f"{name}: expected the name {promise.diagnosis}, got {got}{detail}"


def tallies(rows: Iterable[tuple[str, WholeRow]]) -> list[Tally]:
    """Each check's tally over (kind, result) of planted work, in the order of the checks."""
    found: dict[str, Tally] = {}
    for kind, result in rows:
        for question in [] if "problem" in result else result["questions"]:
            failing = [check["id"] for check in question["checks"] if check["verdict"] != Verdict.PASSED]
            for check in question["checks"]:
                tally = found.setdefault(check["id"], Tally(check["id"]))
                if kind in RIGHT and question["verdict"] != Verdict.NOT_ATTEMPTED:
                    tally.right += 1
                    tally.passed += check["id"] not in failing
                elif kind == "wrong" and question["verdict"] != Verdict.NOT_ATTEMPTED:
                    tally.caught += check["id"] in failing
                    tally.alone += failing == [check["id"]]
    return list(found.values())


def _hidden_alone(question: QuestionJson) -> bool:
    failing = [check for check in question["checks"] if check["verdict"] != Verdict.PASSED]
    return bool(failing) and all(check["visibility"] != "public" for check in failing)


def _one(course: Course, name: str, seed: int, jobs: int, scratch: Path) -> Verified:
    work = planted(course, course.assignment(name))
    stub = scratch / name / "stub.py"
    stub.parent.mkdir()
    stub.write_text(course.lesson(name).stub, encoding="utf-8")
    by_key = {f"{each.kind}-{each.name}-{each.path.suffix[1:]}": each for each in work}
    tasks = [submitted.Task(key, name, stub if each.kind == "stub" else each.path) for key, each in by_key.items()]
    settings = Settings(course.root, seed, practice=True)
    rows = {row["student"]: row for row in runner.run(tasks, settings, scratch / "results", jobs, whole=True)}
    faults = [row["fault"] for row in rows.values() if "problem" in row and row["fault"]]
    outcomes = (Outcome(each, rows[key], tuple(surprises(rows[key], each.expected))) for key, each in by_key.items())
    return Verified(name, tuple(outcomes), faults[0] if faults else "")


def _read(path: Path, kind: str, assignment: Assignment) -> Planted:
    text = path.read_bytes().decode("utf-8", "replace")
    lines = re.findall(r"#\s*expect:\s*(\S+)\s+([\w|]+)(?:[ \t]+([\w+]+))?", text)
    if not lines:
        raise CourseFault(f"{path}: no `# expect: QUESTION VERDICT` line says what must come of it")
    expected = {question.id: IS_LEFT_OUT for question in assignment.questions}
    known = [question.id for question in assignment.with_practice.questions]
    for question, verdicts, diagnosis in lines:
        if question not in ("*", *known):
            raise CourseFault(f"{path}: it expects something of {question!r}; there are {', '.join(known)}")
        try:
            promise = Expectation(frozenset(map(Verdict, verdicts.split("|"))), diagnosis or None)
        except ValueError:
            raise CourseFault(f"{path}: {verdicts!r} is not a verdict; verdicts are {', '.join(Verdict)}") from None
        expected |= dict.fromkeys([q.id for q in assignment.questions] if question == "*" else [question], promise)
    for question, others in re.findall(r"#\s*carried:\s*(\S+)[ \t]+(.+)", text):
        if not {question, *others.split()} <= {*known}:
            raise CourseFault(
                f"{path}: it says that {question!r} is carried by {others!r}; there are {', '.join(known)}"
            )
        expected[question] = replace(expected[question], carried=tuple(others.split()))
    reason = re.search(r"#\s*hidden:\s*(.+)", text)
    return Planted(kind, path.stem, path, expected, reason[1].strip() if reason else "")
