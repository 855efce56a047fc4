"""What was handed in: whose it is, for which assignment, and which of a student's files counts.

A task is small and plain (names and a path): it goes to a forked judge, which reads the work itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.core.model import BadInput
from autograder.core.values import writable
from autograder.course import submission_file
from autograder.course.course import Course
from autograder.course.student_folder import read_folder
from autograder.course.submission_file import SubmissionFile


@dataclass(frozen=True)
class Task:
    """One submission to grade: a file, or a student's folder for an assignment."""

    student: str
    assignment: str
    path: Path

    @property
    def result_path(self) -> Path:
        return Path(self.student) / f"{self.assignment}.json"


@dataclass(frozen=True)
class Problem:
    """A submission that could not be judged, and the sentence that says why."""

    student: str
    assignment: str
    sentence: str


class Work:
    """The work in a file or in a student's folder, read when it is first asked for, and once."""

    def __init__(self, course: Course, assignment: str, path: Path) -> None:
        self.course = course
        self.assignment = assignment
        self.path = path
        self._read: tuple[SubmissionFile, str] | None = None
        self._trouble = ""

    @property
    def file(self) -> SubmissionFile:
        """What counts of it. `BadInput`, a sentence for whoever handed it in, for anything that the work makes fail."""
        return self._once()[0]

    @property
    def note(self) -> str:
        """Which of several files it is; "" where that is plain. Errors as `file`."""
        return self._once()[1]

    def _once(self) -> tuple[SubmissionFile, str]:
        if self._read is None and not self._trouble:
            lesson = self.course.lesson(self.assignment)
            answers = {question.partition(".")[0] for question in lesson.check_cells}
            try:
                self._read = _read(self.path, self.assignment, lesson.fingerprint, answers)
            except BadInput as error:
                self._trouble = writable(str(error))
        if self._read is None:
            raise BadInput(self._trouble)
        return self._read


def _read(path: Path, assignment: str, untouched: str, answers: Collection[str]) -> tuple[SubmissionFile, str]:
    """The file that counts and a note; nothing but `BadInput`, so that one submission does not stop a class."""
    try:
        if path.is_dir():
            return read_folder(path, assignment, untouched, answers)
        return submission_file.read(path), ""
    except BadInput:
        raise
    except OSError as error:
        said = f"{path} cannot be read: {error.strerror}"
    except MemoryError:
        said = f"{path}: the machine ran out of memory; grade it again"
    except Exception as error:  # a fault of ours costs one submission
        said = f"{path} could not be read, {type(error).__name__}: {error}; report it with the submission"
    raise BadInput(said)


def find_tasks(
    course: Course,
    paths: Sequence[Path],
    assignment: str | None = None,
    student: str | None = None,
    out: Path | None = None,
) -> tuple[list[Task], list[Problem]]:
    """The tasks that paths stand for: files, a student's folder, or trees `<student>/<assignment>/`.

    `out`, where results are, is neither a student's folder nor work, wherever in a tree it lies.
    """
    if assignment is not None:
        course.folder(assignment)  # an unknown name is bad usage, said at once
    names = course.names
    results = out and out.resolve()
    tasks: list[Task] = []
    problems: list[Problem] = []
    for path in paths:
        if path.is_dir():
            for who, what, folder in _walk(names, path.absolute(), results):
                if (assignment in (None, what) or not what) and (student in (None, who)):
                    unfit = _unfit(who)
                    if unfit:
                        problems.append(Problem(who, what, unfit))
                    elif not what:
                        problems.append(Problem(who, what, f"{folder} cannot be read; give yourself the right to"))
                    elif what in names:
                        tasks.append(Task(who, what, folder))
                    else:
                        problems.append(Problem(who, what, f"{folder} stands for no assignment{course.nearest(what)}"))
        else:
            tasks.append(Task(checked_name(student or path.stem), assignment or _assignment_of(course, path), path))
    seen: dict[tuple[str, str], Task] = {}
    doubled: set[tuple[str, str]] = set()
    for task in tasks:
        key = (task.student, task.assignment)
        if key in seen and seen[key].path.absolute() != task.path.absolute():
            doubled.add(key)
            problems.append(
                Problem(
                    *key,
                    f"{task.student} has two submissions, {seen[key].path} and {task.path}; name the one that counts",
                )
            )
        seen.setdefault(key, task)
    return [task for key, task in seen.items() if key not in doubled], problems


def checked_name(student: str) -> str:
    """The name; `BadInput` where it cannot be a student's."""
    unfit = _unfit(student)
    if unfit:
        raise BadInput(unfit)
    return student


def _walk(names: Sequence[str], folder: Path, results: Path | None) -> Iterator[tuple[str, str, Path]]:
    """(student, assignment, folder) below a tree, a student's folder, or one submission's own folder; not of `results`.

    The assignment is "" where a student's folder cannot be read.
    """
    if folder.name in names:
        yield folder.parent.name, folder.name, folder
        return
    children = _folders(folder, results)
    works: dict[Path, list[Path] | None] = {}
    for child in children:
        try:
            works[child] = _folders(child, results)
        except BadInput:
            works[child] = None
    # In a class of whom one is called like an assignment, others are not.
    others = [work for child in children if child.name not in names for work in works[child] or ()]
    if any(child.name in names for child in children) and not any(work.name in names for work in others):
        for child in children:
            yield folder.name, child.name, child
        return
    for student in children:
        found = works[student]
        if found is None:
            yield student.name, "", student
        for work in found or ():
            yield student.name, work.name, work


def _folders(folder: Path, without: Path | None) -> list[Path]:
    try:
        found = [p for p in folder.iterdir() if p.is_dir() and not p.is_symlink() and not p.name.startswith(".")]
        return sorted(p for p in found if without is None or p.name != without.name or p.resolve() != without)
    except OSError as error:
        raise BadInput(f"{folder} cannot be read: {error.strerror}") from None


def _assignment_of(course: Course, path: Path) -> str:
    """Of a lone file: its name, or its folder's, where that is an assignment's."""
    for name in (path.stem, path.absolute().parent.name):
        if name in course.names:
            return name
    raise BadInput(f"{path}: which assignment is this? Name it with --assignment{course.nearest(path.stem)}")


def _unfit(student: str) -> str:
    """Why this cannot be a student's name; nothing where it can. It becomes a folder's, and a cell of a spreadsheet."""
    if not student or student.startswith(".") or any(c in "/\\" or not c.isprintable() for c in student):
        return f"{student!r} cannot be a student's name, because it becomes a folder's"
    if unicodedata.normalize("NFKC", student).lstrip().startswith(tuple("=+-@")):  # some compute fullwidth signs too
        return f"{student!r} cannot be a student's name: in an exported table it would be a formula"
    if student.casefold() == "index.html":
        return f"{student!r} cannot be a student's name: among the feedback pages it is that of the whole class"
    return ""
