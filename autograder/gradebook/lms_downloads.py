"""`nbgrader zip_collect` of what a learning platform hands out: whose each file is, what it is, and when it came in.

    c.ZipCollectApp.collector_plugin = "autograder.gradebook.lms_downloads.Downloads"

A platform puts its own words before the name that a student gave a file. Only the platform's words are believed, so
that no file name can claim another student or another time.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nbgrader.apps.zipcollectapp import ZipCollectApp
from nbgrader.plugins import FileNameCollectorPlugin
from traitlets import Dict, Enum, List, TraitError, Unicode, validate

from autograder.core.model import BadInput
from autograder.core.sanitize import one_line
from autograder.course.student_name import look_alikes, unfit
from autograder.gradebook.clean_log import clean_log
from autograder.gradebook.file_rules import handed_out
from autograder.gradebook.lms_names import LAYOUTS, People, kinds, known, named


class Downloads(FileNameCollectorPlugin):  # type: ignore[misc]
    """Finds student, file and time in a platform's names. `named_regexp` is for others, and works as nbgrader says.

    A student's own archive gives its notebook and text, whatever else is in it. `hw4_loss-1.ipynb` and
    `hw4_loss (2).ipynb` are hw4_loss.ipynb, handed in or downloaded again. At the end it says who is in the download
    and has nothing collected, and why.
    """

    platform = Enum(tuple(LAYOUTS), default_value="blackboard", help="Where the download comes from").tag(config=True)
    timezone = Unicode("UTC", help="The platform's clock, like Europe/Berlin").tag(config=True)
    valid_ext = List([".ipynb", ".py"], help="Endings of what is collected").tag(config=True)
    students = Dict(help="Whom the platform's words mean: {'Ada Lovelace_12345': 'ada'}").tag(config=True)
    column = Unicode("", help="What Blackboard puts before each user's name, where it is not plain").tag(config=True)

    @validate("timezone")
    def _known_zone(self, proposal: Any) -> str:
        try:
            ZoneInfo(proposal["value"])
        except (ZoneInfoNotFoundError, ValueError):
            raise TraitError(f"{proposal['value']!r} is not a time zone; one reads like Europe/Berlin") from None
        return str(proposal["value"])

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        clean_log(self.log)
        self._seen: set[tuple[str, str]] = set()
        self._told = False
        self._lost: dict[str, list[str]] = defaultdict(list)  # by the path in the download: why it is not collected
        self._paths: set[Path] = set()
        self._alike: dict[str, str] = {}
        root = Path(self.parent.coursedir.root)
        try:
            rostered = known(root / "roster.csv", self.platform)
        except BadInput as error:
            self.log.warning("%s", error)
            rostered = {}
        self._people = People(self.platform, rostered | dict(self.students), self.column)

    def saw(self, path: Path, why_not: str = "") -> None:
        """There is a file in the download; `why_not` says why it is not unpacked."""
        inside = self._inside(path)
        told = named(self.platform, inside)
        if told is not None:
            self._people.saw(told)
        self._paths.add(inside)
        if why_not:
            self._lost[str(inside)].append(why_not)

    def companion(self, path: Path, text: str) -> None:
        """What Blackboard's own text beside a submission says, where this is one."""
        told = named(self.platform, self._inside(path))
        if told is not None and self.platform == "blackboard" and path.name.endswith(f"{told.time}.txt"):
            self._people.companion(told, text)

    def is_companion(self, name: str) -> bool:
        """Whether a file of this name is the platform's own, and says whose the files beside it are."""
        return self.platform == "blackboard" and bool(re.fullmatch(r".+?_attempt_\d{4}(-\d\d){5}\.txt", name))

    def report(self, collected: set[str]) -> None:
        """Say who is in the download and has nothing collected, and why; and who handed in late, where it is told."""
        if self.named_regexp:
            return
        files: dict[str, list[Path]] = defaultdict(list)
        late = set()
        for inside in self._paths:
            told = named(self.platform, inside)
            if told is None or self.is_companion(inside.name):
                continue
            try:
                student = self._people.student(told)
            except BadInput:
                student = f"{told.words}_{told.number}"
            files[student].append(inside)
            if told.late:
                late.add(student)
        for student in sorted(files.keys() - collected):
            self.log.warning(
                "nothing is collected of %s: %s", one_line(student, 60), self._why(student, files[student])
            )
        if late:
            self.log.warning("late, as the platform says: %s", ", ".join(one_line(name, 60) for name in sorted(late)))

    def _why(self, student: str, files: list[Path]) -> str:
        reasons = [why for inside in files for why in self._lost.get(str(inside), ())]
        reasons += [why for why in (unfit(student), self._alike.get(student)) if why]
        other = [inside.name for inside in files if inside.suffix not in self.valid_ext]
        if other and not reasons:
            reasons.append(f"{kinds(other)}: not {' or '.join(self.valid_ext)}")
        return "; ".join(dict.fromkeys(reasons)) or "none of its files is work of this assignment"

    def _inside(self, path: Path) -> Path:
        return path.relative_to(self.parent._format_collect_path(self.parent.extracted_directory))

    def _look_at_all(self) -> None:
        """Know everyone of the download before the first is named."""
        self._told = True
        for folder, _, names in os.walk(self.parent._format_collect_path(self.parent.extracted_directory)):
            for name in names:
                self.saw(Path(folder) / name)
        who = set()
        for inside in self._paths:
            told = named(self.platform, inside)
            if told is not None:
                try:
                    who.add(self._people.student(told))
                except BadInput:
                    continue
        self._alike = look_alikes(who)

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Student, file and time of one extracted file; None for what is nobody's work."""
        if not self._told:
            self._look_at_all()
        path = Path(submitted_file)
        inside = self._inside(path)
        hidden = any(part.startswith(".") or part == "__MACOSX" for part in inside.parts)
        if hidden or path.suffix not in self.valid_ext:
            return None
        info: dict[str, str] | None = self._match(submitted_file) if self.named_regexp else self._known(inside)
        if info is None:
            return None
        info = {
            key: value for key, value in info.items() if value is not None
        }  # groups of the pattern that did not match
        name = self._named(Path(info["file_id"]).name.removesuffix(path.suffix) + path.suffix)
        if name in handed_out(self.parent.coursedir):
            return None
        key = (info["student_id"], name)
        if "timestamp" not in info and key in self._seen:
            self.log.warning(
                "%s: %s has two of that name, and no time tells the later; this one is left out", path, key
            )
            return None
        self._seen.add(key)
        return {**info, "file_id": name} | ({"timestamp": self._utc(info["timestamp"])} if "timestamp" in info else {})

    def _known(self, inside: Path) -> dict[str, str] | None:
        """Whose a file is and what; None, with a line, where its name does not tell it."""
        told = named(self.platform, inside)
        if told is None:
            self.log.warning(
                "%s is not named as %s does; if it comes from elsewhere, set c.Downloads.platform or "
                "c.FileNameCollectorPlugin.named_regexp in nbgrader_config.py",
                inside,
                self.platform,
            )
            return None
        try:
            student = self._people.student(told)
        except BadInput as error:
            self._lost[str(inside)].append(str(error))
            return None
        if unfit(student) or student in self._alike:
            return None
        info = {"student_id": student, "file_id": told.file}
        return info | ({"timestamp": told.time} if told.time else {})

    def _named(self, name: str) -> str:
        """The assignment's own file name, if only a number was added to it."""
        homework = self.parent.coursedir.assignment_id
        again = re.fullmatch(rf"{re.escape(homework)}[ _-]?(?:\d+|\(\d+\))(\.\w+)", name)
        return homework + again[1] if again else name

    def _utc(self, time: str) -> str:
        """A platform's time as nbgrader reads it correctly; a form that is unknown here is left to nbgrader."""
        digits = re.fullmatch(r"(\d{4})" + r"-(\d\d)" * 5, time)
        if digits is None:
            return time
        there = datetime(*map(int, digits.groups()), tzinfo=ZoneInfo(self.timezone))  # type: ignore[misc, arg-type]
        return f"{there.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _process(app: ZipCollectApp) -> None:
    """nbgrader's own, and at the end who is in the download and has nothing collected."""
    app.autograder_collected = set()
    _nbgraders_processing(app)
    if isinstance(app.collector_plugin_inst, Downloads):
        app.collector_plugin_inst.report(app.autograder_collected)


def _transfer(app: ZipCollectApp, collected_data: dict[str, dict[str, Any]]) -> None:
    """nbgrader's own, with modes of ours: what was collected is staff's."""
    _nbgraders_transfer(app, collected_data)
    app.autograder_collected = set(collected_data)
    for student in collected_data:
        places = app.coursedir
        folder = Path(places.format_path(places.submitted_directory, student, places.assignment_id))
        for path in (folder, *folder.iterdir()):
            path.chmod(
                (0o2770 if path.is_dir() else 0o660) if places.groupshared else 0o700 if path.is_dir() else 0o600
            )
        if not places.groupshared:
            folder.parent.chmod(0o700)


# nbgrader asks no plug-in what to say at the end. The course's configuration names this module, so that it is imported
# before nbgrader begins.
_nbgraders_processing = ZipCollectApp.process_extracted_files
_nbgraders_transfer = ZipCollectApp._transfer_files
ZipCollectApp.process_extracted_files = _process
ZipCollectApp._transfer_files = _transfer
