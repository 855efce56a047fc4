"""`autograder feedback`: a page for each result, and an index of the class for staff."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from autograder.cli.common import asked_course, complain_of_other_points
from autograder.cli.complaint import complain
from autograder.core.model import BadInput, CourseFault
from autograder.core.sanitize import one_line
from autograder.grading.arrivals import arrivals
from autograder.grading.status import still_open
from autograder.results import pages
from autograder.results.class_figures import Arrivals
from autograder.results.class_page import OpenLine


def run(arguments: argparse.Namespace) -> int:
    out = arguments.out
    try:
        written = pages.write_pages(arguments.results, out, *_of_course(arguments.results))
    except OSError as error:
        raise BadInput(f"{out} cannot be written: {error.strerror}") from None
    complain_of_other_points(written.results)
    for problem in written.problems:
        complain(one_line(problem))
    unjudged = f", {written.unjudged} of them of work that could not be judged" if written.unjudged else ""
    print(
        f"{written.pages} pages{unjudged} in {out}/<student>/<assignment>.html · for staff: {out}/index.html · "
        f"for the lecture: {out}/lecture-<assignment>.html"
    )
    return 1 if written.problems else 0


def _of_course(results: Path) -> tuple[Sequence[OpenLine], Mapping[str, Arrivals]]:
    """What `autograder status` lists but for the pages, which are just being written, and when the work came in.

    Nothing outside of a course.
    """
    try:
        course = asked_course()
    except BadInput:
        return (), {}
    if not Path.cwd().is_relative_to(course.root.resolve()):
        return (), {}  # the engine's own course, whose students these are not
    try:
        if find_spec("nbgrader") is None:
            found = still_open(course, [], results, None)
        else:
            from autograder.gradebook.waiting import everything_open

            found = everything_open(course, [], results, None)
        times = arrivals(course, results)
    except (BadInput, CourseFault) as error:
        complain(one_line(f"{error}; so the index says neither what is open nor when the work came in"))
        return (), {}
    return [(each.student, each.assignment, each.what, each.command) for each in found], times
