"""A term's works as fingerprints alone, in a file that the next terms are compared with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from autograder.core.files import read_regular
from autograder.core.model import BadInput
from autograder.grading.fingerprints import Fingerprints, Prints
from autograder.grading.similarity import Compared

_MAX_BYTES = 200_000_000  # of 10,000 works


def as_text(works: Iterable[Compared], assignment: str) -> str:
    """The content of this term's file; works of earlier terms have files of their own."""
    kept = [
        {
            "student": work.student,
            "sha256": work.sha256,
            "mistakes": sorted(work.mistakes),
            "units": {unit: [f"{mark:016x}" for mark in marks] for unit, marks in work.prints.units.items()},
        }
        for work in works
        if not work.term
    ]
    return json.dumps({"assignment": assignment, "works": kept}, ensure_ascii=False, separators=(",", ":")) + "\n"


def load(path: Path, assignment: str) -> list[Compared]:
    """The works of an earlier term, which is called as its file is. `BadInput` for any other file."""
    try:
        data = json.loads(read_regular(path, _MAX_BYTES))
        if data["assignment"] != assignment:
            raise BadInput(f"{path} holds fingerprints of {data['assignment']}, not of {assignment}")
        return [
            Compared(
                str(work["student"]),
                Fingerprints(
                    {unit: {int(mark, 16): (0, 0) for mark in marks} for unit, marks in work["units"].items()}, ""
                ),
                frozenset(map(str, work["mistakes"])),
                str(work["sha256"]),
                path.stem,
            )
            for work in data["works"]
        ]
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadInput(f"{path} is not a file that `autograder similar --keep` wrote") from None


def _prints(marks: Iterable[str]) -> Prints:
    """Fingerprints as they were written: where they stood is not kept."""
    return {int(mark, 16): (0, 0) for mark in marks}
