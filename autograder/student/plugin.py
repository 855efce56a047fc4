"""The pytest plugin. The only room that imports pytest.

For the judge, `collect` reads an assignment's check files once and hands out plain `Check`s. In a released
folder it gives the checks their `submission` and `cases`, keeps pytest's own flags working, and prints what a
student reads. Anywhere else it does nothing.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Generator, Sequence
from typing import Any

import pytest

from autograder.checks.collect import check_of
from autograder.checks.question import QuestionTag
from autograder.core.model import BadInput, CourseFault, Verdict
from autograder.results import terminal
from autograder.results.result_json import result_json
from autograder.student import progress


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
        if isinstance(mark, QuestionTag):
            item.extra_keyword_matches.add(mark.question)
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

    def pytest_terminal_summary(self, terminalreporter: Any, config: pytest.Config) -> None:
        terminalreporter.ensure_newline()
        if isinstance(sys.__stdout__, io.TextIOWrapper):
            sys.__stdout__.reconfigure(errors="replace")  # a console that has no ✔ shows a question mark
        result = result_json(self.home.result())
        terminal.console(file=sys.__stdout__).print(self.home.page(result, config.option.hints))
        progress.note(result, config.invocation_params.dir)
