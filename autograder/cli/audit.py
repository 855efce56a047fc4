"""`autograder audit`: do finished results still stand, and has nobody changed them?"""

from __future__ import annotations

import argparse

from autograder.cli.common import asked_course
from autograder.core.model import BadInput
from autograder.core.sanitize import one_line
from autograder.grading.audit import audit
from autograder.results import signature


def run(arguments: argparse.Namespace) -> int:
    course = asked_course()
    submitted = arguments.submitted or (course.root / "submitted")
    if not submitted.is_dir():
        if arguments.submitted:
            raise BadInput(f"{submitted}: there is no such folder")
        submitted = None
    key = signature.public_key(arguments.key)
    found = audit(course, arguments.results, submitted, key)
    for each in found:
        for doubt in each.doubts:
            print(f"{one_line(each.path)}: {one_line(doubt)}")
        if each.unjudged:
            print(f"{one_line(each.path)}: it could not be judged: {one_line(each.unjudged)}")
    doubtful = sum(bool(each.doubts) for each in found)
    left_out = [
        *([] if submitted else ["submissions, because no folder of them was found (--submitted)"]),
        *([] if key else ["signatures, because no key was given (--key)"]),
    ]
    said = f"{len(found)} results, {doubtful or 'none'} with something that does not match"
    unjudged = sum(bool(each.unjudged) for each in found)
    said += f", {unjudged} of work that could not be judged" if unjudged else ""
    print("; not looked at: ".join([said, *([" and ".join(left_out)] if left_out else [])]))
    return 1 if doubtful else 0
