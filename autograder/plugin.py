"""The pytest plugin. The only room that imports pytest.

For the judge, `collect` reads an assignment's check files once and hands out plain `Check`s. In a released
folder it gives the checks their `submission` and `cases`, keeps pytest's own flags working, and prints what a
student reads. Anywhere else it does nothing.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import os
import sys
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from autograder import report
from autograder.marks import Mark
from autograder.model import Assignment, BadInput, Check, CourseFault, Verdict


def collect(folder: Path, files: Sequence[str], assignment: Assignment) -> list[Check]:
    """The checks of those files, in their order. A broken one is a `CourseFault` that says what and where."""
    collector, said = _Collector(), io.StringIO()
    with _own_imports(folder), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            code = pytest.main(
                [
                    "--collect-only",
                    "-q",
                    "-p",
                    "no:cacheprovider",
                    "-p",
                    "no:faulthandler",
                    "-p",
                    "autograder.plugin",
                    "--rootdir",
                    str(folder),
                    "-c",
                    os.devnull,
                    "--import-mode",
                    "prepend",
                    "--strict-markers",
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
    return [_check(item, assignment) for item in collector.items]


def run(flags: Sequence[str]) -> int:
    """A student's own run of the checks in this folder; pytest's exit code."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # what else is installed has no say
    imported = "ignore::pytest.PytestAssertRewriteWarning"  # this module is here before pytest could rewrite it
    return int(pytest.main(["-p", "autograder.plugin", "-W", imported, *flags]))


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
    """Every assignment has a `test_public`: let each be imported afresh, and leave nothing of it behind."""
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


def _check(item: pytest.Item, assignment: Assignment) -> Check:
    where = f"{assignment.id}: {item.nodeid}"
    function = getattr(item, "function", None)
    mark = getattr(function, "matcalc", None)
    if function is None or not isinstance(mark, Mark):
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
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("autograder", "homework that marks itself")
    group.addoption(
        "--submission",
        metavar="FILE",
        default=None,
        help="the .py or .ipynb to check; else the one in this folder that you edited",
    )
    group.addoption(
        "--device", choices=("cpu", "cuda", "auto"), default="cpu", help="where PyTorch work runs (default: cpu)"
    )
    group.addoption(
        "--hints", metavar="N", type=int, default=1, help="how many hints to show for a question (default: 1)"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    folder = config.invocation_params.dir  # not rootdir, which pytest guesses from whatever paths it is given
    if not (folder / "release.json").is_file() or config.option.collectonly:
        return
    from autograder.home import Home
    from autograder.oracle import choose_device

    try:
        device = choose_device(config.option.device)
        home = Home.open(folder, config.option.submission, alarms=not config.option.usepdb, device=device)
    except (BadInput, CourseFault) as error:
        raise pytest.UsageError(str(error)) from None
    config.pluginmanager.register(_HomePlugin(home), "autograder-home")
    if config.option.tbstyle == "auto":
        config.option.tbstyle = "no"
    if config.option.verbose == 0:
        config.option.verbose = -1
    config.option.no_header = True
    config.option.no_summary = True


class _HomePlugin:
    """A student's own run: the public checks on the work in this folder."""

    def __init__(self, home: Any) -> None:
        self.home = home

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """`-k d_loss` means the question, whatever its checks are called."""
        mark = getattr(getattr(item, "function", None), "matcalc", None)
        if isinstance(mark, Mark):
            item.extra_keyword_matches.add(mark.question)

    @pytest.fixture
    def submission(self) -> Any:
        """The student's work, as checks call it."""
        return self.home.submission

    @pytest.fixture
    def cases(self) -> Any:
        """Inputs drawn from the public seed."""
        return self.home.cases

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
        check = _check(pyfuncitem, self.home.assignment)
        with self.home.looking_at(check):
            return (yield)

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """No dots and letters: what there is to say is said at the end."""
        if report.when == "call" or report.failed:
            return report.outcome, "", ""
        return None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
        report = yield
        if call.when == "call" or call.excinfo:
            error = call.excinfo.value if call.excinfo else None
            check = _check(item, self.home.assignment)
            finding = self.home.record(check, error)
            if finding.verdict is Verdict.NOT_ATTEMPTED and not self.home.assignment.question(check.question).points:
                report.outcome, report.longrepr = "skipped", (str(item.path), None, finding.message)
            elif error is not None:
                report.longrepr = report.longrepr if item.config.option.tbstyle != "no" else finding.message
        return report

    def pytest_terminal_summary(self, terminalreporter: Any, config: pytest.Config) -> None:
        terminalreporter.ensure_newline()
        report.console(file=sys.__stdout__).print(self.home.page(config.option.hints))
