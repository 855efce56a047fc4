"""What the checks catch, name and let pass, in figures. `make quality` writes docs/quality.md."""

from __future__ import annotations

import gc
import os
import statistics
import tempfile
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import junk
import mutants

from autograder.checks.check_run import CheckRun
from autograder.course import submitted
from autograder.course.course import Course, find_root
from autograder.grading import runner, verify
from autograder.grading.bench import Bench
from autograder.grading.data_coverage import data_coverage
from autograder.grading.settings import Settings, new_seed
from autograder.judge.carried import Carrier

JOBS = len(os.sched_getaffinity(0))
Results = Mapping[str, dict[str, Any]]
OF_VALUES = ("wrong_value", "wrong_shape", "wrong_dtype")  # verdicts on answers that came, which a name may explain


def graded(course: Course, name: str, files: Mapping[str, Path], seed: int) -> Results:
    """The result of each file, by its key."""
    tasks = [submitted.Task(key, name, path) for key, path in files.items()]
    with tempfile.TemporaryDirectory(prefix="matcalc-quality-") as out:
        rows = runner.run(tasks, Settings(course.root, seed), Path(out), JOBS, whole=True)
        return {row["student"]: row for row in rows}


def of_mutants(course: Course, seed: int) -> Iterator[str]:
    known = mutants.equivalents()
    total, made, killed = Counter[str](), Counter[str](), Counter[str]()
    yield "| assignment | mutants | killed | equivalent, each with its reason | survived |"
    yield "|---|---|---|---|---|"
    for name in course.names:
        found = mutants.score(course, name, known.get(name, {}).keys(), seed, JOBS)
        survived = found.made - found.killed - found.equivalent
        total.update(made=found.made, killed=found.killed, equivalent=found.equivalent, survived=survived)
        for kind, (every, dead) in found.kinds.items():
            made[kind] += every
            killed[kind] += dead
        yield f"| {name} | {found.made} | {found.killed} | {found.equivalent} | {survived} |"
    yield f"| all | {total['made']} | {total['killed']} | {total['equivalent']} | {total['survived']} |"
    yield "\n| what is changed | mutants | killed |\n|---|---|---|"
    for kind, every in made.most_common():
        yield f"| {kind} | {every} | {killed[kind]} |"


def of_names(course: Course, seed: int) -> Iterator[str]:
    yield "| assignment | right work | of it below full marks | questions with a known mistake | right name | no name | wrong name | another: fix first | another: form | another: value |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    total = [0] * 9
    for name in course.names:
        work = [
            each
            for each in verify.planted(course, course.assignment(name))
            if each.kind in ("accepted", "odd", "wrong")
        ]
        rows = graded(course, name, {f"{each.kind}-{each.path.name}": each.path for each in work}, seed)
        right = [(each, rows[f"{each.kind}-{each.path.name}"]) for each in work if each.kind != "wrong"]
        below = sum(
            any(q["score"] != q["max_score"] for q in row["questions"] if each.expected[q["id"]].verdicts == {"passed"})
            for each, row in right
        )
        names = Counter(
            of_name(question, each.expected[question["id"]].diagnosis)
            for each in work
            for question in rows[f"{each.kind}-{each.path.name}"]["questions"]
            if each.expected[question["id"]].diagnosis not in (None, "none")
        )
        others = Counter(
            without_name(question)
            for each in work
            if each.kind == "wrong"
            for question in rows[f"{each.kind}-{each.path.name}"]["questions"]
            if each.expected[question["id"]].diagnosis in (None, "none") and question["verdict"] in OF_VALUES
        )
        row = [len(right), below, names.total(), names["right"], names["none"], names["wrong"]]
        row += [others["first"], others["form"], others["value"]]
        total = [a + b for a, b in zip(total, row, strict=True)]
        yield f"| {name} | {' | '.join(map(str, row))} |"
    yield f"| all | {' | '.join(map(str, total))} |"


