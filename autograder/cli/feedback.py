"""`autograder feedback`: a page for each result, and an index of the class for staff."""

from __future__ import annotations

import argparse

from autograder.cli.common import complain_of_other_points
from autograder.cli.complaint import complain
from autograder.core.model import BadInput
from autograder.core.sanitize import one_line
from autograder.results import pages


def run(arguments: argparse.Namespace) -> int:
    out = arguments.out
    try:
        written = pages.write_pages(arguments.results, out)
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
