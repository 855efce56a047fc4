"""What every place that has students' repositories is asked, whichever it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from autograder.core.model import BadInput
from autograder.course.student_folder import Folder
from autograder.hosts.collecting.pushes import Moment

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
NOTHING = {"0" * 40, "0" * 64, ""}


@dataclass(frozen=True)
class Found:
    """A repository. `name` is the last part of its path, `where` what people call it, `about` is its source's own."""

    name: str
    where: str
    about: Any = None


class Source(Protocol):
    """A place that has repositories."""

    @property
    def column(self) -> str:
        """The roster's column that has its accounts; "" where names are students' own."""

    def repositories(self) -> Iterable[Found]:
        """All that are there. `BadInput` where they cannot be listed."""

    def at(self, found: Found, moment: datetime | None) -> Moment | None:
        """What was there then; None where nothing was. `BadInput` where that cannot be told."""

    def files(self, found: Found, commit: str) -> AbstractContextManager[Folder]:
        """A commit's files. `BadInput` where they cannot be had."""


def commit_of(text: object) -> str:
    """A commit's name as a server gives it; "" for none. `BadInput` for what is not one: git never gets to see it."""
    name = str(text or "")
    if name in NOTHING:
        return ""
    if not _COMMIT.fullmatch(name):
        raise BadInput("the server gives something as a commit that is not one")
    return name


def login_in(name: str, pattern: str, assignment: str) -> str:
    """The account that a repository's name holds by a pattern such as `{assignment}-{login}`; "" where it does not fit.

    Forges allow no `_` in some names, and no case is told apart: `HW4-Loss-Ada` is `hw4_loss-ada`.
    """
    before, _, after = pattern.replace("{assignment}", assignment).partition("{login}")
    plain = _plain(name)
    fits = plain.startswith(_plain(before)) and plain.endswith(_plain(after)) and len(name) > len(before) + len(after)
    return name[len(before) : len(name) - len(after)] if fits else ""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("_", "-").lower()
