"""How much the walls hold, measured from outside: the judge lays out bait and looks what was taken.

The canary's report is believed where it admits a leak. Where it says "denied", the judge still looks for the effect
itself: the secret in the report, the connection to its socket, the file that appeared or has another time.
"""

import contextlib
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self

from .canary import FOLDERS, WALLS

PREFIX = "bait-"  # of the folder's name; the judge's pid follows
LEVELS = ("none", "modes", "partial", "strict")  #: from the weakest

#: Leaks that tell that something exists, never what is in it.
NAMES = frozenset({"stat_file", "list_root_or_home"})
#: Leaks of what the machine lets every user read.
EVERYONES = frozenset({"read_file", "read_command_lines"})
#: Leaks through which the judge's data or the network are within reach.
REACH = frozenset(
    {"read_closed_file", "read_proc_judge", "write_file", "ptrace", "process_vm_readv", "inherited_fds"}
    | {"tcp", "udp", "unix_abstract", "io_uring"}
)


@dataclass(frozen=True)
class Isolation:
    """What was measured.

    strict: nothing leaks but, at most, the names and sizes of files (listed in `leaks` all the same).
    partial: a student reaches neither the judge's files and memory nor the network, but something else.
    modes: as partial, but a student reads what every user of the machine may: files whose modes allow it, and command
    lines. What is to stay secret has to be closed by its mode, so that only the judge's user may read it.
    none: anything worse.

    `holds` are the probes that were stopped; `leaks` says of each other one what could be done.
    """

    level: Literal["strict", "partial", "modes", "none"]
    holds: tuple[str, ...]
    leaks: dict[str, str]


