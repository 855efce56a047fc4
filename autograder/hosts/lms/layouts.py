"""What the files of learning platforms look like: which rows are people, what each platform calls them, which columns
hold grades.

A file is recognised by its header, or where words are in the site's language, as Moodle's are, by its shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from autograder.core.model import BadInput
from autograder.core.sanitize import one_line
from autograder.hosts.lms.table import Table


@dataclass(frozen=True)
class GradeColumn:
    """A column of grades: its place, title and number, the most that it takes, and why it cannot be filled."""

    place: int
    title: str
    id: str = ""
    maximum: Decimal | None = None
    locked: str = ""


@dataclass(frozen=True)
class Layout:
    """A file of one platform. `keys` are the roster's columns that it has, the surest first, and where.

    `names` are the cells of a person's name, in the order in which people write it. `kept` are texts of a grade's cell
    that are a decision of staff's and no number.
    """

    platform: str
    people: tuple[int, ...]
    keys: Mapping[str, int]
    names: tuple[int, ...] = ()
    columns: tuple[GradeColumn, ...] = ()
    comma: bool = False
    kept: frozenset[str] = field(default_factory=frozenset)

    def name(self, table: Table, row: int) -> str:
        """A person's name, as people write it. Canvas has it as `Lovelace, Ada`."""
        name = " ".join(filter(None, (table.cell(row, place) for place in self.names)))
        if self.platform == "canvas" and name.count(", ") == 1:
            family, given = name.split(", ")
            name = f"{given} {family}"
        return name


def recognised(table: Table) -> Layout:
    """The layout of a file; `BadInput` where no platform's is like it."""
    for read in _READERS:
        layout = read(table)
        if layout is not None:
            return layout
    head = ", ".join(one_line(cell.text, 30) for cell in table.rows[0][:8])
    raise BadInput(f"this is not a list of Canvas, Moodle, Blackboard, Brightspace, Gradescope or Classroom 50: {head}")


def number(text: str) -> Decimal | None:
    """A number as a platform writes it, with a point or with a comma; None for what is not one."""
    plain = text.strip().replace(",", ".") if text.count(",") == 1 and "." not in text else text.strip()
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,12})?", plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _head(table: Table) -> list[str]:
    return [cell.text.strip() for cell in table.rows[0]]


def _known(head: Sequence[str], words: Mapping[str, str]) -> dict[str, int]:
    """The roster's columns of those headers that are there: header -> column."""
    places = {name.casefold(): place for place, name in reversed(list(enumerate(head)))}
    return {column: places[name] for name, column in words.items() if name in places}


def _canvas(table: Table) -> Layout | None:
    head = _head(table)
    together = head[:2] == ["Student", "ID"]
    if not together and head[:3] != ["LastName", "FirstName", "ID"]:
        return None
    words = {"id": "canvas_id", "sis user id": "sis_id", "sis login id": "sis_login", "section": "section"}
    above = [row for row in range(1, len(table.rows)) if _of_canvas_itself(table, row)]
    points = next((row for row in above if (table.cell(row, 0) or "").casefold() == "points possible"), None)
    columns = []
    for place, title in enumerate(head):
        found = re.fullmatch(r"(.*) \((\d+)\)", title, re.DOTALL)
        if found:
            said = "" if points is None else table.cell(points, place) or ""
            locked = "Canvas computes it" if "read only" in said else ""
            columns.append(GradeColumn(place, found[1], found[2], number(said), locked))
    people = tuple(row for row in range(1, len(table.rows)) if row not in above)
    keys = _known(head, words)
    names = (0,) if together else (1, 0)
    return Layout("canvas", people, keys, names, tuple(columns), kept=frozenset({"ex"}))


def _of_canvas_itself(table: Table, row: int) -> bool:
    """Rows below the header that are not people: points possible, how grades are posted, and the student for trying."""
    first = (table.cell(row, 0) or "").casefold()
    return first in ("points possible", "student, test") or (not first and not table.cell(row, 1))


