"""What a command says on stderr when something is wrong."""

from __future__ import annotations

import sys

from autograder.core.sanitize import clean

LONGEST = 2000  # characters of one complaint


def complain(sentence: object, before: str = "") -> None:
    """A cleaned sentence after the command's name; a CourseFault may have several lines."""
    print(f"{before}autograder: {clean(sentence, LONGEST)}", file=sys.stderr)
