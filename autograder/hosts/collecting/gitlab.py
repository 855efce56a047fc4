"""Projects of a group on GitLab, gitlab.com's or a server of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from autograder.course.student_folder import Folder
from autograder.hosts.api import Api, checked_server, time_of, token_of
from autograder.hosts.collecting.git import repository
from autograder.hosts.collecting.pushes import Moment, Push, at
from autograder.hosts.collecting.source import Found, commit_of
from autograder.hosts.collecting.tree import TreeFolder

SERVER, TOKEN = "https://gitlab.com", "GITLAB_TOKEN"


class GitLab:
    """A group's projects, and its subgroups'. The token of `GITLAB_TOKEN` has `read_api` and `read_repository`."""

    column, server = "gitlab", SERVER

    def __init__(self, group: str, server: str = SERVER, branch: str = "") -> None:
        self._server = checked_server(server)
        self._group = group
        self._branch = branch
        self._token = token_of(TOKEN)
        self._api = Api(f"{self._server}/api/v4", {"PRIVATE-TOKEN": self._token} if self._token else {})

    def repositories(self) -> Iterator[Found]:
        for each in self._api.pages(f"groups/{quote(self._group, safe='')}/projects", include_subgroups="true"):
            path = str(each.get("path_with_namespace"))
            if type(each.get("id")) is int and not {"", ".", ".."} & set(path.split("/")):
                yield Found(str(each.get("path")), f"{self._server}/{path}", each)

    def at(self, found: Found, moment: datetime | None) -> Moment | None:
        branch = self._branch or str(found.about.get("default_branch") or "main")
        project = f"projects/{found.about['id']}"
        pushes = []
        for each in reversed(list(self._api.pages(f"{project}/events", action="pushed"))):
            data = each.get("push_data") or {}
            if data.get("ref") != branch or data.get("ref_type") != "branch":
                continue
            after = commit_of(data.get("commit_to"))
            if after or data.get("action") == "removed":  # of a push of many branches at once GitLab keeps no commit
                pushes.append(Push(time_of(each["created_at"]), commit_of(data.get("commit_from")), after))
        if not pushes:  # nobody pushed since it was made of a template
            there = self._api.get(f"{project}/repository/branches/{quote(branch, safe='')}")
            if there is None:
                return None
            pushes = [Push(time_of(found.about.get("created_at")), "", commit_of(there["commit"]["id"]))]
        return at(pushes, moment)

    @contextmanager
    def files(self, found: Found, commit: str) -> Iterator[Folder]:
        with repository() as ours:
            ours.fetch(f"{found.where}.git", commit, self._token, "oauth2")
            yield TreeFolder(Path(found.name), ours, commit)
