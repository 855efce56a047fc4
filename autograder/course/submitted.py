"""What was handed in: whose it is, for which assignment, and which of a student's files counts.

A task is small and plain (names and a path): it goes to a forked judge, which reads the work itself.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from autograder.core.model import BadInput
from autograder.core.open_folder import OpenFolder, opened
from autograder.core.values import writable
from autograder.course import submission_file
from autograder.course.course import Course
from autograder.course.lesson import BEGIN
from autograder.course.student_folder import read_folder
from autograder.course.student_name import look_alikes, unfit
from autograder.course.submission_file import MAX_BYTES, SubmissionFile

MARK = f"### {BEGIN}"


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

    @property
    def for_staff(self) -> tuple[str, ...]:
        """What staff may want to look at in work that is graded like all other. Errors as `file`."""
        if MARK in self.file.text:
            return (f"it holds the line {MARK!r}, which students are not given",)
        if self.file.fingerprint == self.course.lesson(self.assignment).solved_fingerprint:
            return ("its code is the reference's, line by line; short answers are alike",)
        return ()

    def _once(self) -> tuple[SubmissionFile, str]:
        if self._read is None and not self._trouble:
            lesson = self.course.lesson(self.assignment)
            answers = {question.partition(".")[0] for question in lesson.check_cells}
            try:
                self._read = _read(self.course, self.path, self.assignment, lesson.fingerprint, answers)
            except BadInput as error:
                self._trouble = writable(str(error))
        if self._read is None:
            raise BadInput(self._trouble)
        return self._read


def _read(
    course: Course, path: Path, assignment: str, untouched: str, answers: Collection[str]
) -> tuple[SubmissionFile, str]:
    """The file that counts and a note; nothing but `BadInput`, so that one submission does not stop a class."""
    try:
        with _opened(course, path) as folder:
            if folder.path == path.absolute():
                found, note = read_folder(folder, assignment, untouched, answers)
            else:
                found, note = submission_file.read(path, folder.read(path.name, MAX_BYTES)), ""
        _refuse_reference(course, assignment, found)
        return found, note
    except BadInput:
        raise
    except OSError as error:
        said = f"{path} cannot be read: {error.strerror}"
    except MemoryError:
        said = f"{path}: the machine ran out of memory; grade it again"
    except Exception as error:  # a fault of ours costs one submission
        said = f"{path} could not be read, {type(error).__name__}: {error}; report it with the submission"
    raise BadInput(said)


def _opened(course: Course, path: Path) -> AbstractContextManager[OpenFolder]:
    """The folder that a path is, or lies in, opened through no link below the tree that staff named.

    A tree is `<student>/<assignment>/`, so that a student's and an assignment's folder are looked at too, whichever of
    them was named; of a lone file in no such tree only its own name is.
    """
    path = path.absolute()
    try:
        lone = not stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        lone = True
    folder = path.parent if lone else path
    if lone and folder.name not in course.names:
        return opened(folder)
    return opened(folder.parent.parent, folder.parent.name, folder.name)


def _refuse_reference(course: Course, assignment: str, found: SubmissionFile) -> None:
    """`BadInput` where a file is the assignment's own lesson with the marks around its solutions.

    Whatever it is called, and whether it was saved as a notebook or with other line ends. Staff's own is not meant.
    """
    staffs = (course.folder(assignment).absolute(), course.root.absolute() / "solutions")
    if MARK not in found.text or any(map(found.path.absolute().is_relative_to, staffs)):
        return
    if found.fingerprint == course.lesson(assignment).solved_fingerprint:
        raise BadInput(
            f"{found.path} is the reference of {assignment} itself, with the marks around its solutions, and not a "
            "submission: find out how a student came by it"
        )


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
        if path.is_dir() and (not path.is_symlink() or path.name not in names):
            for found in _walk(course, path.absolute(), results):
                if student not in (None, found.student) or (assignment not in (None, found.assignment)
                                                            and found.assignment):  # fmt: skip
                    continue
                if isinstance(found, Task):
                    tasks.append(found)
                else:
                    problems.append(found)
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
    tasks = [task for key, task in seen.items() if key not in doubled]
    alike = look_alikes({task.student for task in tasks})
    problems += [Problem(task.student, task.assignment, alike[task.student]) for task in tasks if task.student in alike]
    return [task for task in tasks if task.student not in alike], problems


def checked_name(student: str) -> str:
    """The name; `BadInput` where it cannot be a student's."""
    why = unfit(student)
    if why:
        raise BadInput(why)
    return student


def _walk(course: Course, folder: Path, results: Path | None) -> Iterator[Task | Problem]:
    """What lies below a tree, a student's folder, or one submission's own folder; nothing of `results`."""
    names = course.names
    if folder.name in names:
        yield _task(folder.parent.name, folder.name, folder)
        return
    children = _folders(folder, results)
    works: dict[Path, list[Path] | None] = {}
    for child in children:
        try:
            works[child] = [] if child.is_symlink() else _folders(child, results)
        except BadInput:
            works[child] = None
    # In a class of whom one is called like an assignment, others are not.
    others = [work for child in children if child.name not in names for work in works[child] or ()]
    if any(child.name in names for child in children) and not any(work.name in names for work in others):
        yield from _of_student(course, folder.name, children)
        return
    for student in children:
        found = works[student]
        if unfit(student.name):
            yield Problem(student.name, "", unfit(student.name))
        elif student.is_symlink():
            yield Problem(student.name, "", f"{student} is a link; a submission must be the folder itself")
        elif found is None:
            yield Problem(student.name, "", f"{student} cannot be read; give yourself the right to")
        else:
            yield from _of_student(course, student.name, found)


def _of_student(course: Course, student: str, folders: Sequence[Path]) -> Iterator[Task | Problem]:
    """A task for each folder that is named as an assignment, and one sentence about all others."""
    strange = [folder for folder in folders if folder.name not in course.names]
    yield from (_task(student, folder.name, folder) for folder in folders if folder.name in course.names)
    if len(strange) == 1:
        (folder,) = strange
        sentence = f"{folder} stands for no assignment{course.nearest(folder.name)}"
        yield Problem(student, folder.name, sentence)
    elif strange:
        shown = ", ".join(folder.name for folder in strange[:3]) + (", …" if len(strange) > 3 else "")
        yield Problem(student, "", f"{len(strange):,} folders of {student} stand for no assignment: {shown}")


def _task(student: str, assignment: str, folder: Path) -> Task | Problem:
    why = unfit(student)
    return Problem(student, assignment, why) if why else Task(student, assignment, folder)


def _folders(folder: Path, without: Path | None) -> list[Path]:
    """The folders in a folder, sorted, and the links to any, which whoever reads them refuses by name."""
    try:
        with os.scandir(folder) as entries:
            found = [Path(entry.path) for entry in entries if not entry.name.startswith(".") and entry.is_dir()]
    except OSError as error:
        raise BadInput(f"{folder} cannot be read: {error.strerror}") from None
    return sorted(p for p in found if without is None or p.name != without.name or p.resolve() != without)


def _assignment_of(course: Course, path: Path) -> str:
    """Of a lone file: its name, or its folder's, where that is an assignment's."""
    for name in (path.stem, path.absolute().parent.name):
        if name in course.names:
            return name
    raise BadInput(f"{path}: which assignment is this? Name it with --assignment{course.nearest(path.stem)}")
