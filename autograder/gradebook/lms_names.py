"""Whose a file in a learning platform's download is: read from the words that the platform puts before a file's name.

Only those words are believed, so that no name that a student gave a file makes it another student's.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from autograder.core.model import BadInput
from autograder.course import roster

_TIME = r"\d{4}(?:-\d\d){5}"
# What a platform calls a student's file, or the folder of a student's files. The first part of a path that fits counts.
LAYOUTS = {
    # hw4_ada_attempt_2026-01-30-15-30-10_hw4_loss.ipynb, and ..._attempt_2026-01-30-15-30-10.txt, which says whose
    "blackboard": rf"(?P<student>.+?)_attempt_(?P<time>{_TIME})(?:\.txt|_(?P<file>.*))?",
    # lovelaceada_12345_678910_hw4_loss-1.ipynb, and lovelaceada_LATE_12345_...; lovelaceada_12345_text.html
    "canvas": r"(?P<student>[^_]+)_(?P<late>LATE_)?(?P<number>\d+)_(?:\d+_(?P<file>.+)|(?:text|link|textonly)\b.*)",
    # Ada Lovelace_12345_assignsubmission_file_/hw4_loss.ipynb, or all in one name
    "moodle": r"(?P<student>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)",
}


@dataclass(frozen=True)
class Named:
    """What a platform's name says: the words that stand for a person, and about this file."""

    words: str
    number: str
    file: str
    time: str
    late: bool


def named(platform: str, inside: PurePath) -> Named | None:
    """What the first part of a path that is named as the platform does says; None where none is."""
    for place, part in enumerate(inside.parts, 1):
        found = re.fullmatch(LAYOUTS[platform], unicodedata.normalize("NFC", part), re.DOTALL)
        if found:
            told = found.groupdict()
            last = place == len(inside.parts)
            file = (told["file"] or part) if last else inside.name
            return Named(
                told["student"], told.get("number") or "", file, told.get("time") or "", bool(told.get("late"))
            )
    return None


@dataclass
class People:
    """The students of one download. `students` says of a platform's own words who is meant, where staff said it.

    Tell it of all files before it is asked: what is one person's name depends on the others'.
    """

    platform: str
    students: Mapping[str, str] = field(default_factory=dict)
    column: str = ""
    _words: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _usernames: dict[str, str] = field(default_factory=dict)

    def saw(self, told: Named) -> None:
        """There is a file of this person."""
        self._words[told.words].add(told.number)

    def companion(self, told: Named, text: str) -> None:
        """Blackboard's own text beside a submission begins: Name: Mia Smith (mia_smith)."""
        found = re.match(r"\ufeff?Name:[^\n]*\(([^()\n]+)\)\s*(?:\n|$)", text)
        if found and (told.words == found[1] or told.words.endswith(f"_{found[1]}")):
            self._usernames[told.words] = found[1]

    def student(self, told: Named) -> str:
        """The student that a file is of. `BadInput` where the download does not tell two people apart."""
        both = f"{told.words}_{told.number}"
        for words in (both, told.number, told.words):
            if words and words in self.students:
                return self.students[words]
        if self.platform == "blackboard":
            return self._username(told.words)
        if self.platform == "moodle":  # its number is of this assignment: in the next one the person has another
            numbers = sorted(self._words[told.words])
            if len(numbers) > 1:
                raise BadInput(
                    f"{len(numbers)} people are called {told.words} ({', '.join(numbers)}); say who is who with "
                    f'c.Downloads.students = {{"{told.words}_{numbers[0]}": "...", ...}}'
                )
            return told.words
        return both

    @property
    def prefix(self) -> str:
        """What stands before the user's name in all of Blackboard's names: the homework's column."""
        if self.column:
            return f"{self.column.strip('_')}_"
        told = [words.removesuffix(name) for words, name in self._usernames.items()]
        common = os.path.commonprefix(told or sorted(self._words))  # noqa: RUF071 (letters are what is meant)
        if told or len(self._words) > 1:
            return common[: common.rfind("_") + 1]
        (alone,) = self._words
        return alone[: alone.rfind("_") + 1]

    def _username(self, words: str) -> str:
        if words in self._usernames:
            return self._usernames[words]
        name = words.removeprefix(self.prefix)
        others = [each for each in self._words if each != words and self._said(each) == name]
        return words if others or not name else name  # never two of Blackboard's names in one student

    def _said(self, words: str) -> str:
        return self._usernames.get(words) or words.removeprefix(self.prefix)


def known(path: Path, platform: str) -> dict[str, str]:
    """What `roster.csv` says: the platform's words -> student. Empty where there is no such file.

    Canvas by its user id, Blackboard by the log-in, Moodle by a name that only one person of the roster has.
    """
    return roster.read(path).by({"canvas": "canvas_id", "blackboard": "sis_login", "moodle": "name"}[platform])


def kinds(names: Iterable[str]) -> str:
    """A few names of files, for a sentence."""
    shown = sorted(set(names))
    return ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")
