"""What `autograder watch` is made of: when a file is saved, and a run of the checks that stands by.

A run stands by in a process of its own, with pytest imported, and PyTorch for homework in it, so that a save costs the
checks alone. It is a fresh interpreter each time, not a fork: nothing is left over from the run before, and macOS
allows it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.course import course
from autograder.student import plugin

LOOK = 0.1  # seconds from one look at the files to the next


def saves(folder: Path) -> Iterator[None]:
    """Once at the start, and then each time that a file of the folder is saved; a save during a run counts too."""
    seen = _saved(folder)
    while True:
        yield
        while _saved(folder) == seen:
            time.sleep(LOOK)
        while seen != (seen := _saved(folder)):  # an editor may write a file in several steps
            time.sleep(LOOK / 2)


class StandBy:
    """A process that has imported all that a run of pytest needs, and waits until `go`."""

    def __init__(self, flags: Sequence[str]) -> None:
        command = [sys.executable, "-P", "-m", "autograder.student.watch", *flags]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE)

    def go(self) -> None:
        """Let it run the checks, and wait for the end of it."""
        assert self._process.stdin
        with contextlib.suppress(OSError), self._process.stdin as told:  # one that has ended already hears nothing
            told.write(b"!")
        self._process.wait()

    def end(self) -> None:
        """End it where it still waits."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        assert self._process.stdin
        self._process.stdin.close()


def _stand_by(flags: Sequence[str]) -> int:
    """Import what a run needs, wait for a byte on standard input, run. Its end means that the watch is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the watch, which then ends this
    for late in ("autograder.student.local", "autograder.checks.oracle", *_torch_of(Path.cwd())):
        importlib.import_module(late)
    gc.freeze()  # pytest collects garbage when it ends, and would search all of PyTorch for it
    if not os.read(0, 1):
        return 0
    _take_the_terminal()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return plugin.run(flags)


def _torch_of(folder: Path) -> list[str]:
    return ["torch"] if course.released(folder).assignment.framework == "torch" else []


def _take_the_terminal() -> None:
    """Standard input is the terminal again, for a debugger; without a terminal it is empty."""
    try:
        there = os.open("CONIN$" if os.name == "nt" else "/dev/tty", os.O_RDONLY)
    except OSError:
        there = os.open(os.devnull, os.O_RDONLY)
    os.dup2(there, 0)
    os.close(there)


def _saved(folder: Path) -> dict[Path, tuple[int, int]]:
    """The files that a verdict depends on, each with what changes when it is saved."""
    found = {}
    for path in sorted((*folder.glob("*.py"), *folder.glob("*.ipynb"))):
        try:
            about = path.stat()
        except FileNotFoundError:
            continue  # an editor is about to put the new one in its place
        found[path] = about.st_mtime_ns, about.st_size
    return found


if __name__ == "__main__":  # only for `StandBy`; people call `autograder watch`
    sys.exit(_stand_by(sys.argv[1:]))