def without_name(question: Mapping[str, Any]) -> str:
    """What a wrong question without a promised name says in its place: which one to fix "first", in its sentence that
    the "form" is wrong (shape, type, nothing returned), or no more than that a "value" is."""
    failing = [check for check in question["checks"] if check["verdict"] != "passed"]
    if any(check.get("relies_on") for check in failing):
        return "first"
    form = question["verdict"] != "wrong_value" or all("got None" in check["message"] for check in failing)
    return "form" if form else "value"


def of_name(question: Mapping[str, Any], promised: str | None) -> str:
    """Whether a question's named mistake is the "right" one, "none" or a "wrong" one."""
    named = {check["diagnosis"] for check in question["checks"] if check["diagnosis"]}
    return "right" if named == {promised} else "none" if not named else "wrong"


def of_data(course: Course, seed: int) -> Iterator[str]:
    """What the cases of the checks cover, as `autograder verify --data` prints it by question."""
    yield "| assignment | calls of the reference that are compared | kinds of data, of all questions | covered | left out, each with its reason | gaps |"
    yield "|---|---|---|---|---|---|"
    for name in course.names:
        found = data_coverage(Settings(course.root, seed), name)
        kinds = sum(len(each.counts) for each in found)
        gaps, reasons = sum(len(each.gaps) for each in found), sum(len(each.reasons) for each in found)
        yield f"| {name} | {sum(each.calls for each in found)} | {kinds} | {kinds - gaps - reasons} | {reasons} | {gaps} |"


def of_rules(course: Course, seed: int) -> Iterator[str]:
    """Gates and errors carried forward, on planted wrong work: questions, and the points that carrying gave back."""
    yield "| assignment | forbidden by a gate, as planted | let through | judged with right answers to others | points given back |"
    yield "|---|---|---|---|---|"
    for name in course.names:
        work = [each for each in verify.planted(course, course.assignment(name)) if each.kind == "wrong"]
        rows = graded(course, name, {each.path.name: each.path for each in work}, seed)
        met, passed, carried, back = 0, 0, 0, 0.0
        for each in work:
            for question in rows[each.path.name]["questions"]:
                asked = each.expected[question["id"]].verdicts == {"forbidden"}
                met += asked and question["verdict"] == "forbidden"
                passed += asked and question["verdict"] != "forbidden"
                carried += "carried" in question
                back += (question["score"] or 0.0) if "carried" in question else 0.0
        yield f"| {name} | {met} | {passed} | {carried} | {back:.0f} |"


def of_junk(course: Course, seed: int) -> Iterator[str]:
    kinds = len(junk.SPOILT) + 1
    yield "| assignment | questions | kinds of junk | junk that passed |"
    yield "|---|---|---|---|"
    for name in junk.names(course):
        with tempfile.TemporaryDirectory(prefix="matcalc-quality-") as scratch:
            files = {}
            for kind, text in junk.submissions(course, name).items():
                files[kind] = Path(scratch) / f"{kind}.py"
                files[kind].write_text(text, encoding="utf-8")
            rows = graded(course, name, files, seed).values()
        passed = sum(question["verdict"] == "passed" for row in rows for question in row["questions"])
        yield f"| {name} | {len(course.assignment(name).questions)} | {kinds} | {passed} |"


def of_diagnosis(course: Course, seed: int) -> Iterator[str]:
    """Milliseconds of one judge a submission: all that is done, and marks alone, without a search for what went wrong,
    errors carried forward, or smaller inputs."""
    yield "| assignment | wrong submissions | all, ms | marks alone, ms | ratio | right submissions | all, ms | marks alone, ms | ratio |"
    yield "|---|---|---|---|---|---|---|---|---|"
    sums: dict[str, list[tuple[float, float]]] = {"wrong": [], "accepted": []}
    for name in course.names:
        planted = verify.planted(course, course.assignment(name))
        bench = Bench(Settings(course.root, seed))
        row = []
        for kind, ours in sums.items():
            work = [submitted.Task("s", name, each.path) for each in planted if each.kind == kind]
            found = list(zip(*took(bench, work), strict=True))
            row += _means(found)
            ours.extend(found)
        bench.supervisor.close()
        yield f"| {name} | {' | '.join(row)} |"
    yield f"| all | {' | '.join(cell for found in sums.values() for cell in _means(found))} |"


