"""Reports in other tools' formats: what each says, and what none says to students."""

from __future__ import annotations

from pathlib import Path

import pytest
from junitparser import Error, Failure, JUnitXml
from made_results import SECRETS, made, write

from autograder.hosts.reports.formats import FORMATS, write_reports
from autograder.hosts.reports.view import Audience


def reported(tmp_path: Path, to: str, audience: Audience) -> dict[str, str]:
    """Name -> text of the files of a class's report."""
    out = tmp_path / "out"
    write_reports(write(made(), tmp_path / "results"), out, to, audience)
    return {path.relative_to(out).as_posix(): path.read_text(encoding="utf-8") for path in sorted(out.rglob("*.*"))}


@pytest.mark.parametrize("to", FORMATS)
def test_students_are_told_nothing_of_a_hidden_check(to: str, tmp_path: Path) -> None:
    for name, text in reported(tmp_path, to, "student").items():
        assert not [secret for secret in SECRETS if secret in text], name


@pytest.mark.parametrize("to", FORMATS)
def test_equal_results_give_equal_bytes(to: str, tmp_path: Path) -> None:
    assert reported(tmp_path / "1", to, "staff") == reported(tmp_path / "2", to, "staff")


def test_junit_is_read_by_others_with_a_name_of_its_own_for_every_check(tmp_path: Path) -> None:
    for audience in ("student", "staff"):
        names: set[tuple[str, str]] = set()
        for text in reported(tmp_path, "junit", audience).values():
            for suite in JUnitXml.fromstring(text.encode()):
                kinds = [type(found) for case in suite for found in case.result]
                assert (suite.tests, suite.failures, suite.errors) == (
                    len(list(suite)),
                    kinds.count(Failure),
                    kinds.count(Error),
                )
                for case in suite:
                    assert (case.classname, case.name) not in names
                    names.add((case.classname, case.name))
        assert names
