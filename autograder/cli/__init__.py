"""The command line: arguments in, exit code out.

0: everything was judged. 1: something could not be. 2: bad usage, or a machine that refuses. 130: interrupted. All
imports are within `main`, so that an interruption in the first second is a sentence too, and not a traceback.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command. Bad input and what the machine refuses are one sentence on stderr, never a traceback."""
    _open_closed_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a table with a question mark is better than none
    try:
        from autograder.cli.arguments import run

        code = run(argv)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        _say("interrupted; what was finished is kept, and the same command goes on from there", before="\n")
        return 130
    except OSError as error:
        if _stdout_is_lost():
            _say(
                "what was finished is kept and written, but what there is to show could not be: "
                f"standard output: {error.strerror or error}"
            )
            return 1
        where = "" if error.filename is None else f"{error.filename}: "
        _say(f"this machine refuses: {where}{error.strerror or error}; what was finished is kept")
        return 2


def _open_closed_streams() -> None:
    """Or else the first files and sockets opened would get the numbers of standard input, output and error."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = open(os.devnull, mode, encoding="utf-8")  # gets the lowest free number, which is the closed one's
            os.set_inheritable(stream.fileno(), True)
            setattr(sys, name, stream)


def _stdout_is_lost() -> bool:
    """Does standard output refuse one more line? Then let it go, or Python fails at its end over the rest of it."""
    try:
        print(flush=True)
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        return True
    return False


def _say(sentence: str, before: str = "") -> None:
    from autograder.cli.complaint import complain
    from autograder.core.sanitize import one_line

    with contextlib.suppress(OSError):  # where stderr is full too, the exit code says it alone
        complain(one_line(sentence), before)