class Bait:
    """What a student must not reach, laid out so that nothing but our own walls keeps it from them.

    A context manager: a file with a secret, readable by everyone; others that only the judge's user may read, by the
    file's own mode or its folder's; a file that everyone may write, and a folder in which everyone may write; TCP, UDP
    and abstract unix sockets that listen.
    """

    def __init__(self, memory: int, fds: Sequence[int] = (0, 1, 2)) -> None:
        """`memory` is the worker's limit in bytes, `fds` are the files it may have open."""
        self._memory, self._fds = memory, tuple(fds)
        self._token, self._closed_token = secrets.token_hex(16), secrets.token_hex(16)
        self._unix_name = f"bait-{secrets.token_hex(8)}"
        self._name = f"canary-{secrets.token_hex(8)}"

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            _sweep()
            self._folder = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")
            stack.callback(shutil.rmtree, self._folder, ignore_errors=True)
            os.chmod(self._folder, 0o755)
            self._file, self._open_folder = f"{self._folder}/secret", f"{self._folder}/open"
            with open(self._file, "w") as file:
                file.write(self._token)
            os.chmod(self._file, 0o644)
            self._closed, self._inside = f"{self._folder}/closed", f"{self._folder}/closed folder/secret"
            os.mkdir(os.path.dirname(self._inside), 0o700)
            for path, mode in ((self._closed, 0o600), (self._inside, 0o644)):
                with open(path, "w") as file:
                    os.fchmod(file.fileno(), mode)
                    file.write(self._closed_token)
            self._open_file = f"{self._folder}/everyones"
            os.close(os.open(self._open_file, os.O_CREAT | os.O_EXCL, 0o600))
            os.utime(self._open_file, (0, 0))
            os.chmod(self._open_file, 0o666)
            os.mkdir(self._open_folder)
            os.chmod(self._open_folder, 0o777)
            self._sockets = {
                name: stack.enter_context(_listen(family, kind, address))
                for name, family, kind, address in (
                    ("tcp", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
                    ("udp", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
                    ("unix_abstract", socket.AF_UNIX, socket.SOCK_STREAM, f"\0{self._unix_name}"),
                )
            }
            self._close = stack.pop_all().close
        return self

    def __exit__(self, *_: object) -> None:
        self._close()
        for folder in FOLDERS:  # where a worker may make a file, its filter may forbid to remove it
            with contextlib.suppress(OSError):
                os.unlink(f"{folder}/{self._name}")

    def message(self) -> dict[str, str | int | list[int]]:
        """What the canary is told: where everything lies, never the secret."""
        return {
            "file": self._file,
            "closed": self._closed,
            "inside": self._inside,
            "everyones": self._open_file,
            "dir": self._open_folder,
            "name": self._name,
            "pid": os.getpid(),
            "tcp": self._sockets["tcp"].getsockname()[1],
            "udp": self._sockets["udp"].getsockname()[1],
            "unix": self._unix_name,
            "memory": self._memory,
            "fds": list(self._fds),
        }

    def taken(self, report: Mapping[str, object]) -> dict[str, str]:
        """What the judge itself finds touched, by the probe that must have done it."""
        found = {name: "the judge's socket was reached" for name in self._sockets if self._was_reached(name)}
        if self._token in repr(report):
            found["read_file"] = "the judge's secret is in the report"
        if self._closed_token in repr(report):
            found["read_closed_file"] = "a secret that is the judge's alone is in the report"
        if os.listdir(self._open_folder):
            found["write_file"] = "a file appeared in the judge's folder"
        if os.stat(self._open_file).st_mtime:
            found["file_times"] = "the judge's file has another time"
        with contextlib.suppress(OSError):  # a file system without attributes
            if any(name.startswith("user.") for name in os.listxattr(self._open_file)):
                found["file_attributes"] = "the judge's file has an attribute"
        return found

    def _was_reached(self, name: str) -> bool:
        try:
            if name == "udp":
                self._sockets[name].recv(1)
            else:
                self._sockets[name].accept()[0].close()
        except BlockingIOError:
            return False
        return True


def measure(report: Mapping[str, object], bait: Bait) -> Isolation:
    """Judge a canary's report; what is missing in it, or not a plain denial, counts as a leak."""
    leaks = {}
    for name in WALLS:
        said = report.get(name, "not reported")
        if not (isinstance(said, str) and said.startswith("denied: ")):
            leaks[name] = str(said)
    leaks |= bait.taken(report)
    holds = tuple(name for name in WALLS if name not in leaks)
    if leaks.keys() & REACH:
        return Isolation("none", holds, leaks)
    if leaks.keys() & EVERYONES:
        return Isolation("modes", holds, leaks)
    return Isolation("partial" if leaks.keys() - NAMES else "strict", holds, leaks)


_REMEDIES = {
    "namespaces": "that users may make them (sysctl kernel.apparmor_restrict_unprivileged_userns=0, or a container "
    "that allows unshare), or grading as root",
    "landlock": "Linux 5.13 or newer with landlock among lsm= of its command line",
    "seccomp": "x86_64 or aarch64, and a container that allows seccomp",
}


def too_little(isolation: Isolation, missing: Mapping[str, str], minimum: str) -> str:
    """Empty where `isolation` is at least `minimum`; else what a submission could do, and what would stop it.

    `missing` says of each layer that is not there why it is not.
    """
    if LEVELS.index(isolation.level) >= LEVELS.index(minimum):
        return ""
    leaks = ", ".join(f"{name} ({what})" for name, what in list(isolation.leaks.items())[:4])
    reasons = "; ".join(f"{layer}: {reason}" for layer, reason in missing.items())
    needed = "; ".join(f"{layer} needs {_REMEDIES[layer]}" for layer in missing if layer in _REMEDIES)
    return (
        f"isolation is {isolation.level}, and {minimum} is asked for: a submission could do {leaks}. "
        f"Missing here: {reasons or 'nothing that is known'}. {needed + '. ' if needed else ''}"
        f"Or accept less by --isolation {isolation.level}"
    )


def _sweep() -> None:
    """Remove the bait of judges that were killed while they measured."""
    for name in os.listdir(tempfile.gettempdir()):
        path = os.path.join(tempfile.gettempdir(), name)
        pid = name.removeprefix(PREFIX).partition("-")[0]
        with contextlib.suppress(OSError):  # another's, or gone meanwhile
            mine = name.startswith(PREFIX) and pid.isdigit() and os.lstat(path).st_uid == os.geteuid()
            if mine and not os.path.isdir(f"/proc/{pid}"):
                shutil.rmtree(path)


def _listen(family: int, kind: int, address: object) -> socket.socket:
    end = socket.socket(family, kind)
    end.setblocking(False)
    end.bind(address)  # type: ignore[arg-type]  # typeshed's address type is private
    if kind == socket.SOCK_STREAM:
        end.listen()
    return end
