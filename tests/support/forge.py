"""Repositories as students leave them, and small stand-ins of the servers that have them."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Files = Mapping[str, str | bytes | tuple[str, str]]  # path -> content, or (mode, what the entry holds)
NOBODY = "0" * 40


def seconds(time: str) -> int:
    return int(datetime.fromisoformat(time).replace(tzinfo=UTC).timestamp())


def bare(path: Path, states: Sequence[Files], dates: Sequence[str] = (), parents: bool = True) -> list[str]:
    """A bare repository whose branch main had these states, one commit each; their names.

    Without `parents` each state is a history of its own, as a push by force leaves it.
    """
    path.mkdir(parents=True)
    for name in ("objects", "refs/heads", "hooks"):
        (path / name).mkdir(parents=True)
    (path / "HEAD").write_text("ref: refs/heads/main\n")
    (path / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = true\n")
    stream = b""
    for number, files in enumerate(states, 1):
        date = seconds(dates[number - 1]) if dates else 1_700_000_000 + number
        stream += b"commit refs/heads/main\nmark :%d\n" % number
        stream += b"committer S <s@example.org> %d +0000\ndata 1\nx\n" % date
        if number > 1 and parents:
            stream += b"from :%d\n" % (number - 1)
        elif number > 1:
            stream = stream.replace(
                b"commit refs/heads/main\nmark :%d\n" % number,
                b"reset refs/heads/main\n\ncommit refs/heads/main\nmark :%d\n" % number,
            )
        stream += b"deleteall\n"
        for name, content in files.items():
            mode, held = content if isinstance(content, tuple) else ("100644", content)
            if mode == "160000":
                stream += f"M 160000 {held!s} {name}\n".encode()
                continue
            data = held.encode() if isinstance(held, str) else held
            stream += f"M {mode} inline {name}\ndata {len(data)}\n".encode() + data + b"\n"
        stream += b"\n"
    subprocess.run(
        ["git", f"--git-dir={path}", "-c", "core.compression=1", "-c", "core.bigFileThreshold=1m", "fast-import", "--quiet", "--force", "--export-marks=marks"],
        input=stream, check=True, cwd=path, env={"PATH": os.environ["PATH"], "HOME": str(path)},
    )  # fmt: skip
    marks = dict(line.split() for line in (path / "marks").read_text().splitlines())
    return [marks[f":{number}"] for number in range(1, len(states) + 1)]


def reflog(path: Path, pushes: Sequence[tuple[str, str]]) -> None:
    """What a server notes: (time, commit) of each push to main, in order."""
    before, lines = NOBODY, ""
    for time, commit in pushes:
        lines += f"{before} {commit} Git Server <git@example.org> {seconds(time)} +0000\tpush\n"
        before = commit
    (path / "logs/refs/heads").mkdir(parents=True)
    (path / "logs/refs/heads/main").write_text(lines)


@dataclass
class Forge:
    """A server's API and its repositories, over HTTP on this machine. `heard` are the requests it got: (path, headers)."""

    root: Path
    token: str = ""
    answers: dict[str, Any] = field(default_factory=dict)  # path without its query -> JSON, or (status, headers)
    pages: int = 100
    heard: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    posted: list[tuple[str, str]] = field(default_factory=list)  # forms that were sent: (path, form)

    def __enter__(self) -> Forge:
        forge = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                forge._answer(self)

            def do_POST(self) -> None:
                forge._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        self.heard.append((request.path, dict(request.headers)))
        with suppress(BrokenPipeError, ConnectionResetError):
            parts = urlsplit(request.path)
            if ".git/" in parts.path:
                self._git(request, parts.path, parts.query)
            else:
                if request.command == "POST":
                    sent = request.rfile.read(int(request.headers["Content-Length"])).decode()
                    self.posted.append((parts.path, sent))
                self._json(request, parts.path, parse_qs(parts.query))

    def _json(self, request: BaseHTTPRequestHandler, path: str, query: Mapping[str, list[str]]) -> None:
        found = self.answers.get(path, (404, {}))
        if isinstance(found, tuple):
            request.send_response(found[0])
            for name, value in found[1].items():
                request.send_header(name, value)
            request.end_headers()
            return
        request.send_response(200)
        if isinstance(found, list):
            page = int(query.get("page", ["1"])[0])
            if len(found) > page * self.pages:
                request.send_header("Link", f'<{self.url}{path}?page={page + 1}>; rel="next"')
            found = found[(page - 1) * self.pages : page * self.pages]
        request.end_headers()
        request.wfile.write(json.dumps(found).encode())

    def _git(self, request: BaseHTTPRequestHandler, path: str, query: str) -> None:
        size = int(request.headers.get("Content-Length", 0))
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": request.command,
            "CONTENT_TYPE": request.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding", ""),
            "HTTP_GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
            "GIT_CONFIG_COUNT": "2",
            "GIT_CONFIG_KEY_0": "uploadpack.allowFilter",
            "GIT_CONFIG_VALUE_0": "true",
            "GIT_CONFIG_KEY_1": "uploadpack.allowAnySHA1InWant",
            "GIT_CONFIG_VALUE_1": "true",
        }
        done = subprocess.run(
            ["git", "http-backend"], input=request.rfile.read(size), env=environment, capture_output=True
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        lines = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        request.send_response(int(lines.pop("Status", "200").split()[0]))
        for name, value in lines.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)
