"""Answers of a server's API: JSON of bounded size, from the one server that was named; no other gets the token."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from threading import Event
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from autograder.core.model import BadInput
from autograder.core.sanitize import one_line

_MAX = 20_000_000  # bytes of one answer
_MAX_PAGES = 200
_SECONDS = 30
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def origin(url: str) -> tuple[str, str]:
    """Scheme and host of an address, which together are where a token may go."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def checked_server(url: str) -> str:
    """The address of a server, without a slash at its end. `BadInput` unless nobody on the way can read along."""
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise BadInput("the address of a server holds no user and no token; tokens come from the environment alone")
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK)):
        raise BadInput(f"{one_line(url, 100)} is not the https:// address of a server")
    return url.rstrip("/")


def token_of(variable: str) -> str:
    """A token from the environment, of which no message ever says more than the variable's name."""
    token = os.environ.get(variable, "").strip()
    if not re.fullmatch(r"[\x21-\x7e]*", token):
        raise BadInput(f"{variable} holds characters that no token has")
    return token


@dataclass
class Api:
    """One server's API below `base`. `headers` go along with each request, and have the token where there is one."""

    base: str
    headers: Mapping[str, str] = field(repr=False)
    _exhausted: Event = field(default_factory=Event)
    _why: str = ""

    def get(self, path: str, **query: str | int) -> Any:
        """What one address answers; `BadInput` where it refuses, None where there is nothing."""
        return self._page(self._address(path, query))[0]

    def post(self, path: str, fields: Sequence[tuple[str, str]]) -> Any:
        """What an address answers to a form that is sent there; `BadInput` where it refuses or is not there."""
        answer, _ = self._page(self._address(path, {}), urlencode(fields).encode())
        if answer is None:
            raise BadInput(f"{self.base}/{path}: there is no such thing, or the token may not see it")
        return answer

    def pages(self, path: str, **query: str | int) -> Iterator[Any]:
        """The items of a list that comes in pages."""
        address: str | None = self._address(path, query | {"per_page": 100})
        for _ in range(_MAX_PAGES):
            if address is None:
                return
            items, address = self._page(address)
            if not isinstance(items, list):
                raise BadInput(f"{self.base}/{path}: there is no such thing, or the token may not see it")
            yield from items
        raise BadInput(f"{self.base}/{path} has more than {_MAX_PAGES} pages")

    def _address(self, path: str, query: Mapping[str, str | int]) -> str:
        return f"{self.base}/{path}" + (f"?{urlencode(query)}" if query else "")

    def _page(self, address: str, form: bytes | None = None) -> tuple[Any, str | None]:
        if self._exhausted.is_set():
            raise BadInput(self._why)
        where = urlsplit(address)._replace(query="").geturl()
        try:
            with build_opener(_SameOrigin).open(Request(address, form, dict(self.headers)), timeout=_SECONDS) as answer:
                data = answer.read(_MAX + 1)
                further = self._next(address, answer.headers)
        except HTTPError as error:
            if error.code == 404:
                return None, None
            raise BadInput(self._refusal(where, error)) from None
        except (URLError, OSError) as error:
            raise BadInput(f"{where} cannot be reached: {one_line(getattr(error, 'reason', error), 100)}") from None
        if len(data) > _MAX:
            raise BadInput(f"{where} answers with more than {_MAX / 1e6:.0f} MB")
        try:
            return json.loads(data), further
        except (ValueError, RecursionError):
            raise BadInput(f"{where} does not answer with JSON; is it the address of the server?") from None

    def _next(self, address: str, headers: Message) -> str | None:
        found = re.search(r'<([^<>]+)>;\s*rel="?next"?', headers.get("Link", ""))
        if not found:
            return None
        further: str = urljoin(address, found[1])
        if origin(further) != origin(self.base):
            raise BadInput(f"{self.base} sends us to another server for the next page; nothing was asked there")
        return further

    def _refusal(self, where: str, error: HTTPError) -> str:
        left = error.headers.get("X-RateLimit-Remaining") or error.headers.get("X-Rate-Limit-Remaining") or "1"
        if error.code == 429 or (error.code == 403 and left.startswith(("0", "-"))):
            reset = error.headers.get("X-RateLimit-Reset") or error.headers.get("RateLimit-Reset") or ""
            when = (
                f" until {datetime.fromtimestamp(int(reset), UTC):%H:%M} UTC"
                if re.fullmatch(r"\d{1,11}", reset)
                else ""
            )
            self._why = f"{self.base} answers no more requests{when}; run the same command then, it goes on from here"
            self._exhausted.set()
            return self._why
        if error.code in (401, 403):
            return f"{where} refuses ({error.code}): the token is missing, has expired, or may not read this"
        return f"{where} answers {error.code}"


class _SameOrigin(HTTPRedirectHandler):
    """Follows a server within itself only: urllib would send the token along to another."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        if origin(newurl) != origin(req.full_url):
            raise BadInput(f"{req.host} sends us on to another server; nothing was asked there")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def time_of(text: object) -> datetime:
    """A time of an API's, in UTC without a zone. `BadInput` for what is not one."""
    try:
        found = datetime.fromisoformat(str(text))
        return (found.astimezone(UTC) if found.tzinfo else found).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise BadInput(f"the server gives {one_line(text, 40)!r} as a time") from None
