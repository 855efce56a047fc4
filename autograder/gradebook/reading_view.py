"""What the page for reading by hand says: which answers are on it, under which names, and who gave what when."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.core.numbers import points
from autograder.core.sanitize import one_line
from autograder.course.course import Course
from autograder.course.scheme import mark_scheme, schemes
from autograder.gradebook.reading import Answer, Reading
from autograder.results.pages import WrittenAnswer
from autograder.results.reading_page import ReadingPage, ShownAnswer, ShownQuestion

MOST, MOST_PICTURES = 300, 60_000_000  # answers on one page, and characters of their pictures: what a browser bears


def page_of(root: Path, name: str, reader: str, names: bool, start: int) -> ReadingPage:
    """The page with the answers from number `start` on, as many as a browser bears."""
    reading = Reading(Course(root), name)
    found, empty, problems = reading.answers()
    known = schemes(reading.course.lesson(name))
    answers = [each for cell in known for each in found if each.cell == cell]
    end = _end(answers, start)
    questions = []
    for cell, scheme in known.items():
        those = [(at, each) for at, each in enumerate(answers[:end], 1) if each.cell == cell and at > start]
        if those:
            shown = [_shown(each, each.student if names else f"Answer {at}") for at, each in those]
            first = those[0][1]
            questions.append(
                ShownQuestion(cell, first.written.title, first.max_score, scheme.task, scheme.solution, shown)
            )
    notes = problems if names else []
    if empty:
        notes = [f"Left out, because nothing was written: {empty}.", *notes]
    if problems and not names:
        notes.append(f"{len(problems)} works cannot be shown; show names to see whose and why.")
    scheme_text = mark_scheme(reading.course.folder(name))
    return ReadingPage(
        name, reader, names, scheme_text, questions, notes, _link(not names, start),
        _link(names, _start_before(answers, start)) if start else "", _link(names, end) if end < len(answers) else "",
    )  # fmt: skip


def _link(names: bool, start: int) -> str:
    return f"?names={'show' if names else 'hide'}&from={start}"


def _end(answers: Sequence[Answer], start: int) -> int:
    """Where the page ends that begins at an answer: at least one is on it."""
    left = MOST_PICTURES
    for at in range(start, len(answers)):
        pictures = [kinds for text in answers[at].written.texts for kinds in text.pictures.values()]
        left -= sum(len(data) for kinds in pictures for data in kinds.values())
        if at > start and (left < 0 or at - start == MOST):
            return at
    return len(answers)


def _start_before(answers: Sequence[Answer], start: int) -> int:
    """Where the page begins that ends before an answer, if one turns pages from the first."""
    at = 0
    while (end := _end(answers, at)) < start:
        at = end
    return at


def _shown(each: Answer, who: str) -> ShownAnswer:
    answer = WrittenAnswer(each.written.texts, each.comment, each.note, score=each.points, max_score=each.max_score)
    return ShownAnswer(each.id, each.seen, who, answer, each.waits, said(each))


def said(now: Answer) -> str:
    """What an answer has, and who gave it when, in a sentence; "" where it has nothing."""
    if now.points is None and not now.comment:
        return ""
    what = "Commented on, without points" if now.points is None else f"{points(now.points)} points"
    if now.saved is None:
        return f"{what}, given in the formgrader or elsewhere."
    return f"{what}, by {one_line(now.saved.reader, 80)}, {now.saved.time.replace('T', ' ').rstrip('Z')} UTC."


def changed(now: Answer) -> str:
    """To the second of two readers: what is there now."""
    there = said(now) or "What was given was taken back."
    comment = f" Comment: {one_line(now.comment)}" if now.comment else ""
    return f"Not saved, because this changed since you opened the page: {there}{comment} Save again to replace it."
