"""The page for reading by hand, served by Jupyter: `/autograder/read/<homework>`.

An extension of the Jupyter server, so that signing in, tokens, the hub, the check of the Host header and of requests
forged by other sites are Jupyter's own, and nothing of the kind is written here. `autograder read` starts a server for
it; JupyterLab has the page too where its configuration says

    c.ServerApp.jpserver_extensions = {"autograder.gradebook.reading_server": True}

Only an account that can read the course's folder has a course to show.
"""

from __future__ import annotations

import asyncio
import getpass
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jupyter_server.auth import IdentityProvider, PasswordIdentityProvider
from jupyter_server.auth.decorator import authorized
from jupyter_server.auth.identity import LegacyIdentityProvider
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join
from tornado import web
from traitlets import Unicode
from traitlets.config import Configurable

from autograder.core.model import BadInput, CourseFault
from autograder.core.sanitize import one_line
from autograder.course.course import Course, find_root
from autograder.gradebook.reading import Answer, Given, Meanwhile, Reading
from autograder.gradebook.reading_view import changed, page_of, said
from autograder.results.reading_page import reading_page

ADDRESS = "autograder/read"
_MODULE = "autograder.gradebook.reading_server"
_NAMELESS = (IdentityProvider, PasswordIdentityProvider, LegacyIdentityProvider)  # they know no visitor's name


class ReadingPages(Configurable):
    """The extension's settings."""

    course = Unicode("", help="The course's folder (default: that of the server's files).").tag(config=True)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": _MODULE}]


def _load_jupyter_server_extension(app: ServerApp) -> None:
    """Add the page to a server, if there is a course that its account can read."""
    chosen = ReadingPages(parent=app).course
    try:
        root = Path(chosen) if chosen else find_root(Path(app.root_dir))
    except BadInput as error:
        app.log.info("no answers to read by hand: %s", error)
        return
    address = url_path_join(app.base_url, ADDRESS, r"([A-Za-z0-9_]+)")
    app.web_app.add_handlers(".*$", [(address, ReadingHandler, {"root": root})])  # type: ignore[no-untyped-call]


def serve(root: Path, name: str, options: Iterable[str] = ()) -> None:
    """A Jupyter server with the page of one homework, until it is stopped. `options` are Jupyter's own."""
    as_root = ["--allow-root"] if os.getuid() == 0 else []  # where everybody is root there is nobody else to be
    ServerApp.launch_instance(
        [
            f"--ServerApp.jpserver_extensions={_MODULE}=True",
            f"--ServerApp.default_url=/{ADDRESS}/{name}",
            f"--ServerApp.root_dir={root}",
            f"--ReadingPages.course={root}",
            *as_root,
            *options,
        ]
    )


class ReadingHandler(JupyterHandler):
    """The page of one homework, and what is saved from it."""

    auth_resource = "autograder-reading"

    def initialize(self, root: Path) -> None:
        self._root = root

    @property
    def content_security_policy(self) -> str:
        """On top of the page's own: no other page may frame it."""
        return "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'"

    @web.authenticated
    @authorized
    async def get(self, name: str) -> None:
        """The page. With `?names=show` students are named; `from=N` begins with a later answer."""
        names, start = self.get_argument("names", "") == "show", self.get_argument("from", "0")
        at = int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 0
        try:
            page = await asyncio.to_thread(page_of, self._root, name, self._reader(), names, at)
        except (BadInput, CourseFault) as error:
            raise web.HTTPError(404, one_line(error, 700).replace("%", "%%")) from None
        self.set_header("Cache-Control", "no-store")
        self.finish(reading_page(page, self.xsrf_token.decode()))

    @web.authenticated
    @authorized
    def post(self, name: str) -> None:
        """Save what was given for one answer. 409 where it is not what the reader saw, 400 for what cannot be given."""
        try:
            given = _given(self.request.body)
            now = Reading(Course(self._root), name).give(given, self._reader())
        except Meanwhile as other:
            self.set_status(409)
            if other.rewritten:
                self._answer("Not saved: this was handed in and marked again since you opened the page; load it again.")
            else:
                self._answer(changed(other.now), other.now)
        except (BadInput, CourseFault) as error:
            self.set_status(400)
            self._answer(f"Not saved: {one_line(error, 700)}.")
        else:
            self._answer(said(now) or "Saved: no points, no comment.", now)

    def _answer(self, message: str, now: Answer | None = None) -> None:
        self.set_header("Content-Type", "application/json")
        told = {"message": message} if now is None else {"message": message, "seen": now.seen, "waits": now.waits}
        self.finish(json.dumps(told))

    def _reader(self) -> str:
        """Who reads: as the hub knows them; without one, the account that the server runs as."""
        if type(self.identity_provider) not in _NAMELESS:
            return one_line(self.current_user.username, 80)
        try:
            return getpass.getuser()
        except (OSError, KeyError):  # an account without a name
            return f"account {os.getuid()}"


def _given(body: bytes) -> Given:
    """What a page sent. `BadInput` for anything else."""
    try:
        sent: dict[str, Any] = json.loads(body)
        number = sent["points"]
        texts = [sent[key] for key in ("id", "cell", "comment", "seen")]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BadInput("the page sent something else than points and a comment; load it again") from None
    if not all(isinstance(text, str) for text in texts) or isinstance(number, bool):
        raise BadInput("the page sent something else than points and a comment; load it again")
    try:
        given = None if number is None else float(number)
    except (TypeError, ValueError, OverflowError):
        raise BadInput("points are a number") from None
    each, cell, comment, seen = texts
    return Given(each, cell, given, comment.replace("\r\n", "\n").strip(), seen)
