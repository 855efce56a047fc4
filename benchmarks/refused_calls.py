"""Which system calls a piece of work makes that the filter beside a GPU's driver does not know.

A child installs the filter so that each such call waits for us. We write it down and answer as the filter would, or,
to see what the work would do next, let it through.
"""

from __future__ import annotations

import array
import fcntl
import os
import re
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from select import POLLIN, poll
from time import monotonic

from autograder.isolation.sandbox import libc, seccomp

PIDFD_OPEN, PIDFD_GETFD = 434, 438  # the same numbers on every machine
RECEIVE, SEND = 0xC0502100, 0xC0182101  # SECCOMP_IOCTL_NOTIF_*
NOTICE, ANSWER, CONTINUE = struct.Struct("=QIIiIQ6Q"), struct.Struct("=QqiI"), 1
EPERM = 1
HEADERS = ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm-generic/unistd.h")


@dataclass
class Watched:
    """What the work came to in its own words, and each refused call once: "mbind(0x1000, ...)"."""

    outcome: str
    calls: list[str] = field(default_factory=list)


def watch(work: Callable[[], str], refuse: Callable[[str], bool], seconds: float) -> Watched:
    """Run `work` in a child behind the filter, of whose refusals those stand that `refuse` says so of, by name.

    Raise `OSError` on a kernel without seccomp_unotify (before 5.6).
    """
    reading, writing = os.pipe()
    waiting, going = os.pipe()
    child = os.fork()
    if not child:
        _be_watched(work, writing, waiting)
    os.close(writing)
    with os.fdopen(reading, "rb", 0) as answers, os.fdopen(going, "wb", 0) as go:
        os.close(waiting)
        number = answers.readline()
        if not number.strip().isdigit():
            os.waitpid(child, 0)
            raise OSError(number.decode().strip() or "the child died before it was watched")
        pidfd = libc.syscall(PIDFD_OPEN, child, 0)
        listener = libc.syscall(PIDFD_GETFD, pidfd, int(number), 0)
        go.write(b"\n")
        found = Watched("")
        ends = monotonic() + seconds
        names = _names()
        events = poll()
        events.register(listener, POLLIN)
        events.register(answers, POLLIN)
        while not found.outcome:
            ready = dict(events.poll(max(0.0, ends - monotonic()) * 1000))
            if not ready:
                found.outcome = f"no end within {seconds:.0f} s"
                os.kill(child, 9)
            elif ready.get(listener, 0) & POLLIN:
                call = _answer(listener, refuse, names)
                found.calls += [call] if call and call not in found.calls else []
            else:
                found.outcome = answers.read().decode("utf-8", "replace") or "the child died"
        os.close(listener)
        os.close(pidfd)
    os.waitpid(child, 0)
    return found


def _be_watched(work: Callable[[], str], writing: int, waiting: int) -> None:
    """Never returns."""
    said = ""
    try:
        libc.forbid_new_privileges()
        listener = seccomp.Filter(gpu=True).install_listening(os.getpid())
        os.write(writing, f"{listener}\n".encode())
        os.read(waiting, 1)
        said = work() or "well"
    except BaseException as error:
        said = f"{type(error).__name__}: {error}"
    finally:
        os.write(writing, said.encode())
        os._exit(0)


def _answer(listener: int, refuse: Callable[[str], bool], names: dict[int, str]) -> str:
    notice = array.array("B", bytes(NOTICE.size))
    try:
        fcntl.ioctl(listener, RECEIVE, notice)
        key, _, _, number, _, _, *words = NOTICE.unpack(notice)
        name = names.get(number, str(number))
        answer = ANSWER.pack(key, 0, -EPERM, 0) if refuse(name) else ANSWER.pack(key, 0, 0, CONTINUE)
        fcntl.ioctl(listener, SEND, array.array("B", answer))
    except FileNotFoundError:  # who asked has died meanwhile
        return ""
    return f"{name}({', '.join(hex(word) for word in words[:3])}, ...)"


def _names() -> dict[int, str]:
    """System calls by number, where this machine has the kernel's headers; else they are told as numbers."""
    for header in HEADERS:
        if Path(header).is_file() and sys.platform == "linux":
            return {int(n): name for name, n in re.findall(r"#define __NR_(\w+) (\d+)", Path(header).read_text())}
    return {}
