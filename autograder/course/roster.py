"""`roster.csv`: who is who. `student` is the name of a person's folder; the other columns are what systems call them.

Staff write it, or `autograder roster` does from a system's own list.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.core.files import read_regular
from autograder.core.model import BadInput
from autograder.course.student_name import look_alikes, unfit

NAME = "roster.csv"
COLUMNS = (
    "student", "name", "email", "sis_id", "sis_login", "canvas_id", "moodle_id", "github", "gitlab", "gradescope_id",
    "section",
)  # fmt: skip
#: Columns that stand for one person each. A name does not: two people may have it.
KEYS = ("canvas_id", "sis_id", "sis_login", "moodle_id", "gradescope_id", "email", "github", "gitlab")
_FOLDED = {"email", "github", "gitlab"}  # what their systems compare without regard to case
_MAX = 20_000_000  # bytes

Person = Mapping[str, str]  # column -> text, of those columns that say something


@dataclass(frozen=True)
class Roster:
    """The people of a course, in the order of the file. `others` are columns that nothing here reads, and are kept."""

    people: tuple[Person, ...] = ()
    others: tuple[str, ...] = ()
    _known: dict[str, dict[str, str]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def students(self) -> list[str]:
        """Their folders' names."""
        return [person["student"] for person in self.people if person.get("student")]

    def by(self, column: str) -> dict[str, str]:
        """What a column says -> student. What it says of two students is left out; `troubles` lists it."""
        if column not in self._known:
            found = self._by(column)
            self._known[column] = {key: students[0] for key, students in found.items() if len(students) == 1}
        return self._known[column]

    def _by(self, column: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for person in self.people:
            if person.get(column) and person.get("student"):
                key = found[same(column, person[column])]
                if person["student"] not in key:
                    key.append(person["student"])
        return found

    def troubles(self) -> Iterator[str]:
        """A sentence for each row that names nobody, or somebody who is there already."""
        for line, person in enumerate(self.people, 2):
            if not person.get("student"):
                yield f"{NAME}, row {line}: student is empty"
            elif why := unfit(person["student"]):
                yield f"{NAME}, row {line}: {why}"
            elif len(person) < 2:
                yield f"{NAME}, row {line}: nothing is said of {person['student']} but the name of the folder"
        for student, count in sorted(Counter(self.students).items()):
            if count > 1:
                yield f"{NAME}: {student} has {count} rows"
        for column in KEYS:
            for key, students in self._by(column).items():
                if len(students) > 1:
                    yield f"{NAME}: {column} {key} is that of {' and of '.join(students)}"
        yield from look_alikes(dict.fromkeys(self.students)).values()

    def text(self) -> str:
        """It as CSV: UTF-8, with the columns that somebody has."""
        used = [name for name in (*COLUMNS, *self.others) if name == "student" or any(p.get(name) for p in self.people)]
        written = io.StringIO()
        table = csv.DictWriter(written, used, restval="", extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(self.people)
        return written.getvalue()


def same(column: str, text: str) -> str:
    """A key in the form in which it is compared: composed letters; where its system says so, small ones."""
    key = unicodedata.normalize("NFC", text.strip())
    return key.casefold() if column in _FOLDED else key


def read(path: Path) -> Roster:
    """The roster in a file; without anybody where there is no such file. `BadInput` where it cannot be read."""
    try:
        text = read_regular(path, _MAX).decode("utf-8-sig")
        table = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        rows = [_person(row) for row in table]
        names: Sequence[str] = table.fieldnames or ()
    except FileNotFoundError:
        return Roster()
    except (OSError, ValueError, csv.Error) as error:
        raise BadInput(f"{path} cannot be read as a roster: {error}") from None
    if "student" not in names:
        raise BadInput(f"{path} is not a roster: it has no column student; columns are {', '.join(COLUMNS)}")
    return Roster(tuple(rows), tuple(name for name in names if name and name not in COLUMNS))


def _person(row: Mapping[str | None, str | list[str] | None]) -> Person:
    return {key: text.strip() for key, text in row.items() if key and isinstance(text, str) and text.strip()}
