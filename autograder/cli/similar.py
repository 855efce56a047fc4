"""`autograder similar`: pairs of works that are worth a look, for staff; never a verdict."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.text import Text

from autograder.cli.common import asked_course
from autograder.core.files import write_whole
from autograder.core.model import BadInput
from autograder.core.numbers import percent
from autograder.core.sanitize import clean, one_line
from autograder.core.values import unix
from autograder.course.course import Course
from autograder.course.submission_file import SubmissionFile
from autograder.course.submitted import Work, find_tasks
from autograder.grading import earlier_terms
from autograder.grading.fingerprints import fingerprints, of_cells
from autograder.grading.similarity import Compared, Pair, lines_of, similar
from autograder.results import store, terminal
from autograder.results.similar_page import ShownPair, Side, similar_page
from autograder.results.wording import diagnosis

SHOWN = 50  # pairs: a person who reads that many has found what there is


def run(arguments: argparse.Namespace) -> int:
    course, name = asked_course(), arguments.assignment
    console = terminal.console()
    files, problems = _files(course, arguments.paths, name)
    if not files:
        raise BadInput(f"{', '.join(map(str, arguments.paths))}: no work on {name} that can be read is there")
    works = list(_compared(files, arguments.results, name))
    for path in arguments.earlier:
        works += earlier_terms.load(path, name)
    lesson = course.lesson(name)
    questions = [question.id for question in course.assignment(name).questions]
    pairs = similar(works, of_cells([(f"{name}.py", lesson.stub)]), questions)
    page = arguments.out / f"{name}.html"
    shown = [_shown(pair) for pair in pairs[:SHOWN]]
    _write(similar_page(name, len(works), shown, len(pairs) - len(shown)), page)
    if pairs:
        table = terminal.plain_table("pair", "more alike than the class in", "rare mistakes that both made")
        for pair in pairs[:SHOWN]:
            alike = ", ".join(f"{each.unit or 'other code'} {percent(each.share)}" for each in pair.alike)
            row = (f"{_whose(pair.left)} and {_whose(pair.right)}", alike, ", ".join(pair.mistakes))
            table.add_row(*(Text(one_line(text, 200)) for text in row))
        console.print(table)
        console.print()
    if arguments.keep is not None:
        _write(earlier_terms.as_text(works, name), arguments.keep)
    if arguments.export is not None:
        _export(files, {cell.text for cell in lesson.released}, arguments.export)
    for problem in problems:
        console.print(f"left out: {clean(problem)}", style="magenta")
    pairs_ = "pair" if len(pairs) == 1 else "pairs"
    console.print(f"{len(works)} works, {len(pairs)} {pairs_} worth a look · for staff only, in {page}", style="bold")
    return 0


def _files(course: Course, paths: Sequence[Path], name: str) -> tuple[dict[str, SubmissionFile], list[str]]:
    """Student -> what counts of the work; and a sentence for each that cannot be read."""
    tasks, unread = find_tasks(course, paths, name)
    files, problems = {}, [f"{each.student}: {each.sentence}" for each in unread]
    for task in tasks:
        try:
            files[task.student] = Work(course, name, task.path).file
        except BadInput as error:
            problems.append(f"{task.student}: {error}")
    return files, problems


def _compared(files: dict[str, SubmissionFile], results: Path, name: str) -> Iterator[Compared]:
    for student, file in files.items():
        result = store.earlier(results / student / f"{name}.json")
        asked = result["questions"] if result is not None else []
        named = {question["id"]: diagnosis(question) for question in asked}
        mistakes = frozenset(f"{question}: {mistake}" for question, mistake in named.items() if mistake)
        yield Compared(student, fingerprints(file), mistakes, file.sha256)


def _whose(work: Compared) -> str:
    return f"{work.student} ({work.term})" if work.term else work.student


def _shown(pair: Pair) -> ShownPair:
    alike = [(each.unit, each.share, each.median) for each in pair.alike]
    return ShownPair(_side(pair.left, pair), _side(pair.right, pair), alike, pair.mistakes)


def _side(work: Compared, pair: Pair) -> Side:
    shared = lines_of(work, pair.shared)
    lines = unix(work.prints.text).split("\n") if work.prints.text else []
    return Side(work.student, work.term, work.sha256, [(line, at in shared) for at, line in enumerate(lines, 1)])


def _export(files: dict[str, SubmissionFile], given: Iterable[str], out: Path) -> None:
    """A `.py` a work, without the cells that were handed out, and the `info.csv` of Dolos; JPlag takes the folder."""
    starter = {text.strip() for text in given}
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(["filename", "label"])
    for student, file in files.items():
        cells = [cell["source"] for cell in file.all_cells if cell["cell_type"] == "code"]
        own = [text for text in map("".join, cells) if text.strip() not in starter]
        _write("\n\n".join(own) + "\n", out / f"{student}.py")
        rows.writerow([f"{student}.py", student])
    _write(table.getvalue(), out / "info.csv")


def _write(text: str, path: Path) -> None:
    """Write a file into a folder that staff's account alone can open, where it is made here."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(text, path)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}") from None
