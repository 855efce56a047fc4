"""The course's folders: where assignments lie, and what their `assignment.toml` says.

A course root holds `assignments/<id>/`, which staff write. A released folder is what a student gets: the same
`assignment.toml` and `test_public.py` beside a `release.json`. Standard library only, since the judge reads this.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, time, tzinfo
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from autograder.core.model import Assignment, BadInput, CourseFault, Limits, Question

if TYPE_CHECKING:
    from autograder.course.lesson import Lesson

TOTAL = 100
EXPECTED = "expected.json"  # of homework in NumPy: the expected answers of its public checks
# What students are handed besides the work itself and the engine.
HANDED_OUT = frozenset(
    ("test_public.py", "assignment.toml", "release.json", EXPECTED, "README.md", "Makefile", "homework.py",
     "pytest.ini", "requirements.txt", "requirements-notebook.txt", "requirements-torch.txt", ".vscode/settings.json",
     ".vscode/extensions.json", ".devcontainer/devcontainer.json")
)  # fmt: skip
FRAMEWORKS = ("numpy", "torch")
_KEYS = {"title", "hours", "due", "framework", "limits", "questions"}
_QUESTION_KEYS = {"id", "title", "signature", "points", "practice", "hints", "changes", "attributes", "carried", "gaps"}
_LIMITS = {field.name: int if isinstance(field.default, int) else float for field in fields(Limits)}


class Course:
    """A course's root folder. Assignments are the folders under `assignments/` that have an `assignment.toml`.

    What it says of an assignment is read once, so that one run sees one state of it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._assignments: dict[str, Assignment] = {}
        self._lessons: dict[str, Lesson] = {}

    @property
    def names(self) -> list[str]:
        """The ids of all assignments, sorted."""
        return sorted(path.parent.name for path in (self.root / "assignments").glob("*/assignment.toml"))

    def folder(self, name: str) -> Path:
        """The folder of an assignment; for an unknown name `BadInput` offers the nearest one."""
        if name not in self.names:
            raise BadInput(f"there is no assignment {name!r}{self.nearest(name)}")
        return self.root / "assignments" / name

    def assignment(self, name: str) -> Assignment:
        """What the assignment's `assignment.toml` says; errors as `folder` and `load_assignment`."""
        if name not in self._assignments:
            self._assignments[name] = load_assignment(self.folder(name))
        return self._assignments[name]

    def lesson(self, name: str) -> Lesson:
        """The assignment's lesson, parsed; errors as `assignment`. `CourseFault` names the file and what is wrong."""
        if name not in self._lessons:
            from autograder.course.lesson import Lesson  # NumPy comes with it

            path, assignment = self.folder(name) / f"{name}.py", self.assignment(name)
            try:
                self._lessons[name] = Lesson.parse(path.read_text(encoding="utf-8"), assignment)
            except FileNotFoundError:
                raise CourseFault(f"{path}: there is no such file") from None
            except (OSError, ValueError, CourseFault) as fault:
                raise CourseFault(f"{path}: {fault}") from None
        return self._lessons[name]

    def renew(self, name: str) -> bool:
        """Read an assignment again if its files were edited; whether they were. Errors as `assignment`."""
        known = self._assignments.get(name)
        if known is None:
            return False
        found = load_assignment(self.folder(name))
        if found.sha256 == known.sha256:
            return False
        self._assignments[name] = found
        self._lessons.pop(name, None)
        return True

    def nearest(self, name: str) -> str:
        """The end of a sentence about an unknown name: the name that may have been meant, or all that there are."""
        begun = [known for known in self.names if name and known.startswith(name)]
        close = begun or difflib.get_close_matches(name, self.names, n=1)
        if close:
            return f"; did you mean {close[0]}?"
        return f"; there are {', '.join(self.names)}" if self.names else f"; {self.root / 'assignments'} has none"


def find_root(start: Path | None = None) -> Path:
    """The nearest folder with `assignments/`, upward from `start` (else from here), then from the package itself."""
    try:
        here = (start or Path.cwd()).resolve()
    except FileNotFoundError:
        raise BadInput("the folder that you are in was deleted; cd to one that is there") from None
    for origin in (here, Path(__file__).resolve()):
        for folder in (origin, *origin.parents):
            if (folder / "assignments").is_dir():
                return folder
    raise BadInput(f"{here} is not in a course: neither it nor a folder above it has assignments/")


