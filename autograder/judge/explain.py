"""What an exception means for a check: whose fault it is, and one sentence that leads to the fix."""

from __future__ import annotations

import re
import traceback
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from autograder.checks.check_run import Failure
from autograder.checks.comparison import Call
from autograder.checks.mistakes import name_mistakes
from autograder.checks.torch_names import NeedsTorch
from autograder.core.model import Finding, Line, Verdict
from autograder.isolation.worker.calls import NotCallable, WrongParameters
from autograder.isolation.worker.running import NotInNumPy
from autograder.isolation.worker.trouble import Remark, Trouble
from autograder.judge.ports import StudentError, WorkerGone

_NO_TORCH = re.compile(r"No module named 'torch[.']|import of torch[. ]")
_VERDICTS = {
    NotInNumPy.__name__: Verdict.FORBIDDEN,
    "MemoryError": Verdict.OUT_OF_MEMORY,
    "_ArrayMemoryError": Verdict.OUT_OF_MEMORY,
    "OutOfTime": Verdict.TIMEOUT,
    "OutOfMemoryError": Verdict.OUT_OF_MEMORY,  # torch's, on a GPU
}
#: The first hint for exceptions of which one can say more than for all.
_ADVICE = {
    "NameError": "Is the name spelled as where it is defined, and is it defined at the top level or in this function, "
    "above that line?",
    "UnboundLocalError": "Which line gives this name a value, and is it reached before this one reads it?",
}
_IN_NUMPY = "Which function of NumPy does what that line does?"
OVERTIME = "it ran too long and was stopped"
MAX_NOTES = 8  # lines on how a file was run
_TORCH_NO_MEMORY = "can't allocate memory"  # torch raises a plain RuntimeError on a CPU


def of_exception(error: BaseException, question: str, seconds: float, call: Call | None = None) -> Finding:
    """The finding for whatever ended a check. What is neither the student's nor the worker's is the course's fault.

    seconds: the time that the question has in all. call: the last one that the check made.
    """
    match error:
        case Failure():
            return error.finding
        case StudentError():
            return replace(of_trouble(error.trouble, question, seconds, call), printed=call.printed if call else "")
        case WorkerGone():
            return Finding(error.verdict, str(error))
        case NeedsTorch():
            return Finding(Verdict.NOT_RUN, str(error))
        case AssertionError():
            return Finding(Verdict.WRONG_VALUE, str(error).strip().split("\n")[0][:300] or "a condition does not hold")
    frames = list(traceback.extract_tb(error.__traceback__))
    own = [frame for frame in frames if "/test_" in frame.filename] or frames  # the check's own line, where it has one
    where = f" ({own[-1].filename.rpartition('/')[2]} line {own[-1].lineno})" if own else ""
    return Finding(Verdict.JUDGE_ERROR, f"the check itself failed: {type(error).__name__}: {str(error)[:300]}{where}")


def of_trouble(trouble: Trouble, question: str, seconds: float, call: Call | None = None) -> Finding:
    """The finding for an exception of student code, charged to `question`; arguments as for `of_exception`."""
    if call is not None and trouble.type in (WrongParameters.__name__, NotCallable.__name__):
        return _of_mismatch(trouble, call)
    ours = _function(question)
    inner = trouble.frames[-1][2] if trouble.frames else ""
    if trouble.type == "NotImplementedError" and inner in (ours, ""):
        return Finding(Verdict.NOT_ATTEMPTED, f"{question} still raises NotImplementedError", line=_line(trouble))
    said = f"{OVERTIME}: this question has {seconds:g} s" if trouble.type == "OutOfTime" else _said(trouble)
    through = tuple(map(_as_line, trouble.frames[:-1]))
    verdict = _verdict(trouble)
    advice = _IN_NUMPY if verdict is Verdict.FORBIDDEN else _ADVICE.get(trouble.type, "")
    return Finding(verdict, said, where=_place(trouble), advice=advice, line=_line(trouble), through=through)


def _of_mismatch(trouble: Trouble, call: Call) -> Finding:
    """The finding for a call that never reached the student's first line: other parameters, or not a function."""
    if trouble.type == NotCallable.__name__:
        said = f"{call.target} is {trouble.message}, and the task calls it"
        return Finding(Verdict.ERROR, said, advice=f"Which line gives the name {call.target} to something else?")
    names = ", ".join(name for name in call.inputs if not name.startswith("self."))
    said = f"{call.target} takes {trouble.message}; the task calls it as {call.target}({names})"
    return Finding(Verdict.ERROR, said, advice="Compare your `def` line with the one that you were given.")


