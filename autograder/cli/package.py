"""`autograder package gradescope`: an assignment as the zip that Gradescope takes."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.cli.common import asked_course
from autograder.core.model import BadInput
from autograder.grading.seeds import class_seeds
from autograder.hosts.gradescope.package import write_package
from autograder.hosts.gradescope.settings import PackageSettings


def run(arguments: argparse.Namespace) -> int:
    course, name = asked_course(), arguments.assignment
    course.folder(name)  # an unknown name is bad usage
    ((_, seed),) = class_seeds(arguments.results, [name])
    out = arguments.out or Path(f"{name}-gradescope.zip")
    try:
        write_package(course, PackageSettings(name, seed, arguments.isolation), out)
    except OSError as error:
        raise BadInput(f"{out} cannot be written: {error.strerror}") from None
    print(f"{out} holds the hidden checks and the reference of {name}: give it to Gradescope alone")
    return 0
