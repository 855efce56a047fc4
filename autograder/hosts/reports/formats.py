"""From a folder of results to the files of a format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.core.files import write_whole
from autograder.core.model import BadInput
from autograder.course.student_name import unfit
from autograder.hosts.reports import classroom50, ctrf, github, gitlab, gradescope, junit
from autograder.hosts.reports.view import Report, Target, report
from autograder.results import store
from autograder.results.result_json import WrittenResult

Writer = Callable[[Sequence[Report], Target], Iterator[tuple[str, str]]]  # (name, text) of each file
FORMATS: Mapping[str, Writer] = {
    "gradescope": gradescope.files,
    "junit": junit.files,
    "ctrf": ctrf.files,
    "github": github.files,
    "gitlab": gitlab.files,
    "classroom50": classroom50.files,
}


@dataclass(frozen=True)
class Reported:
    """The files that were written, of how many results, and a sentence for each file that is not a result."""

    files: tuple[Path, ...]
    results: int
    problems: tuple[str, ...]


def write_reports(results: Path, out: Path, to: str, target: Target) -> Reported:
    """Write a folder's results in a format, each file whole or not at all.

    Equal results give equal files. `BadInput` where there are no results, or the format cannot tell them.
    """
    found, problems = _read(results)
    reports = [report(each, target.audience) for each in found]
    written = []
    for name, text in FORMATS[to](reports, target):
        write_whole(text, out / name)
        written.append(out / name)
    return Reported(tuple(written), len(reports), tuple(problems))


def _read(folder: Path) -> tuple[list[WrittenResult], list[str]]:
    """The results, sorted by student and assignment; each must be of the student in whose folder it lies."""
    found, problems = [], []
    for path in store.paths(folder):
        try:
            result = store.read(path)
        except BadInput as error:
            problems.append(str(error))
            continue
        if (result["student"], result["assignment"]) != (path.parent.name, path.stem) or unfit(result["student"]):
            problems.append(
                f"{path} is the result of {result['student']!a} for {result['assignment']!a}, not of its place"
            )
        else:
            found.append(result)
    return sorted(found, key=lambda each: (each["student"], each["assignment"])), problems