def _means(found: Sequence[tuple[float, float]]) -> list[str]:
    """How many there are, the mean milliseconds of each of the two, and their ratio."""
    whole, marks = (1000 * statistics.mean(each) for each in zip(*found, strict=True))
    return [str(len(found)), f"{whole:.1f}", f"{marks:.1f}", f"{whole / marks:.2f}"]


def took(bench: Bench, work: Sequence[submitted.Task]) -> tuple[list[float], list[float]]:
    """Seconds of each submission, all that is done and marks alone."""
    looking, lending = CheckRun.outcome, Carrier.lends
    gc.freeze()  # as a judge of a class does when it starts
    try:
        for task in work:  # fills what a run remembers
            bench.grade(task)
        whole = [bench.grade(task).seconds for task in work]
        CheckRun.outcome = CheckRun.unnamed  # type: ignore[method-assign]
        Carrier.lends = lambda *_: False  # type: ignore[assignment,method-assign]
        return whole, [bench.grade(task, smaller=False).seconds for task in work]
    finally:
        CheckRun.outcome, Carrier.lends = looking, lending  # type: ignore[method-assign]
        gc.unfreeze()


def report(course: Course, seed: int) -> Iterator[str]:
    yield "# Quality\n"
    yield f"Written by `make quality`; do not edit. Seed {seed}, isolation strict, {JOBS} cores that others may have shared.\n"
    yield "## Mutants (`make mutants`)\n"
    yield "Every reference solution with one small change: arithmetic, comparisons, constants, axes, transposes, slices, dropped"
    yield "statements and calls, swapped names, operands and answers. *Killed*: the question that was changed is not passed."
    yield "*Equivalent*: a right answer in other words, listed with its reason in `benchmarks/equivalent.toml`.\n"
    yield from of_mutants(course, seed)
    yield "\n## Planted work (`make verify`)\n"
    yield "Work in `assignments/*/submissions/` whose verdicts and named mistakes are known. *Right work* is accepted and odd."
    yield "Full marks are those of the questions that it answers. For other wrong questions no name is promised: the student reads"
    yield "which question to *fix first*, or that the *form* is wrong (another shape or type, nothing returned), or the wrong"
    yield "*value* next to the right one.\n"
    yield from of_names(course, seed)
    yield "\n## Data that shows (`autograder verify --data`)\n"
    yield "For each question, which of these its cases have: sizes of 1, of 2, above 32, equal and different ones; the values 0 and 1,"
    yield "negative and repeated ones; the same question asked twice, with other targets, of other objects.\n"
    yield from of_data(course, seed)
    yield "\n## Gates, and errors carried forward\n"
    yield "Of planted wrong work: questions whose idea was left out and that a gate has to forbid; and questions that failed because"
    yield "of another one, and were judged once more with that one right.\n"
    yield from of_rules(course, seed)
    yield "\n## Junk\n"
    words = ", ".join(word.replace("_", " ") for word in junk.SPOILT)
    yield from textwrap.wrap(
        f"The reference with its answers spoilt: {words}, and right for the public cases alone.", 118
    )
    yield ""
    yield from of_junk(course, seed)
    yield "\n## What it costs to say what went wrong\n"
    yield "One judge, planted work, mean of `seconds` in the results: all that is done, and marks alone, without looking for what"
    yield "went wrong, errors carried forward, and smaller inputs.\n"
    yield from of_diagnosis(course, seed)


def main() -> None:
    course = Course(find_root())
    lines = []
    for line in report(course, new_seed()):
        print(line, flush=True)
        lines.append(line)
    (course.root / "docs" / "quality.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
