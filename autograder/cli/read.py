"""`autograder read`: answers by hand, one after another on a page that a Jupyter server shows to whoever started it."""

from __future__ import annotations

import argparse

from autograder.cli.common import asked_course
from autograder.gradebook.reading import Reading
from autograder.gradebook.reading_server import serve


def run(arguments: argparse.Namespace) -> int:
    course, name = asked_course(), arguments.assignment
    Reading(course, name).answers()  # an unknown homework, or no gradebook, is a sentence here
    options = ["--no-browser"] if arguments.no_browser else []
    if arguments.port is not None:
        options.append(f"--port={arguments.port}")
    serve(course.root, name, options)
    return 0
