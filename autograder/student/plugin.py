"""The pytest plugin. The only room that imports pytest.

For the judge, `collect` reads an assignment's check files once and hands out plain `Check`s. In a released
folder it gives the checks their `submission` and `cases`, keeps pytest's own flags working, and prints what a
student reads. Anywhere else it does nothing.
"""

from __future__ import annotations

import bdb
import contextlib
import importlib
import io
import os
import pdb
import re
import sys
from collections.abc import Generator, Sequence
from typing import Any

import pytest

from autograder.checks.check_run import Failure
from autograder.checks.collect import check_of
from autograder.checks.question import QuestionTag
from autograder.core.model import Assignment, BadInput, CourseFault, Verdict
from autograder.core.sanitize import clean
from autograder.results import terminal
from autograder.results.card import Asked
from autograder.results.result_json import result_json
from autograder.student import progress

AGAIN = "python homework.py test {question} --hints {hints}"  # how a student asks for more
RUN = "python homework.py test {name}"


def run(flags: Sequence[str]) -> int:
    """A student's own run of the checks in this folder; pytest's exit code."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # what else is installed has no say
    imported = "ignore::pytest.PytestAssertRewriteWarning"  # this module is here before pytest could rewrite it
    return int(pytest.main(["-p", "autograder.student.plugin", "-W", imported, *flags]))


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
    from autograder.checks.oracle import choose_device
    from autograder.student.local import LocalRun

    try:
        device = choose_device(config.option.device)
        home = LocalRun.open(folder, config.option.submission, debugging=config.option.usepdb, device=device)
    except (BadInput, CourseFault) as error:
        raise pytest.UsageError(str(error)) from None
    config.pluginmanager.register(_HomePlugin(home, config), "autograder-home")
    config.option.keyword = exactly(config.option.keyword, home.assignment)
    if config.option.tbstyle == "auto":
        config.option.tbstyle = "no"
    config.option.verbose = -2  # not even its last line, which counts checks where ours says points
    config.option.no_header = True
    config.option.no_summary = True


def exactly(keywords: str, assignment: Assignment) -> str:
    """An expression for -k in which the name of a question, or of a class, means that one alone.

    pytest takes a word for a part of any name, so that `d_add` would select `d_add_scalar` too.
    """

    def word(found: re.Match[str]) -> str:
        if any(found[0] == question.id for question in assignment.questions):
            return _mark(found[0])
        return f":{found[0]}." if found[0] in assignment.classes else found[0]

    return re.sub(r"[\w.]+", word, keywords)


def _mark(question: str) -> str:
    return f":{question}:"


class _HomePlugin:
    """A student's own run: the public checks on the work in this folder."""

    def __init__(self, home: Any, config: pytest.Config) -> None:
        self.home = home
        self._every_check = config.option.verbose > 0
        self._debugger: Any = None
        self._unreadable: list[str] = []

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Take the place of pytest's own debugging, which stops where an exception was raised: of a wrong value that is
        a line of ours."""
        if session.config.option.usepdb:
            self._debugger = session.config.pluginmanager.unregister(name="pdbinvoke")

    def pytest_exception_interact(self, node: pytest.Item, call: pytest.CallInfo[Any], report: Any) -> None:
        if self._debugger is None or not isinstance(node, pytest.Item) or call.excinfo is None:
            return
        check = check_of(node, self.home.assignment)
        _on_screen(node.config, terminal.question_card(self.home.card_of(check), 0))
        if not isinstance(call.excinfo.value, Failure):
            self._debugger.pytest_exception_interact(node, call, report)
            return
        capture = node.config.pluginmanager.getplugin("capturemanager")
        if capture is not None:
            capture.suspend(in_=True)
        try:
            self.home.stop_in(check, _debugger(node.config).runcall)
        except bdb.BdbQuit:
            pytest.exit("the debugger was ended", returncode=1)
        except (Exception, SystemExit):
            return  # what the call came to was said before
        finally:
            if capture is not None:
                capture.resume()

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file of checks that cannot be read: without pytest's own summary nobody would say so."""
        if report.failed:
            self._unreadable.append(f"{report.nodeid} cannot be read:\n{clean(report.longreprtext, 2000)}")

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """`-k d_loss` means the question, whatever its checks are called."""
        mark = getattr(getattr(item, "function", None), "matcalc", None)
        if isinstance(mark, QuestionTag):
            item.extra_keyword_matches.add(_mark(mark.question))
            with contextlib.suppress(CourseFault):  # which is raised again where the check is run
                self.home.checks.append(check_of(item, self.home.assignment))

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
        with self.home.running(check_of(pyfuncitem, self.home.assignment)):
            return (yield)

    @pytest.hookimpl(wrapper=True)  # around the others': an editor's plug-in listens here for what it shows
    def pytest_report_teststatus(self, report: pytest.TestReport) -> Generator[None, Any, Any]:
        """No dots and letters: what there is to say is said at the end."""
        found = yield
        return (report.outcome, "", "") if report.when == "call" or report.failed else found

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
        report = yield
        if call.when == "call" or call.excinfo:
            error = call.excinfo.value if call.excinfo else None
            check = check_of(item, self.home.assignment)
            finding = self.home.finding(check, error)
            if finding is None:
                return report
            if finding.verdict is Verdict.NOT_ATTEMPTED and not self.home.assignment.question(check.question).points:
                report.outcome, report.longrepr = "skipped", (str(item.path), None, finding.message)
            elif error is not None:
                report.longrepr = report.longrepr if item.config.option.tbstyle != "no" else finding.message
        return report

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Say what the run came to. pytest before 9.2 asks nobody for a summary where its own was switched off."""
        if exitstatus == pytest.ExitCode.INTERNAL_ERROR:
            return
        config = session.config
        config.pluginmanager.getplugin("terminalreporter").ensure_newline()
        result = result_json(self.home.result())
        asked = Asked(config.option.hints, again=AGAIN, run=RUN, every_check=self._every_check)
        for said in self._unreadable:
            _on_screen(config, said)
        _on_screen(config, terminal.home_page(self.home.page(result, asked)))
        progress.note(result, config.invocation_params.dir)


def _debugger(config: pytest.Config) -> pdb.Pdb:
    """The debugger that --pdbcls names, or Python's own."""
    module, name = config.option.usepdb_cls or ("pdb", "Pdb")
    made: pdb.Pdb = getattr(importlib.import_module(module), name)()
    return made


def _on_screen(config: pytest.Config, page: Any) -> None:
    """Show a page past pytest's capturing."""
    capture = config.pluginmanager.getplugin("capturemanager")
    if isinstance(sys.__stdout__, io.TextIOWrapper):
        sys.__stdout__.reconfigure(errors="replace")  # a console that has no ✔ shows a question mark
    with capture.global_and_fixture_disabled() if capture is not None else contextlib.nullcontext():
        terminal.console(file=sys.__stdout__).print(page)
