"""GitHub Actions: a job's summary in Markdown, and annotations as workflow commands for a step to print.

GitHub keeps 10 annotations of a kind from one step, and drops a summary of more than 1 MiB as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from autograder.hosts.reports.markdown import code, page, table
from autograder.hosts.reports.view import Item, Kind, QuestionReport, Report, Target, of_points
from autograder.results.wording import words

MAX_ANNOTATIONS = 10
MAX_SUMMARY = 900_000  # bytes
MAX_MESSAGE = 4000  # characters of an annotation, which GitHub would cut somewhere
_WORST_FIRST = [Kind.UNJUDGED, Kind.BROKEN, Kind.WRONG, Kind.UNTRIED]


def files(reports: Sequence[Report], target: Target) -> Iterator[tuple[str, str]]:
    """For students a summary and annotations a submission; for staff those of the class."""
    if target.audience == "staff":
        yield "summary.md", class_summary(reports)
        yield "annotations.txt", class_annotations(reports)
        return
    for report in reports:
        place = f"{report.student}/{report.assignment}"
        yield f"{place}/summary.md", _within(MAX_SUMMARY, [page(report)], "")
        yield f"{place}/annotations.txt", student_annotations(report)


def student_annotations(report: Report) -> str:
    """A command for each question that was not passed, worst first."""
    if not report.judged:
        return _command("error", report.assignment, report.no_score) + "\n"
    failed = [question for question in report.questions if question.kind is not Kind.PASSED]
    failed.sort(key=lambda question: _WORST_FIRST.index(question.kind))
    return _lines([_of_question(report, question) for question in failed], "questions were not passed")


def class_annotations(reports: Sequence[Report]) -> str:
    """A command for work without a score, and one for each question that some did not pass."""
    commands = []
    waiting = [report for report in reports if report.score is None]
    if waiting:
        who = ", ".join(f"{report.student} {report.assignment}" for report in waiting)
        commands.append(_command("error", "no score yet", f"{len(waiting)} wait for a person: {who}"))
    asked: dict[tuple[str, str], list[str]] = {}
    for report in reports:
        for question in report.questions:
            asked.setdefault((report.assignment, question.id), []).append(question.verdict)
    failed = {name: [each for each in verdicts if each != "passed"] for name, verdicts in asked.items()}
    for name, verdicts in sorted(failed.items(), key=lambda each: (-len(each[1]) / len(asked[each[0]]), each[0])):
        if verdicts:
            counted = ", ".join(f"{count} {words(verdict)}" for verdict, count in Counter(verdicts).most_common())
            said = f"{len(verdicts)} of {len(asked[name])} did not pass it: {counted}"
            commands.append(_command("warning", " ".join(name), said))
    return _lines(commands, "questions were not passed by all")


def class_summary(reports: Sequence[Report]) -> str:
    """The class's table, and below it what was found in each submission, as far as there is room."""
    rows = [
        (code(report.student), code(report.assignment), of_points(report.score, report.max_score), _look_at(report))
        for report in reports
    ]
    head = "## The class\n\n" + table(("student", "assignment", "points", "what to look at"), rows) + "\n\n"
    parts = [
        f"## {code(report.student)}\n\n{page(report, 3)}\n" for report in reports if report.score != report.max_score
    ]
    return _within(MAX_SUMMARY, [head, *parts], "There was no room for more of the class here.\n")


def _look_at(report: Report) -> str:
    if not report.judged:
        return code(report.no_score)
    failed = [question for question in report.questions if question.kind is not Kind.PASSED]
    return ", ".join(f"{code(question.id)} {words(question.verdict)}" for question in failed)


def _of_question(report: Report, question: QuestionReport) -> str:
    item = next((each for each in question.items if each.kind is not Kind.PASSED), question.items[0])
    level = "error" if question.kind is Kind.UNJUDGED else "warning"
    title = f"{report.assignment} {question.id}: {words(question.verdict)}"
    return _command(level, title, f"{item.name}\n{item.text}".rstrip(), _place(item))


def _place(item: Item) -> dict[str, str]:
    """Where it is, for a file that has lines: a notebook's are those of a cell."""
    if item.line is None or not item.line["file"].endswith(".py"):
        return {}
    return {"file": item.line["file"], "line": str(item.line["number"])}


def _lines(commands: Sequence[str], more: str) -> str:
    kept = list(commands[:MAX_ANNOTATIONS])
    if len(commands) > MAX_ANNOTATIONS:
        left = len(commands) - MAX_ANNOTATIONS + 1
        kept[-1] = _command("warning", "and more", f"{left} more {more}; the summary has them")
    return "".join(f"{command}\n" for command in kept)


def _command(level: str, title: str, message: str, place: dict[str, str] | None = None) -> str:
    properties = ",".join(f"{name}={_property(value)}" for name, value in {**(place or {}), "title": title}.items())
    return f"::{level} {properties}::{_data(message[:MAX_MESSAGE])}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _within(most: int, parts: Iterable[str], said: str) -> str:
    """The parts that fit into so many bytes, whole; and a sentence where some do not."""
    kept: list[str] = []
    size = len(said.encode())
    for part in parts:
        size += len(part.encode())
        if size > most:
            return "".join([*kept, said])
        kept.append(part)
    return "".join(kept)
