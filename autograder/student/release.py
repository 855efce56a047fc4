"""What staff wrote under `assignments/` becomes `release/` and `solutions/`, through nbgrader.

nbgrader publishes every file that lies in its source folder, so it gets one of its own, made from an allow-list in a
temporary place, and never sees `assignments/`:

    TEMPORARY/source/<hw>/      the notebook with its solutions, and all else a student is handed
    TEMPORARY/answers/<hw>/     the notebook and the lesson's text
    TEMPORARY/release/<hw>/     nbgrader's generate_assignment of source/
    TEMPORARY/solutions/<hw>/   nbgrader's generate_solution of answers/, not executed

The course's folders are replaced one by one, and only if the last gate finds no leak. What git keeps of them is text
that a reviewer can read: the engine's wheel is put into each folder that is handed out, and git ignores it there.
"""

from __future__ import annotations

import contextlib
import io
import logging
import shutil
import sqlite3
import sys
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.checks.collect import collect
from autograder.checks.recorded import comparable
from autograder.core.model import CourseFault
from autograder.course import deadlines
from autograder.course.course import EXPECTED, Course
from autograder.course.lesson import CODE_STUB, TEXT_STUB
from autograder.student import handout
from autograder.student.expected import expected_answers
from autograder.student.leaks import LeakCheck, public_text
from autograder.student.local import small_cases

if TYPE_CHECKING:
    from traitlets.config import Config

STEPS = ("release", "solutions")
# What is left in a released folder by trying it in place.
_OWN = {".venv", "__pycache__", ".pytest_cache", ".ipynb_checkpoints"}


def generate(course: Course, names: Sequence[str], scratch: Path) -> None:
    """Make `release/` and `solutions/` in an empty folder. `CourseFault` for a broken source, or for a leak."""
    wheel, dates = handout.build_wheel(scratch), deadlines.read(course.root)
    for name in names:
        _sources(course, name, wheel, dates.told(name), scratch)
    _nbgrader(scratch)
    machine = {course.root.resolve(), handout.ENGINE, scratch.resolve(), Path(sys.prefix)}
    folders = {name: course.folder(name) for name in course.names}
    gate = LeakCheck(list(folders.values()), sorted(machine))
    public = {name: public_text(folder) for name, folder in folders.items()}
    gate.refuse_wheel(wheel, "\n".join(public.values()))
    ours = handout.own_text()
    for name in names:
        gate.refuse(
            scratch / "release" / name, handout.names(course.assignment(name), wheel.name), f"{public[name]}\n{ours}"
        )


def _sources(course: Course, name: str, wheel: Path, due: datetime | None, scratch: Path) -> None:
    """nbgrader's two source folders of one assignment."""
    import nbformat

    folder, assignment = course.folder(name), course.assignment(name)
    source, answers = scratch / "source" / name, scratch / "answers" / name
    source.mkdir(parents=True)
    answers.mkdir(parents=True)
    for path in (folder / "test_public.py", folder / "test_hidden.py"):
        if not path.is_file():
            raise CourseFault(f"{path}: there is no such file")
    lesson, text = course.lesson(name), folder / f"{name}.py"
    nbformat.write(lesson.notebook(), source / f"{name}.ipynb")  # type: ignore[no-untyped-call]
    checks = collect(folder, ["test_public.py"], assignment)
    small = small_cases(text, assignment, checks)
    expected = expected_answers(text, assignment, checks, small) if assignment.framework != "torch" else ""
    handout.fill(source, folder, assignment, lesson, wheel, small, expected, due)
    shutil.copyfile(source / f"{name}.ipynb", answers / f"{name}.ipynb")
    shutil.copyfile(text, answers / text.name)


