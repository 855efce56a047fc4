"""From repositories to `submitted/<student>/<assignment>/`: whose each is, which commit counts, what is work."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.core.files import read_regular, replace_folder
from autograder.core.model import BadInput
from autograder.core.sanitize import one_line
from autograder.course.course import HANDED_OUT, Course
from autograder.course.deadlines import Deadlines
from autograder.course.roster import Roster, same
from autograder.course.student_folder import Folder
from autograder.course.student_name import look_alikes, unfit
from autograder.course.submission_time import NAME, line_of
from autograder.course.taken import Taken, names_handed_out, take
from autograder.hosts.collecting.pushes import Moment
from autograder.hosts.collecting.source import Found, Source, login_in

RECORD = "collected.json"  # beside the work: where it comes from. No student's own file of that name is taken
_AT_ONCE = 4  # repositories that are asked for at the same time


@dataclass(frozen=True)
class Asked:
    """What is to be collected, and into which tree.

    `moment` is the deadline where it is not the course's own; with `late` what was there when late work was no longer
    taken counts. `replace`: also in place of work that came in another way.
    """

    course: Course
    assignment: str
    into: Path
    pattern: str
    deadlines: Deadlines
    roster: Roster = field(default_factory=Roster)
    moment: datetime | None = None
    student: str | None = None
    late: bool = False
    replace: bool = False

    def due(self, student: str) -> datetime | None:
        """When it is due for a student: an extension goes beyond a deadline that was asked for, too."""
        later = self.deadlines.later.get((student, self.assignment))
        if self.moment is None or later is None:
            return self.moment or self.deadlines.of(student, self.assignment)
        return max(self.moment, later)


@dataclass(frozen=True)
class Collected:
    """What came of one student's repository. `outcome`: collected, unchanged, nothing (was there), or a problem."""

    student: str
    outcome: str
    where: str = ""
    commit: str = ""
    time: datetime | None = None
    days_late: int = 0
    said: str = ""


def collect(source: Source, asked: Asked) -> list[Collected]:
    """Collect each student's repository; what fails of one stops nobody else. `BadInput` where none can be listed."""
    theirs, strangers = _of_whom(source, asked)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        done = list(pool.map(lambda each: _one(source, asked, *each), theirs.items()))
    there = {each.student for each in done} | {each.student for each in strangers}
    wanted = [asked.student] if asked.student else asked.roster.students
    missing = [Collected(name, "nothing", said="there is no repository") for name in wanted if name not in there]
    return sorted([*done, *strangers, *missing], key=lambda each: each.student)


def _of_whom(source: Source, asked: Asked) -> tuple[dict[str, Found], list[Collected]]:
    """Student -> repository, and the repositories that are nobody's whom we know."""
    found: dict[str, list[Found]] = {}
    strangers: list[Collected] = []
    for each in source.repositories():
        login = login_in(each.name, asked.pattern, asked.assignment)
        if not login:
            continue
        student, why = student_of(login, source.column, asked.roster)
        if asked.student and student != asked.student:
            continue
        if why:
            strangers.append(Collected(one_line(login, 60), "problem", each.where, said=why))
        else:
            found.setdefault(student, []).append(each)
    for student, why in look_alikes(found).items():
        strangers.append(Collected(student, "problem", found.pop(student)[0].where, said=why))
    for student, several in list(found.items()):
        if len(several) > 1:
            places = " and ".join(each.where for each in several)
            strangers.append(Collected(student, "problem", said=f"two repositories are this student's: {places}"))
            del found[student]
    return {student: each for student, (each,) in found.items()}, strangers


def student_of(login: str, column: str, roster: Roster) -> tuple[str, str]:
    """The student of an account, and why there is none. Without a roster an account's name is the student's."""
    if not roster.people:
        return login, unfit(login)
    columns = [column] if column else ["student", "github", "gitlab", "sis_login"]
    for each in columns:
        known = roster.by(each).get(same(each, login))
        if known is not None:
            return known, unfit(known)
    where = f"in the column {column} of" if column else "in"
    return "", f"the account {one_line(login, 60)} is not {where} roster.csv"


def _one(source: Source, asked: Asked, student: str, found: Found) -> Collected:
    target = asked.into / student / asked.assignment
    due = asked.due(student)
    until = asked.deadlines.last(student, asked.assignment) if asked.late else due
    try:
        there = source.at(found, until)
        if there is None:
            return Collected(student, "nothing", found.where, said="nothing was there when it was due")
        late = asked.deadlines.days_late(student, asked.assignment, there.time)
        record = _record(asked, found, there, due)
        earlier = _earlier(target)
        if earlier == record and there.commit:  # what is not a repository may be another at any time
            return Collected(student, "unchanged", found.where, there.commit, there.time, late, there.note)
        if target.exists() and earlier is None and not asked.replace:
            raise BadInput(f"{target} has work that came in another way; --replace puts what is collected in its place")
        with source.files(found, there.commit) as folder:
            taken = _taken(asked, folder)
        if not taken.files:
            raise BadInput(
                f"no work of {asked.assignment} is there" + (f": {taken.left_out}" if taken.left_out else "")
            )
        times = {} if there.time is None else {NAME: line_of(there.time).encode()}
        replace_folder(target, {**taken.files, **times, RECORD: json.dumps(record, indent=1).encode()})
    except (BadInput, OSError) as error:
        kept = "; what was collected before stays" if _earlier(target) else ""
        return Collected(student, "problem", found.where, said=f"{error}{kept}")
    said = "; ".join(filter(None, [there.note, taken.left_out and f"left out: {taken.left_out}"]))
    return Collected(student, "collected", found.where, there.commit, there.time, late, said)


def _taken(asked: Asked, folder: Folder) -> Taken:
    """The work in a repository: in the folder that bears the assignment's name, where there is one."""
    released = asked.course.root / "release" / asked.assignment
    given = HANDED_OUT | names_handed_out(released, asked.assignment)
    try:
        return take(folder.inside(asked.assignment), asked.assignment, given)
    except BadInput:
        return take(folder, asked.assignment, given)


def _record(asked: Asked, found: Found, there: Moment, due: datetime | None) -> dict[str, Any]:
    return {
        "repository": found.where,
        "commit": there.commit,
        "pushed": None if there.time is None else line_of(there.time),
        "due": None if due is None else line_of(due),
        "late": asked.late,
    }


def _earlier(target: Path) -> Any:
    """What was noted when the work there was collected; None where it was not collected."""
    try:
        return json.loads(read_regular(target / RECORD, 100_000))
    except (OSError, ValueError):
        return None
