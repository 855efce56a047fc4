"""An assignment's check files read once, by pytest, into plain `Check`s."""

from __future__ import annotations

import contextlib
import inspect
import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from autograder.checks.question import QuestionTag
from autograder.core.model import Assignment, BadInput, Check, CourseFault

# Nothing is run here. The last two would collect the garbage of the whole process, which takes half a second.
_NOT_NEEDED = ("cacheprovider", "faulthandler", "threadexception", "unraisableexception")


def collect(folder: Path, files: Sequence[str], assignment: Assignment) -> list[Check]:
    """The checks of those files, in their order. A broken one is a `CourseFault` that says what and where."""
    collector, said = _Collector(), io.StringIO()
    with _own_imports(folder), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            code = pytest.main(
                [
                    *("--collect-only", "-q", "--strict-markers", "--import-mode", "prepend"),
                    *(word for plugin in _NOT_NEEDED for word in ("-p", f"no:{plugin}")),
                    *("--rootdir", str(folder), "-c", os.devnull),
                    *(str(folder / name) for name in files),
                ],
                plugins=[collector],
            )
        except OSError as error:
            raise BadInput(f"{assignment.id}: pytest cannot collect its checks: {error}") from None
    if code == pytest.ExitCode.INTERRUPTED and not collector.errors:
        raise KeyboardInterrupt  # which pytest takes for its own
    if collector.errors:
        raise CourseFault(f"{assignment.id}: {collector.errors[0]}")
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise BadInput(f"{assignment.id}: pytest cannot collect its checks: {' '.join(said.getvalue().split())}")
    return [check_of(item, assignment) for item in collector.items]


class _Collector:
    def __init__(self) -> None:
        self.items: list[pytest.Item] = []
        self.errors: list[str] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.items = list(session.items)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            said = [line[1:].strip() for line in report.longreprtext.splitlines() if line.startswith("E")]
            self.errors.append(f"{report.nodeid}: {' '.join(said) or report.longreprtext.strip()}")


@contextlib.contextmanager
def _own_imports(folder: Path) -> Iterator[None]:
    """Import check files afresh and leave none of them in `sys.modules`: every assignment has a `test_public`."""
    before, path = set(sys.modules), list(sys.path)
    environment = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PYTEST_")}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(environment)
        sys.path[:] = path
        sys.dont_write_bytecode = writes
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None)
            if file and Path(file).parent == folder:
                del sys.modules[name]


def check_of(item: pytest.Item, assignment: Assignment) -> Check:
    """The check that a test function of an assignment is. `CourseFault` says where it is, and what it lacks."""
    where = f"{assignment.id}: {item.nodeid}"
    function = getattr(item, "function", None)
    mark = getattr(function, "matcalc", None)
    if function is None or not isinstance(mark, QuestionTag):
        raise CourseFault(f"{where} does not say which question it checks; decorate it with @question(...)")
    try:
        assignment.with_practice.question(mark.question)
    except KeyError as error:
        raise CourseFault(f"{where}: {error.args[0]}") from None
    title = (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")
    if not title and sys.flags.optimize > 1:
        raise BadInput("Python was told to leave out docstrings, where checks have their titles; unset PYTHONOPTIMIZE")
    if not title:
        raise CourseFault(f"{where} has no docstring, which is what students read as its title")
    params = dict(getattr(getattr(item, "callspec", None), "params", {}))
    strangers = set(inspect.signature(function).parameters) - {"submission", "cases"} - set(params)
    if strangers:
        raise CourseFault(f"{where} asks for {', '.join(sorted(strangers))}; a check is given submission and cases")
    file = item.path.name
    return Check(
        f"{file.removesuffix('.py')}::{item.name}",
        mark.question,
        title,
        "public" if file == "test_public.py" else "hidden",
        mark.weight,
        function,
        params,
        mark.hint,
        mark.mistakes,
        mark.parts,
    )
