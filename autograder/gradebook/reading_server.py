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
from collections.abc import Iterable, Sequence
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
from autograder.core.numbers import points
from autograder.core.sanitize import one_line
from autograder.course.course import Course, find_root
from autograder.course.scheme import mark_scheme, schemes
from autograder.gradebook.reading import Answer, Given, Meanwhile, Reading
from autograder.results.pages import WrittenAnswer
from autograder.results.reading_page import ReadingPage, ShownAnswer, ShownQuestion, reading_page

ADDRESS = "autograder/read"
_MOST, _ON_A_PAGE = 300, 60_000_000  # answers on one page, and characters of their pictures: what a browser bears
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
            page = await asyncio.to_thread(_page, self._root, name, self._reader(), names, at)
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
                self._answer(_changed(other.now), other.now)
        except (BadInput, CourseFault) as error:
            self.set_status(400)
            self._answer(f"Not saved: {one_line(error, 700)}.")
        else:
            self._answer(_said(now) or "Saved: no points, no comment.", now)

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


def _page(root: Path, name: str, reader: str, names: bool, start: int) -> ReadingPage:
    """The page with the answers from number `start` on, as many as a browser bears."""
    reading = Reading(Course(root), name)
    found, empty, problems = reading.answers()
    known = schemes(reading.course.lesson(name))
    answers = [each for cell in known for each in found if each.cell == cell]
    end = _end(answers, start)
    questions = []
    for cell, scheme in known.items():
        those = [(at, each) for at, each in enumerate(answers[:end], 1) if each.cell == cell and at > start]
        if those:
            shown = [_shown(each, each.student if names else f"Answer {at}") for at, each in those]
            first = those[0][1]
            questions.append(
                ShownQuestion(cell, first.written.title, first.max_score, scheme.task, scheme.solution, shown)
            )
    notes = problems if names else []
    if empty:
        notes = [f"Nothing was written: {empty} of the answers are as they were handed out.", *notes]
    if problems and not names:
        notes.append(f"{len(problems)} works cannot be shown; show names to see whose and why.")
    scheme_text = mark_scheme(reading.course.folder(name))
    return ReadingPage(
        name, reader, names, scheme_text, questions, notes, _link(not names, start),
        _link(names, _start_before(answers, start)) if start else "", _link(names, end) if end < len(answers) else "",
    )  # fmt: skip


def _link(names: bool, start: int) -> str:
    return f"?names={'show' if names else 'hide'}&from={start}"


def _end(answers: Sequence[Answer], start: int) -> int:
    """Where the page ends that begins at an answer: at least one is on it."""
    left = _ON_A_PAGE
    for at in range(start, len(answers)):
        pictures = [kinds for text in answers[at].written.texts for kinds in text.pictures.values()]
        left -= sum(len(data) for kinds in pictures for data in kinds.values())
        if at > start and (left < 0 or at - start == _MOST):
            return at
    return len(answers)


def _start_before(answers: Sequence[Answer], start: int) -> int:
    """Where the page begins that ends before an answer, if one turns pages from the first."""
    at = 0
    while (end := _end(answers, at)) < start:
        at = end
    return at


def _shown(each: Answer, who: str) -> ShownAnswer:
    answer = WrittenAnswer(each.written.texts, each.comment, each.note, score=each.points, max_score=each.max_score)
    return ShownAnswer(each.id, each.seen, who, answer, each.waits, _said(each))


def _said(now: Answer) -> str:
    """What an answer has, and who gave it when, in a sentence; "" where it has nothing."""
    if now.points is None and not now.comment:
        return ""
    what = "Commented on, without points" if now.points is None else f"{points(now.points)} points"
    if now.saved is None:
        return f"{what}, given in the formgrader or elsewhere."
    return f"{what}, by {one_line(now.saved.reader, 80)}, {now.saved.time.replace('T', ' ').rstrip('Z')} UTC."


def _changed(now: Answer) -> str:
    """To the second of two readers: what is there now."""
    there = _said(now) or "What was given was taken back."
    comment = f" Comment: {one_line(now.comment)}" if now.comment else ""
    return f"Not saved, because this changed since you opened the page: {there}{comment} Save again to replace it."


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
