"""Repositories of an organisation on GitHub, or on a GitHub Enterprise Server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from autograder.core.model import BadInput
from autograder.course.student_folder import Folder
from autograder.hosts.api import Api, checked_server, time_of, token_of
from autograder.hosts.collecting.git import repository
from autograder.hosts.collecting.pushes import Moment, Push, at
from autograder.hosts.collecting.source import Found, commit_of
from autograder.hosts.collecting.tree import TreeFolder

SERVER, TOKEN = "https://github.com", "GITHUB_TOKEN"
_NAME = re.compile(r"[\w.-]{1,100}", re.ASCII)


class GitHub:
    """An organisation's repositories. The token of `GITHUB_TOKEN` needs to read contents and metadata, no more."""

    column, server = "github", SERVER

    def __init__(self, organisation: str, server: str = SERVER, branch: str = "") -> None:
        if not _NAME.fullmatch(organisation):
            raise BadInput(f"{organisation!r} cannot be the name of an organisation")
        self._server = checked_server(server)
        self._organisation = organisation
        self._branch = branch
        self._token = token_of(TOKEN)
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        base = "https://api.github.com" if self._server == SERVER else f"{self._server}/api/v3"
        self._api = Api(base, headers)

    def repositories(self) -> Iterator[Found]:
        for each in self._api.pages(f"orgs/{self._organisation}/repos", type="all"):
            name = str(each.get("name"))
            if _NAME.fullmatch(name) and name not in (".", ".."):
                yield Found(name, f"{self._server}/{self._organisation}/{name}", each)

    def at(self, found: Found, moment: datetime | None) -> Moment | None:
        branch = self._branch or str(found.about.get("default_branch") or "main")
        repository = f"repos/{self._organisation}/{found.name}"
        told = list(self._api.pages(f"{repository}/activity", ref=f"refs/heads/{branch}"))
        pushes = [
            Push(time_of(each["timestamp"]), commit_of(each["before"]), commit_of(each["after"]))
            for each in reversed(told)
            if each.get("ref") == f"refs/heads/{branch}"
        ]
        if not pushes:  # nobody pushed since it was made of a template
            there = self._api.get(f"{repository}/branches/{quote(branch, safe='')}")
            if there is None or not found.about.get("pushed_at"):
                return None
            pushes = [Push(time_of(found.about["pushed_at"]), "", commit_of(there["commit"]["sha"]))]
            if moment is not None and pushes[0].time > moment:
                raise BadInput(f"{found.where} was pushed to after it was due, and GitHub does not tell what was there")
        return at(pushes, moment)

    @contextmanager
    def files(self, found: Found, commit: str) -> Iterator[Folder]:
        with repository() as ours:
            ours.fetch(f"{self._server}/{self._organisation}/{found.name}.git", commit, self._token, "x-access-token")
            yield TreeFolder(Path(found.name), ours, commit)
