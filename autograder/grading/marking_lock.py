"""One marker at a time: who marks which homework into a folder of results, and since when.

The lock is the kernel's, on a file that says who holds it, so that it ends with the process however that ends. A
judge forked from the process does not have it.
"""

from __future__ import annotations

import fcntl
import getpass
import json
import os
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from autograder.core.model import BadInput
from autograder.core.sanitize import one_line

_PATIENCE = 1.0  # seconds: a run that was just killed is a moment in ending
_MAX = 1_000


@contextmanager
def marking(results: Path, assignments: Sequence[str]) -> Iterator[None]:
    """While these homeworks are marked into `results`. `BadInput` where another process marks one of them."""
    new = not os.path.exists(results)  # never raises, unlike Path's
    try:
        with ExitStack() as held:
            for name in sorted(set(assignments)):
                held.enter_context(_locked(results / f".{name}.lock", name))
            yield
    finally:
        if new:
            with suppress(OSError):  # results came into it
                results.rmdir()


@contextmanager
def _locked(path: Path, name: str) -> Iterator[None]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = _acquired(path, name)
    except OSError:  # no result can be written there either, which the run says
        yield
        return
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _acquired(path: Path, name: str) -> int:
    """The descriptor of the lock's file, held, with our name in it."""
    ends = time.monotonic() + _PATIENCE
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(descriptor).st_ino == os.stat(path).st_ino:  # else whoever held it has just removed it
                os.truncate(descriptor, 0)
                os.write(descriptor, json.dumps(_ours()).encode())
                return descriptor
        except FileNotFoundError:
            pass
        except OSError as error:
            if not isinstance(error, (BlockingIOError, PermissionError)):
                os.close(descriptor)
                raise
            if time.monotonic() > ends:
                said = _told(os.pread(descriptor, _MAX, 0))
                os.close(descriptor)
                raise BadInput(
                    f"{name} is being marked into {path.parent} {said}: wait for it, or mark into another folder "
                    "with --out"
                ) from None
        os.close(descriptor)
        time.sleep(0.05)


def _ours() -> dict[str, str]:
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        user = f"account {os.getuid()}"
    since = time.strftime("%Y-%m-%d %H:%M:%S %z")
    return {"user": user, "host": socket.gethostname(), "process": str(os.getpid()), "since": since}


def _told(data: bytes) -> str:
    """Who holds the lock, in words."""
    try:
        said = json.loads(data)
        user, host, process, since = (one_line(said[key], 60) for key in ("user", "host", "process", "since"))
    except (ValueError, KeyError, TypeError):
        return "by another process"
    return f"by {user}, since {since}, as process {process} on {host}"