def load_assignment(folder: Path) -> Assignment:
    """Read a staff folder. `CourseFault` names file and key and says what would be legal."""
    parts = ("assignment.toml", f"{folder.name}.py", "test_public.py", "test_hidden.py")
    return _parse(folder / "assignment.toml", folder.name, _digest(folder, parts))


def stated_due(folder: Path, zone: tzinfo | None) -> datetime | None:
    """When the folder's own `assignment.toml` says that it is due, with a zone: the end of a day where it says no time.

    `zone` is that of a date which names none, this machine's for None. No date stands in a file that cannot be read:
    whoever uses the assignment is told what is wrong with it. When homework is due in a course, `deadlines` says.
    """
    try:
        said = tomllib.loads((folder / "assignment.toml").read_text(encoding="utf-8")).get("due")
    except (OSError, ValueError):
        return None
    if not isinstance(said, date):  # a datetime is a date too
        return None
    moment = said if isinstance(said, datetime) else datetime.combine(said, time(23, 59))
    return moment if moment.tzinfo else moment.replace(tzinfo=zone) if zone else moment.astimezone()


class Released(NamedTuple):
    """What a student's folder is: its assignment, the fingerprint of the untouched stub, small cases by check."""

    assignment: Assignment
    pristine: str
    small: Mapping[str, Any]


def released(folder: Path) -> Released:
    """What `release.json` and `assignment.toml` of a student's folder say.

    `BadInput` where this is not a released folder; `CourseFault` where what was released is broken.
    """
    note = folder / "release.json"
    try:
        said = json.loads(note.read_text(encoding="utf-8"))
        name, pristine, small = said["assignment"], said["code"], dict(said.get("small", {}))
    except FileNotFoundError:
        raise BadInput(f"{folder} is not a released assignment: it has no release.json") from None
    except (OSError, ValueError, TypeError, KeyError):
        raise BadInput(f"{note} is damaged; take a fresh copy of it from the course") from None
    if not (folder / "assignment.toml").is_file():
        raise BadInput(f"{folder} lacks assignment.toml; take a fresh copy of it from the course")
    parts = ("assignment.toml", "test_public.py")
    assignment = _parse(folder / "assignment.toml", str(name), _digest(folder, parts))
    return Released(assignment, str(pristine), small)


def _digest(folder: Path, names: Sequence[str]) -> str:
    """A hash over the names and bytes of the files; those that do not exist are left out."""
    digest = hashlib.sha256()
    for name in sorted(names):
        path = folder / name
        if path.is_file():
            data = path.read_bytes()
            digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _parse(path: Path, name: str, sha256: str) -> Assignment:
    if not re.fullmatch(r"[A-Za-z0-9_]+", name):
        raise CourseFault(
            f"{path}: the folder's name is the assignment's id and may have letters, digits and _ only, not {name!r}"
        )
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseFault(f"{path}: there is no such file") from None
    except (OSError, ValueError) as error:
        raise CourseFault(f"{path}: {error}") from None
    _known(path, "", table, _KEYS)
    _text(path, "", table, "hours")
    rows = table.get("questions")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise CourseFault(f"{path}: questions must be one or more [[questions]] tables")
    questions = tuple(_question(path, number, row) for number, row in enumerate(rows, 1))
    for number, question in enumerate(questions):
        if question.id in {earlier.id for earlier in questions[:number]}:
            raise CourseFault(
                f"{path}: [[questions]] {number + 1}: id {question.id!r} is taken by an earlier question; "
                "each question needs its own"
            )
    total = sum((question.points for question in questions), Fraction(0))
    if total != TOTAL:
        raise CourseFault(f"{path}: the points of the questions sum to {float(total):g}; they must sum to {TOTAL}")
    if not isinstance(table.get("due", date.min), date):  # a datetime is a date too
        raise CourseFault(f"{path}: due must be a date or a time like 2027-03-01T23:59:00, not {table['due']!r}")
    framework = table.get("framework", "numpy")
    if framework not in FRAMEWORKS:
        raise CourseFault(f"{path}: framework must be {' or '.join(FRAMEWORKS)}, not {framework!r}")
    limits = _limits(path, table.get("limits", {}))
    graded, practice = (tuple(q for q in questions if bool(q.points) is worth) for worth in (True, False))
    return Assignment(name, _text(path, "", table, "title"), graded, limits, sha256, framework, practice)


