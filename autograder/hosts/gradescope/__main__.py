"""What the zip's scripts start: `check ROOT` when the image is built, `mark ROOT` for each submission.

What it prints is for staff: the report of a submission keeps it from students.
"""

from __future__ import annotations

import sys
from pathlib import Path

from autograder.core.model import BadInput, CourseFault
from autograder.core.sanitize import clean
from autograder.hosts.gradescope.adapter import Container, check, mark

if __name__ == "__main__":
    what, root = sys.argv[1:]
    try:
        print(clean({"check": check, "mark": mark}[what](Container(Path(root))), 4000))
    except (BadInput, CourseFault) as fault:
        sys.exit(clean(fault, 4000))
