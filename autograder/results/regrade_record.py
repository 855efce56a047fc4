"""What a regrade moved: each score before and after, kept next to the results for the page of the staff.

`OUT/.ASSIGNMENT.regrade.json` has the last one. Regrades under the same checks and engine are one: of one student after
another, or of a run that was killed and begun again.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TypedDict, cast, final

from autograder.core.files import write_whole
from autograder.core.model import BadInput
from autograder.results.result_json import SCHEMA, Points
from autograder.results.store import strict_json, validator

_MAX = 10_000_000  # bytes: 50,000 students


@final
class MovedJson(TypedDict):
    """One student's score before and after, and why the work was graded again, a few words a reason."""

    before: Points
    after: Points
    why: list[str]


@final
class RegradeJson(TypedDict):
    """The last regrade of an assignment; `assignment_sha256` and `engine` are those that it graded by."""

    schema: int
    assignment: str
    assignment_sha256: str
    engine: str
    students: dict[str, MovedJson]


_RECORD = validator(RegradeJson)


def read(results: Path, assignment: str) -> RegradeJson | None:
    """The record in a folder of results; None where there is none. `BadInput` says what is wrong with it."""
    place = _place(results, assignment)
    if not os.path.lexists(place):
        return None
    data = strict_json(place, _MAX, "the record of a regrade")
    fault = _RECORD(data) or ("" if data["schema"] == SCHEMA else f".schema is not {SCHEMA}")
    if fault:
        raise BadInput(f"{place} is not the record of a regrade: {fault[1:] if fault[0] == '.' else 'it' + fault}")
    return cast(RegradeJson, data)


def keep(results: Path, record: RegradeJson) -> None:
    """Write a record over the earlier one; with what that has of other students where it is of the same regrade."""
    try:
        earlier = read(results, record["assignment"])
    except BadInput:  # one that cannot be read is replaced
        earlier = None
    students = record["students"]
    if earlier is not None and _graded_by(earlier) == _graded_by(record):
        students = earlier["students"] | students
    made = json.dumps({**record, "students": students}, indent=1)
    write_whole(made + "\n", _place(results, record["assignment"]))


def _graded_by(record: RegradeJson) -> tuple[str, str]:
    return record["assignment_sha256"], record["engine"]


def _place(results: Path, assignment: str) -> Path:
    return results / f".{assignment}.regrade.json"
