"""Commands about a class: where its work comes from, who is in it, more time for one, and where marks go."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
LMS = ("canvas", "moodle", "blackboard", "brightspace")  # `hosts.lms.fill.PLATFORMS`, which --help does not import


def class_commands(known: Commands) -> None:
    """Add them."""
    _collecting(known)

    roster = known.add_parser(
        "roster",
        help="who is who, from the platforms' own lists",
        description="Make or complete roster.csv from lists of Canvas, Moodle, Blackboard, Brightspace, Gradescope or "
        "Classroom 50; without --from say what is wrong with it, who handed in nothing, and who is not on it.",
    )
    roster.add_argument(
        "--from", action="append", default=[], type=Path, dest="files", metavar="FILE", help="a list; may be repeated"
    )
    roster.add_argument("--by-name", action="store_true", help="match people by name too, where only one has it")
    roster.add_argument("--dry-run", action="store_true", help="write nothing")
    roster.add_argument(
        "--gradebook",
        nargs="?",
        const="",
        metavar="DB_URL",
        help="write the students into nbgrader's gradebook too (default: the course's own)",
    )
    roster.add_argument("--results", type=Path, default=Path("results"), metavar="DIR", help="default: results")

    extend = known.add_parser(
        "extend",
        help="more time for one student",
        description="Note in extensions.csv that a student's homework is due later. A second time replaces the first.",
    )
    extend.add_argument("student", metavar="STUDENT")
    extend.add_argument("assignment", metavar="HW")
    how = extend.add_mutually_exclusive_group(required=True)
    how.add_argument("--until", metavar="TIME", help="such as '2026-02-03 23:59'")
    how.add_argument("--days", type=float, metavar="N", help="after the date that all others have")

    read = known.add_parser(
        "read",
        help="derivations one after another, with keys for points",
        description="Start a Jupyter server on this machine with a page that has all answers by hand of a homework, "
        "the mark scheme at the side, and keys for points and comments, which go into nbgrader's gradebook.",
    )
    read.add_argument("assignment", metavar="HW")
    read.add_argument("--no-browser", action="store_true", help="only print the address")
    read.add_argument("--port", type=int, metavar="N", help="default: Jupyter's own")

    export = known.add_parser(
        "export",
        help="points into a learning platform's own file",
        description="Fill one column of a file that the platform gave, and nothing else. What lateness costs by "
        "deadlines.toml is taken off. Who has no mark keeps what is there.",
    )
    export.add_argument(
        "results", type=Path, metavar="RESULTS", help="the folder of results, or the table of `nbgrader export`"
    )
    export.add_argument("--lms", choices=LMS, required=True, help="whose file it is")
    where = export.add_mutually_exclusive_group(required=True)
    where.add_argument("--into", type=Path, metavar="FILE", help="the platform's own download")
    where.add_argument("--course", type=int, metavar="N", help="Canvas's course, over its API, with CANVAS_TOKEN")
    export.add_argument("--server", default="", metavar="URL", help="of Canvas, with --course")
    export.add_argument("--send", action="store_true", help="with --course: send it; else it is only shown")
    export.add_argument("--assignment", metavar="HW", help="default: the only one that there are results of")
    export.add_argument(
        "--column", default="", metavar="TITLE", help="its title or number (default: the one that fits)"
    )
    export.add_argument("--total", action="store_true", help="the mean of all assignments instead, lowest dropped")
    export.add_argument("--scale", action="store_true", help="convert points to the column's maximum")
    export.add_argument("--by-name", action="store_true", help="match people by name too, where only one has it")
    export.add_argument("--out", type=Path, metavar="FILE", help="write there and leave the download as it is")
    export.add_argument("--dry-run", action="store_true", help="write nothing")


def _collecting(known: Commands) -> None:
    """Three places that students' repositories come from."""
    collect = known.add_parser(
        "collect",
        help="students' repositories into submitted/",
        description="Take each student's repository as it was when the work was due, by the server's time and not by "
        "the dates in commits. Nothing of it is run or checked out; only work is copied.",
    )
    sources = collect.add_subparsers(required=True, metavar="SOURCE", dest="source")
    for source, place, said in (
        ("github", "ORGANISATION", "an organisation on GitHub; the token is that of GITHUB_TOKEN"),
        ("gitlab", "GROUP", "a group on GitLab; the token is that of GITLAB_TOKEN"),
        ("folder", "DIR", "a folder of bare repositories, clones or plain folders"),
    ):
        parser = sources.add_parser(source, help=said, description=f"From {said}.")
        parser.add_argument("place", type=Path if source == "folder" else str, metavar=place)
        parser.add_argument("--assignment", required=True, metavar="HW")
        parser.add_argument("--student", metavar="NAME", help="only this one")
        parser.add_argument("--deadline", metavar="TIME", help="such as '2026-01-30 23:59' (default: deadlines.toml's)")
        parser.add_argument("--late", action="store_true", help="late work too, as far as deadlines.toml takes it")
        parser.add_argument("--now", action="store_true", help="what is there now, whenever it is due")
        parser.add_argument("--branch", default="", metavar="NAME", help="default: the repository's own")
        parser.add_argument("--into", type=Path, default=Path("submitted"), metavar="DIR", help="default: submitted")
        parser.add_argument("--replace", action="store_true", help="also work that came in another way")
        pattern = "{login}" if source == "folder" else "{assignment}-{login}"
        parser.add_argument(
            "--name", default=pattern, metavar="PATTERN", help=f"how repositories are called (default: {pattern})"
        )
        if source == "folder":
            parser.add_argument(
                "--by-commit-date",
                action="store_true",
                help="where no server's time is known believe the dates in commits, which students write",
            )
        else:
            parser.add_argument("--server", metavar="URL", help=f"default: https://{source}.com")
