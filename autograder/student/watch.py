"""`make watch`: the public checks again at each save.

The next run stands by in a process of its own, PyTorch and pytest imported, so that a save costs the checks alone. It
is a fresh interpreter each time, not a fork: nothing is left over from the run before, and macOS allows it.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from autograder.core.model import BadInput
from autograder.core.sanitize import one_line
from autograder.course import course
from autograder.results import terminal
from autograder.student import plugin

LOOK = 0.1  # seconds from one look at the files to the next
STAND_BY = "--stand-by"


def main(flags: Sequence[str]) -> int:
    """Run pytest with those flags now and at each save, until Ctrl-C."""
    folder = Path.cwd()
    try:
        course.released(folder)
    except BadInput as error:
        print(f"make watch: {one_line(error)}", file=sys.stderr)
        return 2
    console = terminal.console()
    run = _Run(flags)
    try:
        while True:
            seen = _saved(folder)
            console.clear()
            run.go()
            run = _Run(flags)
            console.print(f" {time.strftime('%H:%M:%S')} · waiting for a save · Ctrl-C ends", style="dim")
            while _saved(folder) == seen:
                time.sleep(LOOK)
            while seen != (seen := _saved(folder)):  # an editor may write a file in several steps
                time.sleep(LOOK / 2)
    except KeyboardInterrupt:
        return 0
    finally:
        run.end()


class _Run:
    """One run of pytest, which stands by until it is told to go."""

    def __init__(self, flags: Sequence[str]) -> None:
        theirs, self._ours = os.pipe()
        command = [sys.executable, "-m", "autograder.student.watch", STAND_BY, str(theirs), *flags]
        self._process = subprocess.Popen(command, pass_fds=[theirs])
        os.close(theirs)

    def go(self) -> None:
        """Let it run, to its end."""
        os.write(self._ours, b"!")
        self._process.wait()
        os.close(self._ours)

    def end(self) -> None:
        """End it if it still stands by."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def _stand_by(told: int, flags: Sequence[str]) -> int:
    """Import what a run needs, wait for the word, run. Without a word, when whoever started this is gone, end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who waits
    for late in ("torch", "autograder.student.local", "autograder.checks.oracle"):
        importlib.import_module(late)
    gc.freeze()  # pytest collects garbage when it ends, and would search all of PyTorch for it
    if not os.read(told, 1):
        return 0
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return plugin.run(flags)


def _saved(folder: Path) -> dict[Path, tuple[int, int]]:
    """The files that a verdict hangs on, each with what changes when it is saved."""
    found = {}
    for path in sorted((*folder.glob("*.py"), *folder.glob("*.ipynb"))):
        try:
            about = path.stat()
        except FileNotFoundError:
            continue  # an editor is about to put the new one in its place
        found[path] = about.st_mtime_ns, about.st_size
    return found


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(_stand_by(int(given[1]), given[2:]) if given[:1] == [STAND_BY] else main(given))
