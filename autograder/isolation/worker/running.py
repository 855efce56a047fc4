"""One statement of a student's at a time, with what a notebook has besides Python, and whose fault its failure is."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable
from typing import Any

from autograder.isolation.worker.awaiting import awaited
from autograder.isolation.worker.fake_packages import Absorber, tame_torch

_AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_CHAIN = 10  # exceptions behind an exception that are looked at
_ODD_ERRORS = {"termios.error", "_curses.error", "webbrowser.Error", "locale.Error", "http.client.HTTPException"}


class NotInNumPy(ModuleNotFoundError):
    """A use of PyTorch in homework that is graded without it."""


class Phantom:
    """Stands for a package that is not there when graded; using it says so."""

    def __init__(self, name: str) -> None:
        self.__dict__["_name"] = name

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        raise self._missing()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise self._missing()

    def __getitem__(self, key: Any) -> Any:
        raise self._missing()

    def __mro_entries__(self, bases: tuple[Any, ...]) -> Any:
        raise self._missing()

    def __iter__(self) -> Any:
        raise self._missing()

    def __enter__(self) -> Any:
        raise self._missing()

    def __exit__(self, *reason: object) -> None:
        pass

    def _missing(self) -> ModuleNotFoundError:
        name = self.__dict__["_name"]
        if name.partition(".")[0] == "torch":  # which is there wherever it may be used
            return NotInNumPy(f"this homework is done without {name}, which is not there when it is graded")
        return ModuleNotFoundError(f"{name} is not available when your work is graded")


_GONE = Phantom("it")


class Runner:
    """Runs statements in one namespace. What `from __future__` asks for stays in force, as in a notebook."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace = namespace
        self.absent: set[str] = set()  # names that have no value because of where their statement ran
        self._flags = _AWAIT
        self._shown = 0

    def run(self, statement: ast.stmt, name: str) -> None:
        """Whatever the statement raises passes, but for the import of a package that is not there."""
        try:
            self._execute(ast.Module([statement], []), name, "exec")
        except ImportError:
            if not isinstance(statement, (ast.Import, ast.ImportFrom)):
                raise
            self._import_one_by_one(statement, name)
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            tame_torch()

    def show(self, statement: ast.Expr, name: str) -> None:
        """Run the expression that ends a notebook's cell: its value is `_`, unless the student has a `_` of his own."""
        value = self._execute(ast.Expression(statement.value), name, "eval")
        past = [self.namespace.get(each) for each in ("_", "__")]
        ours = self.namespace.setdefault("Out", {})
        if value is None or type(ours) is not dict or ("_" in self.namespace and past[0] is not ours.get(self._shown)):
            return
        self._shown += 1
        ours[self._shown] = value
        self.namespace.update({"_": value, "__": past[0], "___": past[1]})

    @property
    def lacks_something(self) -> bool:
        """Whether there may be a name for which `is_absent` holds."""
        return bool(self.absent)

    def is_absent(self, name: str) -> bool:
        """Whether a name stands for something that is not there when graded."""
        return name in self.absent and type(self.namespace.get(name, _GONE)) is Phantom

    def is_of_this_place(self, error: BaseException) -> bool:
        """Whether a statement failed because of where it ran: no such package, file, thread, network, terminal, ..."""
        chain: BaseException | None = error
        for _ in range(_CHAIN):
            if chain is None:
                return False
            if isinstance(chain, (OSError, EOFError, ImportError, MemoryError)):
                return True
            if isinstance(chain, NameError) and chain.name in self.absent:
                return True
            if isinstance(chain, RuntimeError) and "can't start new thread" in str(chain):
                return True
            if isinstance(chain, KeyError) and _raised_in(chain) in (
                ("os.py", "__getitem__"),
                ("<frozen os>", "__getitem__"),
            ):
                return True  # a variable of the environment
            kind = type(chain)
            if f"{kind.__module__}.{kind.__name__}" in _ODD_ERRORS or kind.__module__ == "subprocess":
                return True
            chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
        return False

    def _execute(self, tree: ast.Module | ast.Expression, name: str, mode: str) -> Any:
        code = compile(tree, name, mode, flags=self._flags, dont_inherit=True)
        self._flags |= code.co_flags & _FUTURE
        value = eval(code, self.namespace)
        if code.co_flags & inspect.CO_COROUTINE:
            return awaited(value)
        return value

    def _import_one_by_one(self, statement: ast.Import | ast.ImportFrom, name: str) -> None:
        """A name that cannot be imported is a `Phantom`: it costs nothing unless it is used."""
        for alias in statement.names:
            try:
                alone = ast.copy_location(_with_one(statement, alias), statement)
                self._execute(ast.Module([alone], []), name, "exec")
            except ImportError:
                root = alias.name.partition(".")[0]
                whole = alias.name if isinstance(statement, ast.Import) else f"{statement.module}.{alias.name}"
                if isinstance(statement, ast.Import) and not alias.asname and sys.modules.get(root) is not None:
                    self.namespace[root] = sys.modules[root]
                elif alias.name != "*":
                    self.namespace[alias.asname or root] = Phantom(whole)
                    self.absent.add(alias.asname or root)


def _with_one(statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> ast.stmt:
    if isinstance(statement, ast.Import):
        return ast.Import([alias])
    return ast.ImportFrom(statement.module, [alias], statement.level)


def _raised_in(error: BaseException) -> tuple[str, str]:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code if trace is not None else None
    return (code.co_filename.rpartition("/")[2], code.co_name) if code is not None else ("", "")


def _future() -> int:
    import __future__

    return sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


_FUTURE = _future() & ~0x10  # CO_NESTED, which every inner function has


class Shell(Absorber):
    """What `get_ipython()` gives: commands of the shell do nothing, and magics that run code run it."""

    def __init__(self, run_code: Callable[[str], Any], run_file: Callable[[str], Any]) -> None:
        super().__init__("IPython")
        self.__dict__.update(_run_code=run_code, _run_file=run_file)

    def __call__(self, *args: Any, **kwargs: Any) -> Shell:
        return self

    def run_line_magic(self, name: str, line: str = "", *args: Any, **kwargs: Any) -> Any:
        run_code, run_file = self.__dict__["_run_code"], self.__dict__["_run_file"]
        match name:
            case "time" | "prun":
                return run_code(line)
            case "run":
                return run_file(line)
            case "pylab":
                return run_code(
                    "import numpy\nimport numpy as np\nimport matplotlib.pyplot as plt\nfrom numpy import *"
                )
        return None

    def run_cell_magic(self, name: str, line: str, cell: str) -> Any:
        return self.__dict__["_run_code"](f"%%{name} {line}\n{cell}")

    def run_cell(self, cell: str, *args: Any, **kwargs: Any) -> Any:
        return self.__dict__["_run_code"](cell)

    def getoutput(self, command: str, *args: Any, **kwargs: Any) -> list[str]:
        return []

    def system(self, command: str) -> None:
        return None
