"""Classroom 50's runner: the public checks on a checkout, and the files that its releases are made of.

Everybody can download its bundle, so nothing is there but what students are handed; their code runs in this process, in
a job of their own. What comes of it is feedback. Marks come of `autograder collect` and `grade`, elsewhere.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.checks.collect import collect
from autograder.core.files import write_new, write_whole
from autograder.core.model import BadInput
from autograder.core.open_folder import opened
from autograder.course import course
from autograder.course.course import HANDED_OUT
from autograder.course.taken import take
from autograder.hosts.reports.classroom50 import files
from autograder.hosts.reports.view import Target, report
from autograder.results.result_json import result_json
from autograder.student.local import LocalRun


def mark(bundle: Path, checkout: Path, out: Path, environment: Mapping[str, str]) -> list[Path]:
    """Run the public checks of a released folder on the work in a checkout; the files that were written into `out`.

    `BadInput` where there is no work, or the runner's variables are not there.
    """
    assignment, _, _ = course.released(bundle)
    with opened(checkout) as folder:
        taken = take(folder, assignment.id, HANDED_OUT)
    if not taken.files:
        raise BadInput(
            f"no work of {assignment.id} is in {checkout}" + (f": {taken.left_out}" if taken.left_out else "")
        )
    with TemporaryDirectory(prefix="autograder-") as name:
        place = Path(name)
        for given in sorted(HANDED_OUT):
            if (bundle / given).is_file():
                (place / given).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(bundle / given, place / given)
        for work, data in taken.files.items():
            (place / work).parent.mkdir(parents=True, exist_ok=True)
            write_new(place / work, data)
        run = LocalRun.open(place)
        run.checks = collect(place, ["test_public.py"], run.assignment)
        run.run(check for check in run.checks if run.assignment.question(check.question).points)  # a quiz is not work
        result = result_json(run.result())
    result["student"] = environment.get("OWNER") or environment.get("USERNAME") or result["student"]
    written = []
    for made, text in files([report(result, "student")], Target("student", environment)):
        write_whole(text, out / made)
        written.append(out / made)
    return written


def main() -> int:
    """What `ci/classroom50/autograder.py` calls. An exit code other than 0: not graded, and nothing is published."""
    bundle = Path(os.environ.get("CLASSROOM50_BUNDLE_DIR") or Path(sys.argv[0]).parent)
    try:
        mark(bundle, Path.cwd(), Path.cwd(), os.environ)
    except BadInput as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0
