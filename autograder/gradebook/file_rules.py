"""What nbgrader's steps copy beside a notebook, and how they read times, in the place of nbgrader's own ways.

nbgrader asks no plug-in about either: it copies every file of a student's, through links, into `autograded/` and from
there into `feedback/`, and opens whatever is called `timestamp.txt`. The course's configuration names classes that
import this module, before nbgrader copies anything. Steps of other exporters are nbgrader's own as before.
"""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import Any

from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import rmtree

from autograder.core.files import write_new
from autograder.core.model import BadInput
from autograder.core.open_folder import opened
from autograder.course.submission_time import NAME, line_of, submitted_at
from autograder.course.taken import names_handed_out, take


def bring_work(converter: Any, assignment: str, student: str) -> None:
    """Into `autograded/`: the text twin, small modules and the time. The notebook itself is rebuilt there."""
    source = Path(converter._format_source(assignment, student))
    target = Path(converter._format_dest(assignment, student))
    target.mkdir(parents=True, exist_ok=True)
    try:
        with opened(source.parent.parent, source.parent.name, source.name) as folder:
            taken = take(folder, assignment, handed_out(converter.coursedir))
    except BadInput as error:
        converter.log.warning("%s: nothing is copied: %s", student, error)
        return
    if taken.left_out:
        converter.log.warning("%s: left out: %s", student, taken.left_out)
    files = {name: data for name, data in taken.files.items() if not name.endswith(".ipynb")}
    time = submitted_at(source)[0]
    if time is not None:
        files[NAME] = line_of(time).encode()
    for name, data in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        write_new(target / name, data)


def bring_nothing(converter: Any, assignment: str, student: str) -> None:
    """Into `feedback/`: the page alone, which nbgrader writes next."""


def handed_out(places: CourseDirectory) -> set[str]:
    """The names of what students got besides the work itself, such as test_public.py."""
    folder = Path(places.format_path(places.release_directory, ".", places.assignment_id))
    return names_handed_out(folder, places.assignment_id)


def all_of_source(places: CourseDirectory) -> dict[str, list[str]]:
    """Every file that students were given, by assignment: nothing that runs needs a copy of it for each student."""
    name = places.assignment_id
    folder = Path(places.format_path(places.source_directory, ".", name))
    return {name: [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]}


def _init_assignment(converter: BaseConverter, assignment_id: str, student_id: str) -> None:
    bring = getattr(type(converter.exporter), "brings", None)
    (bring or _nbgraders_copying)(converter, assignment_id, student_id)


def _existing_time(places: CourseDirectory, dest_path: str) -> datetime.datetime | None:
    """nbgrader's own, but that it waits for no pipe, follows no link, and an odd text ends no class run."""
    time, why = submitted_at(Path(dest_path))
    said: set[str] = places.__dict__.setdefault("_odd_times", set())  # nbgrader asks up to three times
    if why and why not in said:
        said.add(why)
        places.log.warning("%s: %s", Path(dest_path).parent.name, why)
    return time


def _feedback_destination(converter: GenerateFeedback, assignment_id: str, student_id: str) -> bool:
    """Every page is made anew: it says what the gradebook says now, and nothing of an earlier run lies beside it."""
    if not hasattr(type(converter.exporter), "brings"):
        return bool(_nbgraders_destination(converter, assignment_id, student_id))
    if student_id in converter.coursedir.student_id_exclude.split(","):
        return False
    target = converter._format_dest(assignment_id, student_id)
    if os.path.islink(target):
        os.unlink(target)
    elif os.path.isdir(target):
        rmtree(target)
    return True


_nbgraders_copying = BaseConverter.init_assignment
_nbgraders_destination = GenerateFeedback.init_destination
BaseConverter.init_assignment = _init_assignment
GenerateFeedback.init_destination = _feedback_destination
CourseDirectory.get_existing_timestamp = _existing_time