def _nbgrader(root: Path) -> None:
    """generate_assignment and generate_solution of all that lies in `root`; `CourseFault` with nbgrader's own log."""
    # A gradebook file that exists: for a new one nbgrader starts another interpreter, to ask alembic for the version of
    # a database that is thrown away at once.
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as gradebook:
        gradebook.execute("CREATE TABLE thrown_away (soon)")
    with warnings.catch_warnings(action="ignore"):  # its dependencies warn of each other
        from nbgrader.converters import GenerateAssignment, GenerateSolution
        from nbgrader.coursedir import CourseDirectory

        log, said = logging.Logger("nbgrader", logging.WARNING), io.StringIO()
        log.addHandler(logging.StreamHandler(said))
        for converter, source in ((GenerateAssignment, "source"), (GenerateSolution, "answers")):
            config = _settings(root, source)
            try:
                converter(coursedir=CourseDirectory(config=config, log=log), config=config, log=log).start()
            except Exception as error:
                raise CourseFault(f"nbgrader's {converter.__name__}: {error}\n{said.getvalue()}") from error


def _settings(root: Path, source: str) -> Config:
    from traitlets.config import Config

    config = Config()
    folders = config.CourseDirectory
    folders.course_id, folders.root, folders.assignment_id = "matcalc", str(root), "*"
    folders.source_directory, folders.release_directory, folders.solution_directory = source, *STEPS
    config.ClearSolutions.code_stub = {"python": CODE_STUB}
    config.ClearSolutions.text_stub = TEXT_STUB
    # Not executed: pictures and times would make each run another. `autograder verify` runs the solutions.
    config.GenerateSolution.preprocessors = ["nbgrader.preprocessors.LockCells", "nbgrader.preprocessors.ClearOutput"]
    return config


def differences(course: Course, names: Sequence[str], fresh: Path, strangers: bool) -> Iterator[str]:
    """What in the course's generated folders is not as in freshly made ones, one line a file.

    Wheels are not compared: a fresh clone has none.
    """
    for step in STEPS:
        for name in names:
            found = _unlike(course.root / step / name, fresh / step / name)
            yield from (f"{step}/{name}/{file} {how}" for file, how in found if not file.endswith(".whl"))
    if strangers:
        yield from (f"{path.relative_to(course.root)} belongs to no assignment" for path in _strangers(course))


def publish(course: Course, names: Sequence[str], fresh: Path, strangers: bool) -> None:
    """Replace those of the course's folders that differ, each whole and at once; drop those of no assignment.

    nbgrader's own source folder is left too, so that its `generate_assignment` works for those who use it.
    """
    for step in ("source", *STEPS):
        (course.root / step).mkdir(exist_ok=True)
        for name in names:
            kept, new = course.root / step / name, fresh / step / name
            if any(_unlike(kept, new)):
                _replace(kept, new)
    for path in _strangers(course) if strangers else ():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _unlike(kept: Path, fresh: Path) -> Iterator[tuple[str, str]]:
    """Each file in which two folders differ, and how."""
    old, new = _files(kept), _files(fresh)
    for name in sorted(old.keys() | new.keys()):
        if name not in old or name not in new:
            yield name, "is missing" if name in new else "should not be there"
        elif _content(old[name]) != _content(new[name]):
            yield name, "differs"


def _replace(kept: Path, fresh: Path) -> None:
    """Two renames in a row: a run that is cut off leaves the old folder or the new one, never half of one."""
    new, old = kept.with_name(f".{kept.name}.new"), kept.with_name(f".{kept.name}.old")
    for path in (new, old):
        shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(fresh, new)
    if kept.exists():
        kept.rename(old)
    new.rename(kept)
    shutil.rmtree(old, ignore_errors=True)


def _strangers(course: Course) -> list[Path]:
    return [path for step in STEPS for path in sorted((course.root / step).glob("*")) if path.name not in course.names]


def _files(folder: Path) -> dict[str, Path]:
    found = (path for path in folder.rglob("*") if not path.is_dir())
    inside = {path.relative_to(folder): path for path in found}
    return {name.as_posix(): path for name, path in inside.items() if not _OWN & set(name.parts)}


def _content(path: Path) -> object:
    """A file's bytes; of a wheel its members', since their packing depends on the zlib at hand; of expected answers
    without the last places, in which processors differ."""
    if path.name == EXPECTED:
        return comparable(path.read_text(encoding="utf-8"))
    if path.suffix != ".whl":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
