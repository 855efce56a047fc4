"""`autograder release`: what staff wrote becomes what students get, and the solutions."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from autograder.cli.common import asked_course
from autograder.cli.complaint import complain
from autograder.core.model import CourseFault
from autograder.course.open_course import opening
from autograder.gradebook.closed_course import refuse_open
from autograder.student import release


def run(arguments: argparse.Namespace) -> int:
    course = asked_course()
    if not arguments.check:
        refuse_open(course.root)
        found_open = opening(course.root)
        if found_open is not None:
            complain(found_open.sentence(course.root))
    names, whole_course = arguments.assignments or course.names, not arguments.assignments
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch)
        try:
            release.generate(course, names, made)
        except CourseFault as fault:
            complain(f"nothing was released: {fault}")
            return 1
        found = list(release.differences(course, names, made, strangers=whole_course))
        if not arguments.check:
            release.publish(course, names, made, strangers=whole_course)
    if arguments.check:
        print("\n".join([*found, "run make release"] if found else ["release/ and solutions/ are current"]))
        return 1 if found else 0
    changed = f"{len(found)} files changed in release/ and solutions/" if found else "no change"
    print(f"{', '.join(names)}: {changed}")
    return 0
