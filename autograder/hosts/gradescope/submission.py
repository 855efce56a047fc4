"""What Gradescope says of a submission: `submission_metadata.json`, as far as marking needs it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from autograder.core.files import read_regular

_MOST = 20_000_000  # bytes: the latest earlier submission comes with all of its results


def earlier_score(path: Path) -> float | None:
    """The score of the last submission before this one that has one; None where there is none.

    A file that is not as Gradescope writes it tells of none.
    """
    try:
        said = json.loads(read_regular(path, _MOST))
    except (OSError, ValueError, RecursionError):
        return None
    before = said.get("previous_submissions") if isinstance(said, dict) else None
    graded = [each for each in before if _score(each) is not None] if isinstance(before, list) else []
    graded.sort(key=lambda each: str(each.get("submission_time", "")))  # ISO 8601, all in one zone
    return _score(graded[-1]) if graded else None


def _score(submission: Any) -> float | None:
    if not isinstance(submission, dict) or submission.get("autograder_error"):
        return None
    try:
        score = float(submission["score"])  # a number, or its text
    except (KeyError, TypeError, ValueError):
        return None
    return score if math.isfinite(score) and score >= 0 else None
