"""What went wrong in student code, as data that the judge can read: nothing but short text and numbers."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from autograder.isolation.worker.parse import newer_python

LENT = "<lent>"  # the name of code that passes on to what the judge lends: none of the student's lines


@dataclass(frozen=True)
class Trouble:
    """An exception of student code as data: what was raised, and the student's own lines, innermost last."""

    type: str
    message: str
    frames: list[tuple[str, int, str, str]]  # (cell or file, line, function, source text)

    def to_wire(self) -> dict[str, Any]:
        return {"type": self.type, "message": self.message, "frames": [list(frame) for frame in self.frames]}


class Remark(NamedTuple):
    """Something about a file that its student should know. `trouble` says where, and what was raised if anything.

    `kind`: "failed" (a cell, from there on), "passed_over" (a statement), "foreign" (a cell that is not Python),
    "left_out" (a decorator), "rebound" (a function's name), "changed" (a value that `about` uses), "twice" (an answer
    that notebook and text twin have in two forms). `about` is the name that it is about.
    """

    kind: str
    about: str
    trouble: Trouble

    def to_wire(self) -> list[Any]:
        return [self.kind, self.about, self.trouble.to_wire()]


def described(error: BaseException, sources: Collection[str], namespace: Mapping[str, Any]) -> Trouble:
    """An exception as data, cut to what a person reads: of its lines those in `sources`, or in code of `namespace`."""
    frames: list[tuple[str, int, str, str]] = []
    said = _text(error)
    if isinstance(error, SyntaxError) and error.filename in sources:
        frames.append((str(error.filename), error.lineno or 0, "<module>", (error.text or "").rstrip()))
        newer = newer_python(error)
        if newer:
            here = ".".join(map(str, sys.version_info[:2]))
            said = f"{error.msg}: this is written for Python {newer}, and Python {here} runs it here"
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        own = trace.tb_frame.f_globals is namespace and code.co_filename != LENT
        if own or code.co_filename in sources:
            line = linecache.getline(code.co_filename, trace.tb_lineno).rstrip()
            frames.append((code.co_filename, trace.tb_lineno, code.co_name, line))
        trace = trace.tb_next
    kept = frames if len(frames) <= 8 else frames[:3] + frames[-5:]
    return Trouble(
        type(error).__name__[:80], said[:500], [(f[:200], n, g[:80], t.strip()[:160]) for f, n, g, t in kept]
    )


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return "(its message cannot be shown)"
