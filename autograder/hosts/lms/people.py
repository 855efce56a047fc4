"""A roster made of a platform's list: who is new, what is filled in, and what does not fit."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.course.roster import KEYS, Person, Roster, same
from autograder.course.student_name import unfit
from autograder.hosts.lms.layouts import Layout, key_of
from autograder.hosts.lms.table import Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NAMED_BY = (
    "sis_login",
    "github",
    "gitlab",
    "email",
    "sis_id",
    "canvas_id",
)  # what a new student's folder is called by


@dataclass(frozen=True)
class Merged:
    """The roster afterwards, the students that are new in it, those who were matched by name, and what does not fit."""

    roster: Roster
    added: tuple[str, ...]
    by_name: tuple[str, ...]
    troubles: tuple[str, ...]


def people_of(layout: Layout, table: Table) -> list[Person]:
    """The people of a list, in the roster's columns."""
    found = []
    for row in layout.people:
        person = {column: key_of(layout, table, row, column) for column in layout.keys}
        person["name"] = layout.name(table, row)
        found.append({column: text for column, text in person.items() if text})
    return [person for person in found if person]


def merged(roster: Roster, found: Sequence[Person], by_name: bool = False) -> Merged:
    """The roster with what a list says besides. Nothing that it says already is changed.

    People are matched by what stands for one person; by name only where that is asked for and both have it once.
    """
    people: list[dict[str, str]] = [dict(person) for person in roster.people]
    added: list[str] = []
    named: list[str] = []
    troubles: list[str] = []
    index = _Index(people)
    seen: dict[int, str] = {}
    names = Counter(_name(person) for person in found)
    for raw in found:
        person = _disarmed(raw, troubles)
        places = index.places(person)
        if not places and by_name and names[_name(person)] == 1:
            places = [place for place, each in enumerate(people) if _name(each) == _name(person) != ""]
            if len(places) == 1:
                named.append(f"{person['name']} is {people[places[0]].get('student', '')}")
        if len(places) > 1:
            students = " and ".join(people[place].get("student", "") for place in places)
            troubles.append(f"{_shown(person)} is {students}: one of them has another's key")
        elif places and places[0] in seen:
            troubles.append(f"{_shown(person)} and {seen[places[0]]} are the same student in the roster")
        elif places:
            seen[places[0]] = _shown(person)
            _fill(people[places[0]], person, troubles)
            index.add(places[0], people[places[0]])
        else:
            student = _folder(person)
            why = unfit(student) or ("the roster has that name already" if student.casefold() in index.students else "")
            if why:
                troubles.append(f"{_shown(person)} is not added: {why}")
            else:
                people.append({"student": student, **person})
                index.add(len(people) - 1, people[-1])
                seen[len(people) - 1] = _shown(person)
                added.append(student)
    made = Roster(tuple(people), roster.others)
    return Merged(made, tuple(added), tuple(named), (*troubles, *made.troubles()))


class _Index:
    """Where people with a key are in a list of them, and the folders' names that are taken."""

    def __init__(self, people: Sequence[Mapping[str, str]]) -> None:
        self.students: set[str] = set()
        self._by_key: dict[tuple[str, str], set[int]] = {}
        for place, person in enumerate(people):
            self.add(place, person)

    def add(self, place: int, person: Mapping[str, str]) -> None:
        """There is this person, or more is known of one."""
        self.students.add(person.get("student", "").casefold())
        for column in KEYS:
            if column in person:
                self._by_key.setdefault((column, same(column, person[column])), set()).add(place)

    def places(self, person: Mapping[str, str]) -> list[int]:
        """Of everyone who has a key of this person's."""
        keys = [(column, same(column, person[column])) for column in KEYS if column in person]
        return sorted(set().union(*(self._by_key.get(key, set()) for key in keys)))


def _fill(into: dict[str, str], person: Person, troubles: list[str]) -> None:
    for column, text in person.items():
        if column not in into:
            into[column] = text
        elif column in KEYS and same(column, into[column]) != same(column, text):
            troubles.append(
                f"{into.get('student', '')}: {column} is {into[column]} here and {text} there; nothing is changed"
            )


def _disarmed(person: Person, troubles: list[str]) -> dict[str, str]:
    """A person without what a spreadsheet would compute: a word gets an apostrophe, a key is left out."""
    made = {}
    for column, text in person.items():
        if not text.startswith(_FORMULA):
            made[column] = text
        elif column in KEYS:
            troubles.append(f"{_shown(person)}: {column} {text!a} would be a formula in a spreadsheet, and is left out")
        else:
            made[column] = f"'{text}"
    return made


def _folder(person: Person) -> str:
    """What a new student's folder is called."""
    text = next((person[column] for column in _NAMED_BY if column in person), person.get("name", ""))
    return text.partition("@")[0]


def _name(person: Mapping[str, str]) -> str:
    return unicodedata.normalize("NFC", person.get("name", ""))


def _shown(person: Person) -> str:
    return person.get("name") or next((person[column] for column in KEYS if column in person), "somebody")
