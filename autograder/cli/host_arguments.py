"""The commands that speak to other people's systems, and their flags."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.cli.flags import isolation_flag

# The formats of `hosts.reports`, which is not imported for --help.
REPORTS = ("gradescope", "junit", "ctrf", "github", "gitlab", "classroom50")


def add_commands(known: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add them to a parser's commands."""
    report = known.add_parser(
        "report",
        help="results in the formats of other tools",
        description="Write results for Gradescope, build servers or Classroom 50. With --for student nothing of a "
        "hidden check is in them but how many failed, and how; what students can read is always --for student.",
    )
    report.add_argument("results", type=Path, metavar="RESULTS", help="the folder that `autograder grade` wrote")
    report.add_argument("--to", choices=REPORTS, required=True, help="the format")
    report.add_argument(
        "--for", choices=("student", "staff"), required=True, dest="audience", help="who will be able to read it"
    )
    report.add_argument(
        "--out", type=Path, default=Path("reports"), metavar="DIR", help="where files go (default: reports)"
    )

    package = known.add_parser(
        "package",
        help="an assignment as the zip that Gradescope takes",
        description="Write the zip that marks one assignment on Gradescope, with the class's seed.",
    )
    package.add_argument("host", choices=("gradescope",), help="whom it is for")
    package.add_argument("assignment", metavar="HW", help="the assignment")
    package.add_argument("--out", type=Path, metavar="FILE", help="default: HW-gradescope.zip")
    package.add_argument(
        "--results",
        type=Path,
        default=Path("results"),
        metavar="DIR",
        help="where the class's seed is (default: results)",
    )
    isolation_flag(package)
