"""Repositories in a folder: bare ones of a server of one's own, clones that somebody made, or just files.

Their names, refs and reflogs are read here and not by git. A bare repository's reflog has the server's times
(`git config core.logAllRefUpdates true`), and so has the file of a branch.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from autograder.core.model import BadInput
from autograder.core.open_folder import OpenFolder, opened
from autograder.course.student_folder import Folder
from autograder.hosts.collecting.git import Repository, repository
from autograder.hosts.collecting.pushes import Moment, Push, at
from autograder.hosts.collecting.source import Found, commit_of
from autograder.hosts.collecting.tree import TreeFolder

_MAX = 10_000_000  # bytes of a reflog, and of packed refs
_BRANCH = re.compile(r"(?!\.|-)[\w./+@-]{1,200}")
_LINE = re.compile(r"([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [^<>\n]*<[^<>\n]*> (\d{1,11}) [+-]\d{4}(?:\t.*)?")
_AFTER = "after it was due, and nothing here tells what was there before"


class OnDisk:
    """The repositories in a folder. `by_commit_date` believes the dates in commits where there is nothing better."""

    column = ""

    def __init__(self, folder: Path, branch: str = "", by_commit_date: bool = False) -> None:
        if not folder.is_dir():
            raise BadInput(f"{folder}: there is no such folder")
        self._root = folder
        self._branch = branch
        self._by_commit_date = by_commit_date

    def repositories(self) -> Iterator[Found]:
        for path in sorted(self._root.iterdir()):
            if not path.name.startswith(".") and (path.is_dir() or path.is_symlink()):
                yield Found(path.name.removesuffix(".git"), str(path), path.name)

    def at(self, found: Found, moment: datetime | None) -> Moment | None:
        with opened(self._root, found.about) as folder:
            git = _git_folder(folder)
            if git is None:
                return Moment("", None, "not a repository: when it came in is not known")
            branch = self._branch or _head(git)
            if not _BRANCH.fullmatch(branch) or ".." in branch or "//" in branch:
                raise BadInput(f"{found.where}: {branch!a} cannot be the name of a branch")
            pushes = _reflog(git, branch)
            there, changed, packed = _branch_of(git, branch)
            bare = git is folder
        if pushes:
            if bare or moment is None or pushes[0].before or pushes[0].time <= moment:
                return at(pushes, moment)
            why = f"{found.where} was cloned at {pushes[0].time:%Y-%m-%d %H:%M} UTC, {_AFTER}"
        elif not there:
            return None
        elif moment is None or changed <= moment:
            return Moment(there, None if packed else changed)
        else:
            why = f"{found.where} was changed at {changed:%Y-%m-%d %H:%M} UTC, {_AFTER}"
        if not self._by_commit_date or not there or moment is None:
            raise BadInput(
                f"{why}; for the next time, on the server: git config core.logAllRefUpdates true, and gc.reflogExpire "
                "never (or now: --by-commit-date)"
            )
        return self._dated(found, there, moment)

    def _dated(self, found: Found, tip: str, moment: datetime) -> Moment | None:
        """The newest commit that says of itself that it is from before."""
        with self._repository(found) as ours:
            until = f"--before={moment.replace(tzinfo=UTC).timestamp():.0f}"
            told = (
                ours.read("log", "-1", "--first-parent", "--format=%H %ct", until, tip, "--", most=1_000)
                .decode()
                .split()
            )
        if not told:
            return None
        time = datetime.fromtimestamp(int(told[1]), UTC).replace(tzinfo=None)
        return Moment(told[0], time, "by the date in the commit, which its author writes")

    @contextmanager
    def files(self, found: Found, commit: str) -> Iterator[Folder]:
        if not commit:
            with opened(self._root, found.about) as folder:
                yield folder
            return
        with self._repository(found) as ours:
            yield TreeFolder(Path(found.where), ours, commit)

    @contextmanager
    def _repository(self, found: Found) -> Iterator[Repository]:
        with opened(self._root, found.about) as folder:
            git = _git_folder(folder)
            if git is None:
                raise BadInput(f"{found.where} is not a repository")
            git.inside("objects")  # refuses a link
            with repository(git.path / "objects") as ours:
                yield ours


def _git_folder(folder: OpenFolder) -> OpenFolder | None:
    """The folder that git keeps its things in: of a bare repository the folder itself; None of what is not one."""
    if all(folder.status(name) is not None for name in ("HEAD", "objects", "refs")):
        return folder
    inner = folder.status(".git")
    if inner is None:
        return None
    if not stat.S_ISDIR(inner.st_mode):
        raise BadInput(f"{folder.path}/.git leads to a repository elsewhere; only one that lies there itself is read")
    return folder.inside(".git")


def _head(git: OpenFolder) -> str:
    text = git.read("HEAD", 1_000).decode("utf-8", "replace").strip()
    return text.removeprefix("ref: refs/heads/") if text.startswith("ref: refs/heads/") else "main"


def _branch_of(git: OpenFolder, branch: str) -> tuple[str, datetime, bool]:
    """The commit of a branch, "" where there is none, when that was written, and whether together with others."""
    data, status = _file(git, ["refs", "heads", *branch.split("/")])
    if status is not None:
        return commit_of(data.decode("ascii", "replace").strip()), _changed(status.st_mtime), False
    status = git.status("packed-refs")
    if status is not None:
        text = git.read("packed-refs", _MAX).decode("utf-8", "replace")
        found = re.search(rf"^([0-9a-f]{{40,64}}) refs/heads/{re.escape(branch)}$", text, re.MULTILINE)
        if found:
            return commit_of(found[1]), _changed(status.st_mtime), True
    return "", datetime.min, False


def _reflog(git: OpenFolder, branch: str) -> list[Push]:
    data, _ = _file(git, ["logs", "refs", "heads", *branch.split("/")])
    found = map(_LINE.fullmatch, data.decode("utf-8", "replace").split("\n"))
    return [Push(_changed(int(line[3])), commit_of(line[1]), commit_of(line[2])) for line in found if line]


def _file(git: OpenFolder, parts: list[str]) -> tuple[bytes, os.stat_result | None]:
    """The content and status of a file some folders down; nothing where it is not there."""
    folder = git
    *above, name = parts
    for part in above:
        if folder.status(part) is None:
            return b"", None
        folder = folder.inside(part)
    status = folder.status(name)
    return (b"", None) if status is None else (folder.read(name, _MAX), status)


def _changed(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