def of_load(trouble: Trouble, question: str) -> Finding:
    """The finding for a question whose cell or file failed before it was defined."""
    verdict = _verdict(trouble)
    return Finding(
        verdict,
        f"{question} was never defined, because this failed first: {_said(trouble)}",
        where=_place(trouble),
        advice="Fix that line first; the checks of this question wait for it.",
        line=_line(trouble),
    )


def notes(remarks: Sequence[Remark]) -> list[str]:
    """A line for each remark on a file that was loaded, for the notes of a result; at most `MAX_NOTES`, and one that
    says how many more there are."""
    said = list(dict.fromkeys(_note(remark) for remark in remarks))
    more = len(said) - MAX_NOTES
    return said if more <= 0 else [*said[:MAX_NOTES], f"and {more} more of such lines"]


def _note(remark: Remark) -> str:
    kind, name, trouble = remark
    line = _line(trouble)
    at = f", at {line}" if line else ""
    match kind:
        case "passed_over":
            return f"passed over, because it cannot be run here: {_said(trouble)}{at}; the lines below it were run"
        case "foreign":
            return f"{name} is not there, because {trouble.message}{at}"
        case "left_out":
            return f"left out, because it is not available when your work is graded: @{name}{at}"
        case "rebound":
            return f"{name} is bound to something else{at}; the function that it was before counts"
        case "changed":
            return (
                f"{name}, which {trouble.message} uses, is changed{at}; {trouble.message} was given the earlier value"
            )
        case "twice":
            return f"{name} is written both in the notebook and in its text twin, and not alike; the notebook counts"
        case "joined":
            return f"taken from the text twin, because the notebook does not have it: {name}"
    return f"{_said(trouble)}{at}"


def of_state(question: str, state: str, trouble: Trouble | None) -> Finding | None:
    """The finding for a question by what became of it when the file was run; None where it is there to be checked."""
    if state == "lost" and trouble is not None:
        return of_load(trouble, question)
    if state == "there":
        return None
    said = f"{question} is not written yet" if state == "stub" else f"there is no {question}"
    return Finding(Verdict.NOT_ATTEMPTED, said)


def first_to_fix(question: str, failed: Collection[str], uses: Mapping[str, Collection[str]]) -> str:
    """The failed question that this one's code relies on, and that itself relies on none that failed; "" without one.

    `uses` has for each question those that its code names.
    """
    ours = reached(question, uses)
    for other in uses:
        if other in ours and other in failed and not reached(other, uses) & {question, *failed} - {other}:
            return other
    return ""


def reached(question: str, uses: Mapping[str, Collection[str]]) -> set[str]:
    """Whatever a question relies on, through others too."""
    found: set[str] = set()
    todo = [question]
    while todo:
        new = set(uses.get(todo.pop(), ())) - found
        found |= new
        todo += new
    return found - {question}


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
    if trouble.type == ModuleNotFoundError.__name__ and _NO_TORCH.match(trouble.message):
        return Verdict.FORBIDDEN  # imported in a function, which nothing stands in for
    return _VERDICTS.get(trouble.type, Verdict.ERROR)


def _said(trouble: Trouble) -> str:
    if trouble.type == "OutOfTime":
        return OVERTIME
    if _verdict(trouble) is Verdict.FORBIDDEN:
        return trouble.message if trouble.type == NotInNumPy.__name__ else "this homework is done without torch"
    if _verdict(trouble) is Verdict.OUT_OF_MEMORY:
        return "it asked for more memory than it may use"
    message = (
        re.sub(r" \([^()]*, line \d+\)$", "", trouble.message) if trouble.type.endswith("Error") else trouble.message
    )
    return f"{trouble.type}: {message}" if message else trouble.type


def _line(trouble: Trouble) -> Line | None:
    """The innermost of the student's own lines that the exception passed through."""
    return _as_line(trouble.frames[-1]) if trouble.frames else None


def _as_line(frame: tuple[str, int, str, str]) -> Line:
    file, number, _, text = frame
    return Line(file, number, text.strip())


def _place(trouble: Trouble) -> str:
    line = _line(trouble)
    return f"{line.file}:{line.number}" if line else ""


def _function(question: str) -> str:
    name = question.rpartition(".")[2]
    return "__init__" if name == "init" and "." in question else name
