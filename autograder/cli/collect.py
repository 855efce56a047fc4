"""`autograder collect`: students' repositories, as they were when the work was due, into `submitted/`."""

from __future__ import annotations

import argparse

from rich.text import Text

from autograder.cli.common import asked_course
from autograder.core.model import BadInput
from autograder.core.sanitize import one_line
from autograder.course import deadlines, roster
from autograder.hosts.collecting.collect import Asked, Collected, collect
from autograder.hosts.collecting.github import GitHub
from autograder.hosts.collecting.gitlab import GitLab
from autograder.hosts.collecting.on_disk import OnDisk
from autograder.hosts.collecting.source import Source
from autograder.results import terminal


def run(arguments: argparse.Namespace) -> int:
    course = asked_course()
    course.folder(arguments.assignment)  # an unknown name is bad usage
    dates = deadlines.read(course.root)
    moment = deadlines.asked_time(arguments.deadline, dates.zone) if arguments.deadline else None
    known = moment or dates.due.get(arguments.assignment)
    if known is None and not arguments.now:
        raise BadInput(
            f"when is {arguments.assignment} due? Say it with --deadline or in {deadlines.NAME}, or take what is "
            "there with --now"
        )
    if "{login}" not in arguments.name:
        raise BadInput("--name is a pattern with {login} in it, such as hw4-{login}")
    if arguments.late and moment:
        raise BadInput(f"--late goes by {deadlines.NAME}; give it no --deadline")
    asked = Asked(
        course,
        arguments.assignment,
        arguments.into,
        arguments.name,
        deadlines.Deadlines() if arguments.now else dates,
        roster.read(course.root / roster.NAME),
        moment,
        arguments.student,
        arguments.late,
        arguments.replace,
    )
    done = collect(_source(arguments), asked)
    _show(done)
    return 1 if any(each.outcome == "problem" for each in done) else 0


def _source(arguments: argparse.Namespace) -> Source:
    if arguments.source == "folder":
        return OnDisk(arguments.place, arguments.branch, arguments.by_commit_date)
    kind = GitHub if arguments.source == "github" else GitLab
    return kind(arguments.place, arguments.server or kind.server, arguments.branch)


def _show(done: list[Collected]) -> None:
    console = terminal.console()
    table = terminal.plain_table("student", "what", "commit", "pushed (UTC)", "")
    for each in done:
        when = "" if each.time is None else f"{each.time:%Y-%m-%d %H:%M:%S}"
        late = f"{each.days_late} d late" if each.days_late else ""
        said = "; ".join(filter(None, [late, each.said]))
        cells = (each.student, each.outcome, each.commit[:10], when, one_line(said, 400))
        table.add_row(*(Text(one_line(cell, 400)) for cell in cells))
    console.print(table)
    counts = {
        outcome: sum(each.outcome == outcome for each in done) for outcome in ("collected", "unchanged", "nothing")
    }
    problems = sum(each.outcome == "problem" for each in done)
    console.print(
        f"\n{counts['collected']} collected, {counts['unchanged']} unchanged, nothing of {counts['nothing']}, "
        f"{problems} to look at",
        style="bold",
    )