def _moodle(table: Table) -> Layout | None:
    """A grading worksheet: `Participant 123` in the site's language, the full name and more, the grade, its maximum."""
    people = tuple(range(1, len(table.rows)))
    told = [re.fullmatch(r"(\D+?)\s*\d+", table.cell(row, 0) or "") for row in people]
    if not people or len(table.rows[0]) < 4 or len({found and found[1] for found in told}) != 1 or told[0] is None:
        return None
    width = min(len(table.rows[row]) for row in (0, *people))
    columns = {place: [table.cell(row, place) or "" for row in people] for place in range(width)}
    keys = {}
    email = next((place for place in range(2, width) if all(_is_email(text) for text in columns[place])), None)
    if email is not None:
        keys["email"] = email
    identity = next((p for p, name in enumerate(_head(table)[:width]) if name.casefold() in _ID_NUMBER), None)
    if identity is not None:
        keys["sis_id"] = identity
    found = []
    for place in range(3, width):
        most = {number(text) for text in columns[place]}
        grades = (number(text) is not None or text in ("", "-") for text in columns[place - 1])
        if len(most) == 1 and (maximum := most.pop()) is not None and maximum > 0 and all(grades):
            found.append(GradeColumn(place - 1, _head(table)[place - 1], maximum=maximum))
    comma = any("," in text for each in found for text in columns[each.place + 1])
    return Layout("moodle", people, keys, (1,), tuple(found[:1]), comma)


#: What Moodle's site calls a person's ID number, where the worksheet shows it.
_ID_NUMBER = {
    "id number", "id-nummer", "matrikelnummer", "numéro d'identification", "número de id", "número de identificação",
    "codice identificativo", "id nummer", "学籍番号", "idナンバー", "id 번호", "学号",
}  # fmt: skip


def _is_email(text: str) -> bool:
    return re.fullmatch(r"[^@\s]+@[^@\s]+", text) is not None


def _blackboard(table: Table) -> Layout | None:
    head = _head(table)
    columns = []
    for place, title in enumerate(head):
        found = re.fullmatch(r"(.*?)(?:\s*\[([^\]]*)\])?\s*\|\s*(\d+)", title, re.DOTALL)
        if found:
            most = re.search(r"\d+(?:[.,]\d+)?", found[2] or "")
            columns.append(GradeColumn(place, found[1], found[3], number(most[0]) if most else None))
    keys = _known(head, {"username": "sis_login", "student id": "sis_id"})
    if not columns:
        return None
    if not keys and len(head) > 4 and columns[0].place > 3:  # in the site's language, in the same order
        keys = {"sis_login": 2, "sis_id": 3}
    return Layout("blackboard", tuple(range(1, len(table.rows))), keys, (1, 0), tuple(columns)) if keys else None


def _brightspace(table: Table) -> Layout | None:
    head = _head(table)
    if head[0] not in ("OrgDefinedId", "Username") or head[-1] != "End-of-Line Indicator":
        return None
    columns = []
    for place, title in enumerate(head):
        found = re.fullmatch(r"(.+?) Points Grade(?: <([^>]*)>)?", title, re.DOTALL)
        if found:
            most = re.search(r"MaxPoints:\s*([\d.,]+)", found[2] or "")
            columns.append(GradeColumn(place, found[1], maximum=number(most[1]) if most else None))
    keys = _known(head, {"orgdefinedid": "sis_id", "username": "sis_login", "email": "email"})
    names = tuple(head.index(name) for name in ("First Name", "Last Name") if name in head)
    return Layout("brightspace", tuple(range(1, len(table.rows))), keys, names, tuple(columns))


def _gradescope(table: Table) -> Layout | None:
    head = _head(table)
    if not {"SID", "Email"} <= set(head):
        return None
    names = tuple(head.index(name) for name in ("First Name", "Last Name") if name in head)
    names = names or tuple(head.index(name) for name in ("Name", "Full Name") if name in head)[:1]
    keys = _known(head, {"sid": "sis_id", "email": "email", "section": "section", "sections": "section"})
    return Layout("gradescope", tuple(range(1, len(table.rows))), keys, names)


def _classroom50(table: Table) -> Layout | None:
    head = _head(table)
    if head[:5] != ["username", "first_name", "last_name", "email", "section"]:
        return None
    roles = head.index("role") if "role" in head else None
    people = tuple(
        row
        for row in range(1, len(table.rows))
        if roles is None or (table.cell(row, roles) or "student") not in ("teacher", "ta")
    )
    return Layout("classroom50", people, {"github": 0, "email": 3, "section": 4}, (1, 2))


_READERS: Sequence[Callable[[Table], Layout | None]] = (
    _canvas, _brightspace, _classroom50, _gradescope, _blackboard, _moodle,
)  # fmt: skip


def key_of(layout: Layout, table: Table, row: int, column: str) -> str:
    """What a person's row says in one of the roster's columns; "" for nothing. Brightspace puts a `#` before it."""
    text = table.cell(row, layout.keys[column]) or ""
    return text.removeprefix("#") if layout.platform == "brightspace" else text
