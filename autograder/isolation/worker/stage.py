"""Where a student's code runs: its cells in order, then one call at a time.

The worker and a student's own machine run the same stage, so that what passes at home passes when graded.
Nothing here is believed by the judge; it only makes honest code run well: shell lines are passed over, a
missing package costs nothing until it is used, a cell that fails costs what it would have defined.
"""

from __future__ import annotations

import builtins
import dis
import functools
import linecache
import re
import sys
import time
import types
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from autograder.isolation.worker.parse import Phantom, excuse_missing_packages, parse, stub_lines


class OutOfTime(BaseException):
    """Raised in student code when its time is up; no `except Exception` keeps it."""


@dataclass(frozen=True)
class Trouble:
    """An exception of student code as data: what was raised, and the student's own lines, innermost last."""

    type: str
    message: str
    frames: list[tuple[str, int, str, str]]  # (cell or file, line, function, source text)

    def to_wire(self) -> dict[str, Any]:
        return {"type": self.type, "message": self.message, "frames": [list(frame) for frame in self.frames]}


@dataclass
class Stage:
    """The namespace of one submission and what came of loading it."""

    namespace: dict[str, Any]
    sources: set[str] = field(default_factory=set)
    stubs: set[tuple[str, int]] = field(default_factory=set)
    lost: list[tuple[str, Trouble]] = field(default_factory=list)

    def load(self, cells: Sequence[tuple[str, str]], seconds: float, isolated: bool) -> None:
        """Run the cells in order. One cell may take half of the time that is left, so that the last has some."""
        ends = time.monotonic() + seconds
        for name, source in cells:
            self.sources.add(name)
            linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
            left = ends - time.monotonic()
            try:
                code = self._compile(name, source, isolated)
                with alarm(left if len(cells) == 1 else left / 2):
                    exec(code, self.namespace)
            except BaseException as error:  # SystemExit and KeyboardInterrupt are the student's too
                if not isolated and isinstance(error, KeyboardInterrupt):
                    raise
                self.lost.append((source, self.trouble(error)))

    def saw(self, name: str, source: str) -> None:
        """Note the stubs of a cell that was run elsewhere."""
        self.stubs |= {(name, line) for line in stub_lines(parse(source, name).body)}

    def state(self, question: str) -> tuple[str, Trouble | None]:
        """Of a function or `Class.method`: "there", "stub", "missing", or "lost" with what its cell raised."""
        owner, dot, method = question.partition(".")
        found = self.namespace.get(owner, _MISSING)
        if dot and found is not _MISSING:
            found = getattr(found, "__init__" if method == "init" else method, _MISSING)
            if method == "init" and found is object.__init__:
                found = _MISSING
        if found is _MISSING or isinstance(found, Phantom):
            for source, trouble in self.lost:
                if re.search(rf"^\s*(def|class)\s+{owner}\b|^\s*{owner}\s*=", source, re.MULTILINE):
                    return "lost", trouble
            return "missing", None
        written = list(vars(found).values()) if isinstance(found, type) else [found]
        codes = [code for code in map(_code, written) if code is not None]
        if codes and all((code.co_filename, code.co_firstlineno) in self.stubs for code in codes):
            return "stub", None
        return "there", None

    def uses(self, question: str, others: Collection[str]) -> list[str]:
        """Which of the other questions a question's code names, itself or through helpers of the student's own."""
        owner = self.namespace.get(question.partition(".")[0])
        parts = vars(owner) if type(owner) is type else {}
        found: set[str] = set()
        seen: set[types.CodeType] = set()
        todo = self._codes(question)
        while todo:
            code = todo.pop()
            if code in seen:
                continue
            seen.add(code)
            todo += [part for part in code.co_consts if type(part) is types.CodeType]
            for name, of_object in _names(code):
                named = {f"{question.partition('.')[0]}.{name}"} if of_object else {name, f"{name}.init"}
                found |= named.intersection(others)
                if not named.intersection(others):
                    todo += _plain_code(parts.get(name) if of_object else self.namespace.get(name))
        return sorted(found - {question})

    def _codes(self, question: str) -> list[types.CodeType]:
        """The code of a function, of a method, or of all methods of a class."""
        name, dot, method = question.partition(".")
        found = self.namespace.get(name)
        parts = vars(found) if type(found) is type else {}
        written = [parts.get("__init__" if method == "init" else method)] if dot else [found, *parts.values()]
        return [code for each in written for code in _plain_code(each)]

    def trouble(self, error: BaseException) -> Trouble:
        """The error as data, cut to what a person reads."""
        frames: list[tuple[str, int, str, str]] = []
        if isinstance(error, SyntaxError) and error.filename in self.sources:
            frames.append((str(error.filename), error.lineno or 0, "<module>", (error.text or "").rstrip()))
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            if trace.tb_frame.f_globals is self.namespace:
                line = linecache.getline(code.co_filename, trace.tb_lineno).rstrip()
                frames.append((code.co_filename, trace.tb_lineno, code.co_name, line))
            trace = trace.tb_next
        kept = frames if len(frames) <= 8 else frames[:3] + frames[-5:]
        return Trouble(
            type(error).__name__[:80],
            _text(error)[:500],
            [(f[:200], n, g[:80], t.strip()[:160]) for f, n, g, t in kept],
        )

    def _compile(self, name: str, source: str, isolated: bool) -> types.CodeType:
        tree = parse(source, name)
        self.stubs |= {(name, line) for line in stub_lines(tree.body)}
        if isolated:
            excuse_missing_packages(tree)
            self.namespace.setdefault("__builtins__", builtins)
            self.namespace["_missing_package_"] = Phantom
        return compile(tree, name, "exec", dont_inherit=True)


def _code(function: Any) -> types.CodeType | None:
    return getattr(getattr(function, "__wrapped__", function), "__code__", None)


def _plain_code(function: Any) -> list[types.CodeType]:
    """The code of what is a function by its very type: looking at anything else could run the student's code."""
    if type(function) in (staticmethod, classmethod, _CACHED):
        function = function.__wrapped__
    return [function.__code__] if type(function) is types.FunctionType else []


def _names(code: types.CodeType) -> Iterator[tuple[str, bool]]:
    """The names that code looks up, and whether as an attribute of something or as a variable of its module."""
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_ATTR", "LOAD_METHOD"):
            yield str(step.argval), step.opname in ("LOAD_ATTR", "LOAD_METHOD")


_MISSING = object()
_CACHED = type(functools.cache(len))


@contextmanager
def alarm(seconds: float | None) -> Iterator[None]:
    """Raise `OutOfTime` in the body after that many seconds, again and again until it lets go.

    Without SIGALRM (Windows) or outside the main thread there is no alarm: only the judge's clock then counts.
    """
    import signal
    import threading

    if seconds is None or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    armed = True

    def ring(signum: int, frame: object) -> None:
        if armed:
            raise OutOfTime(f"stopped after {seconds:.3g} s")
        signal.setitimer(signal.ITIMER_REAL, 0)

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), 0.05)
    try:
        yield
    finally:
        armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def fresh_namespace(name: str) -> dict[str, Any]:
    """The dict of a real module of that name, which dataclasses and pickling expect to find."""
    module = types.ModuleType(name)
    sys.modules[name] = module
    return module.__dict__


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return "(its message cannot be shown)"
