"""Which words can be students' names: each becomes a folder, a cell of a spreadsheet, and a line that people read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

#: Letters and marks that leave nothing, or a blank, where they stand. Python finds them printable.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")
#: Letters of other alphabets that look like Latin ones, in fonts that people use.
_LATIN = str.maketrans(
    "аеорсухіјѕԁԛԝһӏьвкмнтАВЕКМНОРСТХУІЈЅԌԚԜҺӀВαορνυικτεγηχΑΒΕΖΗΙΚΜΝΟΡΤΥΧıɑɡ",
    "aeopcyxijsdqwhlbBKMHTABEKMHOPCTXYIJSGQWHlBaopvuikteynxABEZHIKMNOPTYXiag",
)
_FORMULA = re.compile(r"""(?:^|[;,|])[\s"']*[=+\-@]""")  # behind what ends a cell in one country or another


def unfit(student: str) -> str:
    """Why this cannot be a student's name; nothing where it can."""
    if not student or student.startswith(".") or any(c in "/\\" or not c.isprintable() for c in student):
        return f"{student!r} cannot be a student's name, because it becomes a folder's"
    if student != student.strip() or "  " in student or _UNSEEN.search(student):
        return f"{student!a} cannot be a student's name: it has blanks or letters that nobody sees; rename the folder"
    if _FORMULA.search(unicodedata.normalize("NFKC", student)):  # some programs compute fullwidth signs too
        return f"{student!r} cannot be a student's name: in an exported table it would be a formula"
    if student.casefold() == "index.html":
        return f"{student!r} cannot be a student's name: among the feedback pages it is that of the whole class"
    return ""


def look_alikes(students: Iterable[str]) -> dict[str, str]:
    """Of the names of one class those that a reader takes for another's, with a sentence each.

    The name that is written as it looks stays: nobody can block another by a name that looks like it.
    """
    by_look: dict[str, list[str]] = {}
    for student in students:
        by_look.setdefault(_look(student), []).append(student)
    found = {}
    for look, names in by_look.items():
        plain = look if look in names else None
        others = sorted(name for name in names if name != plain)
        if len(names) > 1:
            for name in others:
                like = plain or next(other for other in others if other != name)
                found[name] = (
                    f"{name!a} looks like {like!a}, and is another name: nobody could tell whose mark is "
                    "whose; rename the folder"
                )
    return found


def _look(student: str) -> str:
    """A name as its reader sees it: composed letters, and those of other alphabets as the Latin ones they look like."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", student).translate(_LATIN))
