"""Can students read the course? Its hidden checks, results and submitted work lie in files like any other.

Asked of the machine's accounts: a course that others may enter is no fault where there are no others.
"""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.core.open_folder import uid_of

#: What nobody but staff may read, from the course's root.
PRIVATE = ("assignments", "results", "submitted", "autograded", "gradebook.db", "source", "solutions")
SETTING = "c.Autograder.open_course = True"
_EXCHANGES = (Path("/usr/local/share/nbgrader/exchange"), Path("/srv/nbgrader/exchange"))
_PEOPLE = range(1000, 60_000)  # uids that Linux gives to persons


@dataclass(frozen=True)
class Opening:
    """A way in: what can be read, by whom, and whether they are students of this course."""

    path: Path
    who: str
    students: bool

    def sentence(self, root: Path) -> str:
        """What is wrong, and what to do."""
        return (
            f"{self.who} can read {self.path}: hidden checks, marks and others' work lie there. Close the course with "
            f"chmod 700 {root}, or accept it with {SETTING} in nbgrader_config.py"
        )


def opening(root: Path, students: Iterable[str] = (), exchanges: Sequence[Path] = ()) -> Opening | None:
    """How others can read what is private in a course; None where nobody is found who could.

    `students` are names, of which those count that are accounts of this machine; where one of `exchanges` is there,
    students have accounts, whatever they are called.
    """
    private = [path for name in PRIVATE if (path := root / name).exists()]
    for student in (*students, *_names(root / "submitted")):
        uid = uid_of(student)
        if uid is not None and uid not in (0, os.geteuid()):
            account = pwd.getpwuid(uid)
            groups = os.getgrouplist(account.pw_name, account.pw_gid)
            found = _readable(private, uid, groups)
            if found is not None:
                return Opening(found, f"the student {student}", True)
    found = _readable(private, -1, ())
    if found is None:
        return None
    if any(path.is_dir() for path in (*exchanges, *_EXCHANGES)):
        return Opening(found, "every account of this machine", True)
    others = next(_others(), None)
    return None if others is None else Opening(found, f"every account of this machine, such as {others},", False)


def open_to_all(paths: Iterable[Path]) -> Path | None:
    """The first of some files and folders that every user can read or enter; None where there is none."""
    for path in paths:
        place = path.resolve()
        above = all(_may(folder, stat.S_IXOTH, -1, ()) for folder in place.parents)
        if above and any(_may(place, right, -1, ()) for right in (stat.S_IROTH, stat.S_IXOTH)):
            return path
    return None


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _others() -> Iterator[str]:
    """The accounts of other people on this machine, as far as it lists them."""
    for account in pwd.getpwall():
        no_login = account.pw_shell.endswith(("nologin", "false"))
        if account.pw_uid in _PEOPLE and account.pw_uid != os.geteuid() and not no_login:
            yield account.pw_name


def _readable(paths: Iterable[Path], uid: int, groups: Collection[int]) -> Path | None:
    """The first of the paths that an account can read."""
    for path in paths:
        place = path.resolve()
        above = all(_may(folder, stat.S_IXOTH, uid, groups) for folder in place.parents)
        if above and _may(place, stat.S_IROTH, uid, groups):
            return path
    return None


def _may(path: Path, right: int, uid: int, groups: Collection[int]) -> bool:
    try:
        status = path.stat()
    except OSError:
        return False
    shift = 6 if status.st_uid == uid else 3 if status.st_gid in groups else 0
    return bool(status.st_mode & (right << shift))
