"""A submission's cells, run in order as IPython runs them, one statement after the other.

What is not Python is passed over. A statement that fails because of where it runs (no such package, file, thread,
network, terminal, or too little time) costs itself; one that fails by itself costs the rest of its cell.
"""

from __future__ import annotations

import ast
import builtins
import linecache
import time
import types
from collections.abc import Collection, Sequence
from typing import Any

from autograder.core.values import unix
from autograder.isolation.worker.alarm import OutOfTime, alarm
from autograder.isolation.worker.bindings import Bindings, Place
from autograder.isolation.worker.own_modules import OwnModules
from autograder.isolation.worker.parse import Block, Function, blocks, bound_names, called_magic, leave_out, stub_lines
from autograder.isolation.worker.running import Runner, Shell
from autograder.isolation.worker.trouble import Remark, Trouble, described

Cells = Sequence[tuple[str, str]]  # name for messages, text
_DEEPEST = 10  # cells that run cells
_MAGIC = "a magic"  # the name of code that is a magic's


class _Module:
    """One module at work: its namespace, and who runs and watches it."""

    def __init__(self, namespace: dict[str, Any], answers: Collection[str] = ()) -> None:
        self.runner = Runner(namespace)
        self.bindings = Bindings(namespace, answers)


class Loader:
    """Runs cells in a namespace, and says what came of it.

    `answers` are the names that are asked for, `modules` the files beside the work, `ends` when the time is up
    (`time.monotonic`). One statement may take half of the time that is left, so that the last has some.
    """

    def __init__(
        self, namespace: dict[str, Any], answers: set[str], modules: Cells, ends: float, isolated: bool
    ) -> None:
        self.sources: set[str] = set()  # the names of what was run
        self.stubs: set[tuple[str, int]] = set()  # functions without a body: source and first line
        self.lost: list[tuple[Collection[str], Trouble]] = []  # names that were never bound, and why
        self.remarks: list[Remark] = []
        self.written: dict[str, ast.stmt] = {}  # answers and their methods, as they were run last
        self._namespace = namespace
        self._answers = answers
        self._ends = ends
        self._isolated = isolated
        self._main = _Module(namespace, answers)
        self._depth = 0
        self._modules = OwnModules(self._run_module)
        for name, text in modules:
            self._modules.add(name, text)

    def load(self, cells: Cells) -> None:
        if self._isolated:
            self._namespace.setdefault("__builtins__", builtins)
        builtins.get_ipython = Shell(self._run_code, self._run_file)  # type: ignore[attr-defined]
        for name, source in cells:
            self._note_source(name, source)
            for block in blocks(name, source):
                self._run_block(block, self._main)
        for name, answer, place in self._main.bindings.restore():
            kind = "rebound" if callable(self._namespace[name]) else "changed"
            self.remarks.append(Remark(kind, name, self._at(place, answer)))

    def _note_source(self, name: str, source: str) -> None:
        text = unix(source)
        self.sources.add(name)
        linecache.cache[name] = (len(text), None, [f"{line}\n" for line in text.split("\n")], name)

    def _run_block(self, block: Block, module: _Module) -> None:
        if block.foreign:
            self._pass_over(block)
            return
        if block.error is not None:
            self._lose(block.defines, self._trouble(block.error))
            return
        self.stubs |= {(block.name, line) for line in stub_lines(block.statements)}
        for at, statement in enumerate(block.statements):
            inner = called_magic(statement, block.name) if self._depth < _DEEPEST else None
            if inner is not None:
                self._run_inner(inner, module)
                continue
            shows = not block.name.endswith(".py") and at == len(block.statements) - 1
            error = self._run_statement(statement, block.name, module, shows)
            if error is None:
                continue
            trouble = self._trouble(error)
            if isinstance(error, OutOfTime) or module.runner.is_of_this_place(error):
                unbound = bound_names(statement)
                module.runner.absent |= unbound
                self.lost.append((unbound, trouble))
                if not isinstance(error, NameError):  # of a statement that was passed over, which was told
                    self.remarks.append(Remark("passed_over", "", trouble))
                continue
            self._lose(set().union(*map(bound_names, block.statements[at:])), trouble)
            break
        module.bindings.end_of_cell()

    def _run_statement(self, statement: ast.stmt, name: str, module: _Module, shows: bool) -> BaseException | None:
        """Run it; what it raised."""
        if module.runner.lacks_something:
            for line, decorator in leave_out(statement, module.runner.is_absent).decorators:
                self.remarks.append(Remark("left_out", decorator[:80], self._at(Place(name, line))))
        before = module.bindings.before(bound_names(statement))
        left = self._ends - time.monotonic()
        try:
            with alarm(left / 2):
                if shows and isinstance(statement, ast.Expr):
                    module.runner.show(statement, name)
                else:
                    module.runner.run(statement, name)
        except BaseException as error:  # SystemExit and KeyboardInterrupt are the student's too
            if not self._isolated and isinstance(error, KeyboardInterrupt):
                raise
            return error
        finally:
            module.bindings.after(before, Place(name, statement.lineno))
        self._note_answer(statement)
        return None

    def _note_answer(self, statement: ast.stmt) -> None:
        if isinstance(statement, Function) and statement.name in self._answers:
            self.written[statement.name] = statement
        elif isinstance(statement, ast.ClassDef) and statement.name in self._answers:
            self.written[statement.name] = statement
            for part in statement.body:
                if isinstance(part, Function):
                    method = "init" if part.name == "__init__" else part.name
                    self.written[f"{statement.name}.{method}"] = part

    def _run_inner(self, block: Block, module: _Module) -> None:
        """A cell in a cell."""
        if block.name not in self.sources:
            self._note_source(block.name, block.text)
        self._depth += 1
        try:
            self._run_block(block, module)
        finally:
            self._depth -= 1

    def _run_code(self, source: str) -> Any:
        """Code that a magic was given where it is not the top of a cell: its last expression's value."""
        if self._depth >= _DEEPEST:
            raise RecursionError("cells that run cells that run cells")
        value = None
        for block in blocks(_MAGIC, source):
            self._depth += 1
            try:
                for statement in block.statements:
                    if isinstance(statement, ast.Expr):
                        value = eval(compile(ast.Expression(statement.value), _MAGIC, "eval"), self._namespace)
                    else:
                        self._main.runner.run(statement, _MAGIC)
            finally:
                self._depth -= 1
            if block.error is not None:
                raise block.error
        return value

    def _run_file(self, line: str) -> None:
        """`%run helper.py`: what the file defines is defined here."""
        name = line.strip().strip("\"'").removeprefix("./").removesuffix(".py")
        if name not in self._modules.texts:
            raise FileNotFoundError(f"%run {line}: there is no such file here")
        self._note_source(f"{name}.py", self._modules.texts[name])
        for block in blocks(f"{name}.py", self._modules.texts[name]):
            self._run_inner(block, self._main)

    def _run_module(self, module: types.ModuleType, name: str, text: str) -> None:
        """Run a module of the student's own by the same rules; what fails by itself fails its import."""
        self._note_source(name, text)
        own, before = _Module(module.__dict__), len(self.remarks)
        for block in blocks(name, text):
            self._run_inner(block, own)
        failed = [remark for remark in self.remarks[before:] if remark.kind == "failed"]
        if failed:
            raise RuntimeError(f"{name} could not be imported: {failed[0].trouble.type}: {failed[0].trouble.message}")

    def _pass_over(self, block: Block) -> None:
        """A cell that is not Python to IPython. It is told where it holds an answer."""
        if block.file:
            self._modules.add(block.file, block.text.lstrip("\n"))
        said = f"a cell that begins with {block.foreign} is not Python to IPython"
        trouble = Trouble("UsageError", said, [(block.name, 1, "<module>", "")])
        self.lost.append((block.defines, trouble))
        for name in sorted(block.defines & self._answers):
            self.remarks.append(Remark("foreign", name, trouble))

    def _lose(self, unbound: Collection[str], trouble: Trouble) -> None:
        self.lost.append((unbound, trouble))
        self.remarks.append(Remark("failed", "", trouble))

    def _at(self, place: Place, message: str = "") -> Trouble:
        line = linecache.getline(place.name, place.line).strip()
        return Trouble("", message[:80], [(place.name[:200], place.line, "<module>", line[:160])])

    def _trouble(self, error: BaseException) -> Trouble:
        return described(error, self.sources, self._namespace)
