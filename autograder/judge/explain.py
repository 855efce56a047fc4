"""What an exception means for a check: whose fault it is, and one sentence that leads to the mend."""

from __future__ import annotations

import re
import traceback
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from autograder.checks.check_run import Failure
from autograder.checks.mistakes import name_mistakes
from autograder.core.model import Finding, Verdict
from autograder.isolation.worker.stage import Trouble
from autograder.judge.ports import StudentError, WorkerGone

_VERDICTS = {
    "MemoryError": Verdict.OUT_OF_MEMORY,
    "_ArrayMemoryError": Verdict.OUT_OF_MEMORY,
    "OutOfTime": Verdict.TIMEOUT,
    "OutOfMemoryError": Verdict.OUT_OF_MEMORY,  # torch's, on a GPU
}
_TORCH_NO_MEMORY = "can't allocate memory"  # torch raises a plain RuntimeError on a CPU


def of_exception(error: BaseException, question: str) -> Finding:
    """The finding for whatever a check raised. What is neither the student's nor the worker's is ours."""
    match error:
        case Failure():
            return error.finding
        case StudentError():
            return of_trouble(error.trouble, question)
        case WorkerGone():
            return Finding(error.verdict, str(error))
        case AssertionError():
            return Finding(Verdict.WRONG_VALUE, str(error).strip().split("\n")[0][:300] or "a condition does not hold")
    frames = traceback.extract_tb(error.__traceback__)
    where = next(
        (frame for frame in reversed(frames) if "/test_" in frame.filename), frames[-1]
    )  # the check's own line
    return Finding(
        Verdict.JUDGE_ERROR,
        f"the check itself failed: {type(error).__name__}: {str(error)[:300]} "
        f"({where.filename.rpartition('/')[2]} line {where.lineno})",
    )


def of_trouble(trouble: Trouble, question: str) -> Finding:
    """The finding for an exception of student code, charged to `question`."""
    ours = _function(question)
    inner = trouble.frames[-1][2] if trouble.frames else ""
    if trouble.type == "NotImplementedError" and inner in (ours, ""):
        return Finding(Verdict.NOT_ATTEMPTED, f"{question} still raises NotImplementedError{_at(trouble)}")
    return Finding(_verdict(trouble), f"{_said(trouble)}{_at(trouble)}", where=_place(trouble))


def of_load(trouble: Trouble, question: str) -> Finding:
    """The finding for a question whose cell or file failed before it was defined."""
    verdict = _verdict(trouble)
    return Finding(
        verdict,
        f"{question} was never defined, because this failed first: {_said(trouble)}{_at(trouble)}",
        where=_place(trouble),
        advice="Mend that line first; the checks of this question wait for it.",
    )


def note_of_load(trouble: Trouble) -> str:
    """One line on a cell that failed, for the notes of a result."""
    return f"{_said(trouble)}{_at(trouble)}"


def of_state(question: str, state: str, trouble: Trouble | None) -> Finding | None:
    """The finding for a question by what became of it when the file was run; None where it is there to be checked."""
    if state == "lost" and trouble is not None:
        return of_load(trouble, question)
    if state == "there":
        return None
    said = f"{question} is not written yet" if state == "stub" else f"there is no {question}"
    return Finding(Verdict.NOT_ATTEMPTED, said)


def first_to_mend(question: str, failed: Collection[str], uses: Mapping[str, Collection[str]]) -> str:
    """The failed question that this one's code relies on, and that itself relies on none that failed; "" without one.

    `uses` has for each question those that its code names.
    """
    reached = _reached(question, uses)
    for other in uses:
        if other in reached and other in failed and not _reached(other, uses) & {question, *failed} - {other}:
            return other
    return ""


def _reached(question: str, uses: Mapping[str, Collection[str]]) -> set[str]:
    """Whatever a question relies on, through others too."""
    reached: set[str] = set()
    todo = [question]
    while todo:
        new = set(uses.get(todo.pop(), ())) - reached
        reached |= new
        todo += new
    return reached - {question}


def explained(findings: Sequence[Finding], relies_on: str) -> list[Finding]:
    """The findings of one question's checks, their mistakes named; or, where the question's code relies on another that
    failed, saying so and naming none: what is wrong may come from there."""
    return [_relying(finding, relies_on) for finding in findings] if relies_on else name_mistakes(findings)


def _relying(finding: Finding, other: str) -> Finding:
    if finding.verdict in (Verdict.PASSED, Verdict.NOT_ATTEMPTED, Verdict.JUDGE_ERROR):
        return finding
    return replace(finding, relies_on=other, candidate_mistakes=())


def _verdict(trouble: Trouble) -> Verdict:
    if _TORCH_NO_MEMORY in trouble.message:
        return Verdict.OUT_OF_MEMORY
    return _VERDICTS.get(trouble.type, Verdict.ERROR)


def _said(trouble: Trouble) -> str:
    if trouble.type == "OutOfTime":
        return f"it ran too long and was {trouble.message}"
    if _verdict(trouble) is Verdict.OUT_OF_MEMORY:
        return "it asked for more memory than it may use"
    message = (
        re.sub(r" \([^()]*, line \d+\)$", "", trouble.message) if trouble.type.endswith("Error") else trouble.message
    )
    return f"{trouble.type}: {message}" if message else trouble.type


def _at(trouble: Trouble) -> str:
    """Where, in the student's own lines: the innermost one, with its text."""
    if not trouble.frames:
        return ""
    file, line, _, text = trouble.frames[-1]
    return f", at {file} line {line}" + (f": `{text.strip()}`" if text.strip() else "")


def _place(trouble: Trouble) -> str:
    return f"{trouble.frames[-1][0]}:{trouble.frames[-1][1]}" if trouble.frames else ""


def _function(question: str) -> str:
    name = question.rpartition(".")[2]
    return "__init__" if name == "init" and "." in question else name
