"""Where a student's code runs: its cells in order, then one call at a time.

The worker and a student's own machine run the same stage, so that what passes at home passes when graded.
Nothing here is believed by the judge; it only makes honest code run well: shell lines are passed over, a
missing package costs nothing until it is used, a cell that fails costs what it would have defined.
"""

from __future__ import annotations

import ast
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

_SHELL = re.compile(r"^\s*([%!?]|[\w, ]+=\s*[%!]|[\w.]+\?{1,2}\s*$)")
_CELL_MAGIC = re.compile(r"^\s*%%(\w+)")
_TIMING_MAGICS = {"time", "timeit", "capture", "prun"}


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
        self.stubs |= {(name, line) for line in _stub_lines(_parse(source, name).body)}

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
        tree = _parse(source, name)
        self.stubs |= {(name, line) for line in _stub_lines(tree.body)}
        if isolated:
            _excuse_missing_packages(tree)
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


class Phantom:
    """Stands for a package that is not there when graded; using it says so."""

    def __init__(self, name: str) -> None:
        self.__dict__["_name"] = name

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        raise ModuleNotFoundError(f"{self.__dict__['_name']} is not available when your work is graded")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise ModuleNotFoundError(f"{self.__dict__['_name']} is not available when your work is graded")


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


def _parse(source: str, name: str) -> ast.Module:
    """Parse, passing over notebook magics and shell lines: the parser itself says where they are."""
    lines = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    magic = _CELL_MAGIC.match(next((line for line in lines if line.strip()), ""))
    if magic and magic[1] not in _TIMING_MAGICS and " cell " in name:  # in a file it is a line like any other
        return ast.Module(body=[], type_ignores=[])
    for _ in range(len(lines)):
        try:
            return ast.parse("\n".join(lines), filename=name)
        except SyntaxError as error:
            at = (error.lineno or 0) - 1
            if not (0 <= at < len(lines) and _SHELL.search(lines[at])):
                raise
            indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
            target = re.match(r"\s*([A-Za-z_]\w*)\s*=\s*[%!]", lines[at])
            lines[at] = f"{indent}{target[1]} = None" if target else f"{indent}pass"
    return ast.parse("\n".join(lines), filename=name)


def _stub_lines(body: Sequence[ast.stmt]) -> Iterator[int]:
    """First lines of functions whose body says nothing: a docstring, `pass`, `...`, `raise NotImplementedError`."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _stub_lines(node.body)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and all(map(_says_nothing, node.body)):
            yield min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _says_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    ):
        return True
    if isinstance(statement, ast.Raise) and statement.exc is not None:
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    return False


def _excuse_missing_packages(tree: ast.Module) -> None:
    """Top-level imports of packages that are not installed here bind a `Phantom`: they cost nothing unless used.

    Imports inside `try`, functions and the like keep their meaning: there the author expects the error.
    """
    for at, node in enumerate(tree.body):
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.module != "__future__"):
            tree.body[at] = _excused(node)


def _excused(node: ast.Import | ast.ImportFrom) -> ast.stmt:
    rescue: list[ast.stmt] = []
    for alias in node.names:
        bound = alias.asname or alias.name.partition(".")[0]
        package = f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
        if bound != "*":
            call = ast.Call(func=ast.Name("_missing_package_", ast.Load()), args=[ast.Constant(package)], keywords=[])
            rescue.append(ast.Assign(targets=[ast.Name(bound, ast.Store())], value=call))
    handler = ast.ExceptHandler(type=ast.Name("ImportError", ast.Load()), name=None, body=rescue or [ast.Pass()])
    attempt = ast.Try(body=[node], handlers=[handler], orelse=[], finalbody=[])
    return ast.fix_missing_locations(ast.copy_location(attempt, node))


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return "(its message cannot be shown)"
