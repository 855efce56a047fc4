"""git, run so that nothing in a student's repository can make it do a thing.

Git never opens their repository. It opens an empty one of ours, which has their objects: fetched into it, or lent by a
folder of theirs. So their configuration, hooks, filters, attributes, submodules and replaced objects are not even read,
nothing is checked out, and whatever comes of it is bounded in size and time.
"""

from __future__ import annotations

import base64
import os
import resource
import signal
import stat
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Timer
from urllib.parse import urlsplit

from autograder.core.model import BadInput
from autograder.core.open_folder import size
from autograder.core.sanitize import one_line
from autograder.course.submission_file import MAX_BYTES

MAX_PACK = 4 * MAX_BYTES  # of what is fetched: a commit's files without those that are too large each
MAX_LISTED = 4_000_000  # bytes of the list of one folder's entries
_MAX_STORE = 100_000  # files of a folder of objects that is looked at
_SECONDS = 120
#: What a child may know of this machine: where programs and certificates are, and the way to the network.
_PASSED_ON = ("PATH", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR")
_CONFIG = """\
[core]
\trepositoryformatversion = 0
\tbare = true
\thooksPath = /dev/null
\tfsmonitor = false
\tsymlinks = false
\tattributesFile = /dev/null
\tlogAllRefUpdates = false
[protocol]
\tallow = never
[http]
\tfollowRedirects = false
[credential]
\thelper =
[fetch]
\trecurseSubmodules = no
\tunpackLimit = 1
[transfer]
\tbundleURI = false
[gc]
\tauto = 0
[maintenance]
\tauto = false
"""


@dataclass(frozen=True)
class Repository:
    """An empty repository of ours in a folder of its own, and the objects that it can read."""

    folder: Path
    objects: Path | None = None  # a folder of objects that it is lent

    def fetch(self, url: str, commit: str, token: str = "", user: str = "") -> None:
        """Fetch one commit, without its history and without files of more than `MAX_BYTES`. `BadInput` where it cannot.

        The token goes into the child's environment: it is in no argument, no file and no address.
        """
        parts = urlsplit(url)
        environment = {"GIT_ALLOW_PROTOCOL": parts.scheme}
        if token:
            secret = base64.b64encode(f"{user}:{token}".encode()).decode()
            environment |= {
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": f"http.{parts.scheme}://{parts.netloc}/.extraHeader",
                "GIT_CONFIG_VALUE_0": f"Authorization: Basic {secret}",
            }
        try:
            self._run(
                ["fetch", "--quiet", "--depth=1", f"--filter=blob:limit={MAX_BYTES}", "--no-tags", "--no-auto-gc",
                 "--no-write-fetch-head", "--no-recurse-submodules", "--", url, commit],
                1_000, environment,
            )  # fmt: skip
        finally:  # git noted there where it would get what is missing, later and unasked
            (self.folder / "config").write_text(_CONFIG, encoding="utf-8")

    def read(self, *arguments: str, most: int) -> bytes:
        """The output of a git command that only reads objects; `BadInput` where it fails or says more than `most`."""
        return self._run(list(arguments), most, {"GIT_ALLOW_PROTOCOL": ""})

    def _run(self, arguments: list[str], most: int, environment: Mapping[str, str]) -> bytes:
        command = ["git", f"--git-dir={self.folder}", *arguments]
        with TemporaryFile(
            dir=self.folder
        ) as complaints:  # not a pipe: a child that fills one would wait for its reader
            try:
                child = subprocess.Popen(
                    command,
                    cwd=self.folder,
                    env={**self._environment(), **environment},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=complaints,
                )
            except OSError as error:
                raise BadInput(f"git cannot be started: {error.strerror}; install it") from None
            with child:
                resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (MAX_PACK, MAX_PACK))
                resource.prlimit(child.pid, resource.RLIMIT_CORE, (0, 0))
                data, code = _answer(child, most)
            complaints.seek(0)
            said = complaints.read(4_000).decode("utf-8", "replace")
        if data is None:
            raise BadInput(f"git {arguments[0]} says more than {size(most)}")
        if code:
            why = one_line(said.strip().removeprefix("fatal: "), 200) or f"it was stopped after {_SECONDS} seconds"
            if code == -signal.SIGXFSZ:
                why = f"it has more than {size(MAX_PACK)} without its largest files"
            raise BadInput(f"git {arguments[0]} failed: {why}")
        return data

    def _environment(self) -> dict[str, str]:
        made = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        made |= {
            "HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder),
            "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "/bin/false",
            "GIT_SSH_COMMAND": "/bin/false",
            "GIT_PROTOCOL_FROM_USER": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_GRAFT_FILE": os.devnull,
        }
        if self.objects is not None:
            made["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = str(self.objects)
        return made


@contextmanager
def repository(objects: Path | None = None) -> Iterator[Repository]:
    """A repository for a moment. `objects` is the folder of another's objects; `BadInput` where it leads elsewhere."""
    if objects is not None:
        _refuse_foreign(objects)
    with TemporaryDirectory(prefix="autograder-collect-") as name:
        folder = Path(name)
        (folder / "objects").mkdir()
        (folder / "refs").mkdir()
        (folder / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
        (folder / "config").write_text(_CONFIG, encoding="utf-8")
        yield Repository(folder, objects)


def _answer(child: subprocess.Popen[bytes], most: int) -> tuple[bytes | None, int]:
    """What a child says and its exit code; None where that is more than `most`, and it is ended."""
    assert child.stdout is not None
    clock = Timer(_SECONDS, child.kill)
    clock.start()
    try:
        data = child.stdout.read(most + 1)
        if len(data) > most:
            child.kill()
            return None, child.wait()
        return data, child.wait()
    finally:
        clock.cancel()


def _refuse_foreign(objects: Path) -> None:
    """`BadInput` where a folder of objects leads out of itself: git would read what lies there as the student's."""
    for name in ("info/alternates", "info/http-alternates"):
        if (objects / name).exists():
            raise BadInput(
                f"{objects / name} names objects of another repository; they are not the student's to hand in"
            )
    left = _MAX_STORE
    todo = [objects]
    while todo:
        folder = todo.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    left -= 1
                    mode = entry.stat(follow_symlinks=False).st_mode
                    if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
                        raise BadInput(f"{entry.path} is a link or a device, and not a file of the repository's own")
                    if left < 0:
                        raise BadInput(f"{objects} has more than {_MAX_STORE:,} files; run git gc there")
                    if stat.S_ISDIR(mode):
                        todo.append(Path(entry.path))
        except OSError as error:
            raise BadInput(f"{folder} cannot be read: {error.strerror}") from None
