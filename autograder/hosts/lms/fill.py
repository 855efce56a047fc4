"""One column of a platform's own file gets our points. Nobody loses a grade by it, and nobody is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from autograder.core.model import BadInput
from autograder.core.numbers import exact_points
from autograder.core.sanitize import one_line
from autograder.course.roster import KEYS, Roster, same
from autograder.hosts.lms import table as tables
from autograder.hosts.lms.layouts import GradeColumn, Layout, key_of, number, recognised
from autograder.hosts.lms.marks import Mark
from autograder.hosts.lms.table import Table

PLATFORMS = ("canvas", "moodle", "blackboard", "brightspace")


@dataclass(frozen=True)
class Line:
    """What came of one person: the cell before and after, or why it is as it was (`after` None)."""

    name: str
    student: str
    before: str
    after: str | None
    said: str = ""


@dataclass(frozen=True)
class Filled:
    """The file's new bytes, the column's title, a line for each person in it, and students it does not have."""

    data: bytes
    column: str
    lines: tuple[Line, ...]
    absent: tuple[str, ...]

    @property
    def unknown(self) -> list[Line]:
        """People in the file whom we do not know."""
        return [line for line in self.lines if not line.student]


@dataclass(frozen=True)
class Wish:
    """How to fill: the platform, the assignment or its column's title or number, and what is allowed besides."""

    platform: str
    assignment: str
    column: str = ""
    by_name: bool = False  # people may be matched by name, where nothing better is known and only one has it
    scale: bool = False  # points may be scaled to the column's maximum


def fill(data: bytes, marks: Mapping[str, Mark], roster: Roster, wish: Wish) -> Filled:
    """A platform's file with one column filled. `BadInput` where it is another file, or the column is not plain."""
    table = tables.read(data)
    layout = recognised(table)
    if layout.platform != wish.platform:
        raise BadInput(f"it is a file of {layout.platform.capitalize()}, and --lms says {wish.platform}")
    column = _column(layout, table, wish)
    changes: dict[tuple[int, int], str] = {}
    lines = []
    whose = _whose(layout, table, roster, marks, wish.by_name)
    twice = {student for student, count in Counter(whose.values()).items() if student and count > 1}
    for row, student in whose.items():
        name = one_line(layout.name(table, row) or table.cell(row, 0) or "", 80)
        before = table.cell(row, column.place)
        line = _line(name, student, before, marks, column, layout, wish)
        if student in twice:
            line = Line(name, student, before or "", None, f"two rows are {student}'s; nothing is written into either")
        if line.after is not None and line.after != line.before:
            changes[row, column.place] = line.after
        lines.append(line)
    absent = sorted(set(marks) - set(whose.values()))
    return Filled(table.filled(changes), column.title, tuple(lines), tuple(absent))


def _line(
    name: str,
    student: str,
    before: str | None,
    marks: Mapping[str, Mark],
    column: GradeColumn,
    layout: Layout,
    wish: Wish,
) -> Line:
    if not student:
        return Line(name, "", before or "", None, "not found")
    if before is None:
        return Line(name, student, "", None, "the file's row ends before this column")
    mark = marks.get(student)
    if mark is None or mark.points is None:
        return Line(name, student, before, None, mark.said if mark else "nothing was handed in")
    if before.casefold() in layout.kept:
        return Line(name, student, before, None, f"stays {before}, which staff set")
    after = _written(_scaled(mark, column, wish), layout.comma)
    same_number = number(before) is not None and number(before) == number(after)
    return Line(name, student, before, before if same_number else after, mark.said)


def _scaled(mark: Mark, column: GradeColumn, wish: Wish) -> Decimal:
    assert mark.points is not None
    possible = exact_points(mark.possible)
    if column.maximum is None or column.maximum == possible:
        return exact_points(mark.points)
    if not wish.scale:
        raise BadInput(
            f"the column {one_line(column.title, 60)} takes {column.maximum.normalize():f} points, and "
            f"{wish.assignment} has {possible.normalize():f}; --scale converts them"
        )
    return exact_points(mark.points * float(column.maximum) / mark.possible)


def _written(points: Decimal, comma: bool) -> str:
    text = f"{points.normalize():f}"
    return text.replace(".", ",") if comma else text


def _column(layout: Layout, table: Table, wish: Wish) -> GradeColumn:
    """The column that was named, or the only one that can be meant."""
    told = ", ".join(one_line(f"{each.title} {each.id}", 60).strip() for each in layout.columns[:12])
    if wish.column:
        head = [cell.text.strip() for cell in table.rows[0]]
        found = [each for each in layout.columns if wish.column in (each.id, each.title, head[each.place])]
        if not found and head.count(wish.column) == 1 and head.index(wish.column) not in layout.keys.values():
            found = [GradeColumn(head.index(wish.column), wish.column)]  # a grade that we did not take for one
    elif layout.platform == "moodle":
        found = list(layout.columns)
    else:
        found = [each for each in layout.columns if _plain(wish.assignment) in _plain(each.title)]
    if len(found) != 1:
        why = "no column of grades is" if not found else f"{len(found)} columns are"
        named = wish.column or wish.assignment
        raise BadInput(f"{why} called {one_line(named, 60)}; name one with --column: {told or 'there are none'}")
    if found[0].locked:
        raise BadInput(f"the column {one_line(found[0].title, 60)} cannot be filled: {found[0].locked}")
    return found[0]


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _whose(layout: Layout, table: Table, roster: Roster, marks: Mapping[str, Mark], by_name: bool) -> dict[int, str]:
    """Row -> student, "" where nothing tells it. Without a roster a platform's key is the folder's name."""
    names = {row: unicodedata.normalize("NFC", layout.name(table, row)) for row in layout.people}
    counts = Counter(names.values())
    found = {}
    for row in layout.people:
        student = _by_key(layout, table, row, roster, marks)
        if not student and by_name and names[row] and counts[names[row]] == 1:
            folder = "" if roster.people or names[row] not in marks else names[row]
            student = roster.by("name").get(names[row], folder)
        found[row] = student
    return found


def _by_key(layout: Layout, table: Table, row: int, roster: Roster, marks: Mapping[str, Mark]) -> str:
    for column in (name for name in KEYS if name in layout.keys):
        key = same(column, key_of(layout, table, row, column))
        if not key:
            continue
        student = roster.by(column).get(key)
        if student is None and not roster.people:
            student = _by_folder(column, key, marks)
        if student is not None:
            return student
    return ""


def _by_folder(column: str, key: str, marks: Mapping[str, Mark]) -> str | None:
    """Canvas's downloads name a student `lovelaceada_12345`, where the number is the user's."""
    if column == "canvas_id":
        found = [student for student in marks if student.endswith(f"_{key}")]
        return found[0] if len(found) == 1 else None
    return key if key in marks else None