def _question(path: Path, number: int, row: Mapping[str, Any]) -> Question:
    where = f"[[questions]] {number}: "
    _known(path, where, row, _QUESTION_KEYS)
    name = _text(path, where, row, "id")
    where = f"[[questions]] {number} ({name}): "
    if not re.fullmatch(r"[^\W\d]\w*(\.[^\W\d]\w*)?", name):
        raise CourseFault(f"{path}: {where}id must be a function's name or Class.method, not {name!r}")
    read = unicodedata.normalize("NFKC", name)
    if read != name:  # two ids could otherwise name one function
        raise CourseFault(f"{path}: {where}Python reads this name as {read!r}; write the id so")
    signature = _text(path, where, row, "signature")
    if not re.fullmatch(r"[\w.]+\(.*\)", signature):
        raise CourseFault(f"{path}: {where}signature must read like f(x, eps=1e-5), not {signature!r}")
    points = row.get("points")
    if row.get("practice", False) is not False:
        if row["practice"] is not True or points is not None:
            raise CourseFault(f"{path}: {where}practice must be true, and excludes points")
        points = 0
    elif isinstance(points, bool) or not isinstance(points, int | float) or not 0 < points <= TOTAL:
        raise CourseFault(f"{path}: {where}points must be a number above 0, at most {TOTAL}, not {points!r}")
    hints = row.get("hints")
    if not isinstance(hints, list) or not hints or not all(isinstance(hint, str) and hint.strip() for hint in hints):
        raise CourseFault(f"{path}: {where}hints must be a list of one or more sentences, not {hints!r}")
    title = _text(path, where, row, "title")
    gaps = row.get("gaps", {})
    if not isinstance(gaps, dict) or not all(isinstance(why, str) and why.strip() for why in gaps.values()):
        raise CourseFault(f"{path}: {where}gaps must be a table of kinds of data, each with its reason, not {gaps!r}")
    attributes, carried = row.get("attributes", []), row.get("carried", True)
    if not isinstance(attributes, list) or not all(
        isinstance(each, str) and each.isidentifier() for each in attributes
    ):
        raise CourseFault(f"{path}: {where}attributes must be a list of names, not {attributes!r}")
    if attributes and not name.endswith(".init"):
        raise CourseFault(f"{path}: {where}attributes belong to the Class.init whose objects have them")
    if not isinstance(carried, bool):
        raise CourseFault(f"{path}: {where}carried must be true or false, not {carried!r}")
    changes = tuple(row.get("changes", ()))
    question = Question(
        name, title, signature, Fraction(str(points)), tuple(hints), changes, tuple(attributes), carried, gaps
    )
    if set(question.changes) - set(question.parameters):
        raise CourseFault(f"{path}: {where}changes must name parameters of {signature}, not {list(question.changes)!r}")
    return question


def _limits(path: Path, table: Any) -> Limits:
    if not isinstance(table, dict):
        raise CourseFault(f"{path}: limits must be a [limits] table")
    _known(path, "[limits]: ", table, set(_LIMITS))
    values: dict[str, Any] = {}
    for key, value in table.items():
        legal = (int,) if _LIMITS[key] is int else (int, float)
        if isinstance(value, bool) or not isinstance(value, legal) or not 0 < value < float("inf"):
            kind = "a whole number" if _LIMITS[key] is int else "a number"
            raise CourseFault(f"{path}: [limits]: {key} must be {kind} above 0, not {value!r}")
        values[key] = _LIMITS[key](value)
    return Limits(**values)


def _known(path: Path, where: str, table: Mapping[str, Any], legal: set[str]) -> None:
    for key in table:
        if key not in legal:
            close = difflib.get_close_matches(key, legal, n=1)
            offer = f"did you mean {close[0]}? " if close else ""
            raise CourseFault(f"{path}: {where}unknown key {key!r}; {offer}legal are {', '.join(sorted(legal))}")


def _text(path: Path, where: str, table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise CourseFault(f"{path}: {where}{key} must be a non-empty text, not {value!r}")
    return value
