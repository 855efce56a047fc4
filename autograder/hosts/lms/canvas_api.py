"""Canvas without a file: the grades of one assignment over its API, filled by the very rules by which a file is.

A token of Canvas's has all the rights of the teacher whose it is. It comes from `CANVAS_TOKEN`, and what would change
is shown first: only `send` changes anything.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.core.model import BadInput
from autograder.course.roster import Roster
from autograder.hosts.api import Api, checked_server, token_of
from autograder.hosts.lms import table as tables
from autograder.hosts.lms.fill import Filled, Wish, fill
from autograder.hosts.lms.marks import Mark

TOKEN = "CANVAS_TOKEN"
_AT_ONCE = 100  # students of one request
_COLUMN = 5
_WAITS = 120  # seconds for Canvas to do what it was sent


@dataclass(frozen=True)
class CanvasGrades:
    """The grades of one assignment as they are in Canvas, in the form of its own download."""

    api: Api
    path: str
    file: bytes

    def filled(self, marks: Mapping[str, Mark], roster: Roster, wish: Wish) -> Filled:
        """What would be sent, and a line for each person; errors as `fill`."""
        return fill(self.file, marks, roster, wish)

    def send(self, filled: Filled) -> int:
        """Send the cells that are others now; how many those were. `BadInput` where Canvas refuses or fails."""
        changes = list(self._changes(filled))
        for some in _in_parts(changes):
            fields = [(f"grade_data[{user}][posted_grade]", grade) for user, grade in some]
            self._wait_for(self.api.post(f"{self.path}/submissions/update_grades", fields))
        return len(changes)

    def _changes(self, filled: Filled) -> Iterator[tuple[str, str]]:
        """(user, grade) of each cell that is another now, and is not empty."""
        before, after = tables.read(self.file), tables.read(filled.data)
        for row in range(2, len(before.rows)):
            grade = after.cell(row, _COLUMN)
            if grade and grade != before.cell(row, _COLUMN):
                yield str(before.cell(row, 1)), grade

    def _wait_for(self, progress: Any) -> None:
        for _ in range(_WAITS):
            state = progress.get("workflow_state") if isinstance(progress, dict) else None
            if state == "completed":
                return
            if state not in ("queued", "running"):
                raise BadInput(f"{self.api.base} did not take the grades: {state}; look at them in Canvas")
            time.sleep(1)
            progress = self.api.get(f"progress/{int(progress['id'])}")
        raise BadInput(f"{self.api.base} has not taken the grades after {_WAITS} seconds; look at them in Canvas")


def grades(server: str, course: int, assignment: int) -> CanvasGrades:
    """The grades of an assignment. `BadInput` where the server, the course or the assignment is not there for us."""
    token = token_of(TOKEN)
    if not token:
        raise BadInput(f"{TOKEN} is not set; make a token in Canvas, under Account, Settings")
    api = Api(f"{checked_server(server)}/api/v1", {"Authorization": f"Bearer {token}"})
    path = f"courses/{course}/assignments/{assignment}"
    about = api.get(path)
    if about is None:
        raise BadInput(f"{api.base}/{path}: there is no such assignment, or the token may not see it")
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL)
    title = f"{about.get('name')} ({assignment})"
    table.writerow(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title])
    table.writerow(["Points Possible", "", "", "", "", about.get("points_possible") or ""])
    for each in api.pages(f"{path}/submissions", **{"include[]": "user"}):
        person = each.get("user") or {}
        known = [person.get(name) or "" for name in ("sortable_name", "id", "sis_user_id", "login_id")]
        grade = "EX" if each.get("excused") else "" if each.get("score") is None else each["score"]
        table.writerow([*known, "", grade])
    return CanvasGrades(api, path, written.getvalue().encode())


def _in_parts(changes: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    for start in range(0, len(changes), _AT_ONCE):
        yield changes[start : start + _AT_ONCE]
