"""nbgrader's exchange on a shared disk: what comes in through it, and what goes out.

    c.ExchangeFactory.collect = "autograder.gradebook.exchange.Collect"
    c.ExchangeFactory.release_feedback = "autograder.gradebook.exchange.ReleaseFeedback"

Everyone may make folders in the exchange's `inbound/` and put anything into them, also after it was "submitted".
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.utils import check_mode, notebook_hash
from traitlets import Bool

from autograder.core.files import replace_folder, write_new
from autograder.core.model import BadInput
from autograder.core.open_folder import OpenFolder, account, opened
from autograder.core.sanitize import one_line
from autograder.core.values import writable
from autograder.course.student_name import look_alikes, unfit
from autograder.course.submission_time import NAME, line_of, parsed, submitted_at
from autograder.course.taken import Taken, take
from autograder.gradebook.clean_log import clean_log
from autograder.gradebook.closed_course import refuse_open
from autograder.gradebook.file_rules import handed_out

_SECRET = "submission_secret.txt"  # the exchange gives one to each submission; feedback lies under a name made of it
_MAX_SECRET = 1_000
_MAX_PAGE = 20_000_000
_MAX_NAMES = 20  # of notebooks of one student, under whose names feedback is laid


@dataclass(frozen=True)
class Submission:
    """A folder in `inbound/`, by what its name says."""

    student: str
    name: str
    time: datetime


@dataclass(frozen=True)
class Work:
    """A submission that can be taken, with what was found in it."""

    submission: Submission
    taken: Taken
    secret: bytes | None
    changed: datetime


class Collect(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's own, but that it takes only the submitter's own regular files, of bounded size, and only what is work.

    Of several submissions the last one that was on time counts, and late work only where none was.
    """

    late_replaces = Bool(False, help="Late work takes the place of work that was on time").tag(config=True)

    def init_src(self) -> None:
        """Find the submissions; `ExchangeError` where there is no exchange for the course."""
        clean_log(self.log)
        try:
            refuse_open(Path(self.coursedir.root), self.config)
        except BadInput as reason:
            self.fail(f"nothing was collected: {reason}")
        if not self.coursedir.course_id:
            self.fail("No course id specified. Re-run with --course flag.")
        self.inbound_path = os.path.join(self.root, self.coursedir.course_id, "inbound")
        if not os.path.isdir(self.inbound_path):
            self.fail(f"Course not found: {self.inbound_path}")
        if not check_mode(self.inbound_path, read=True, execute=True):
            self.fail(f"You don't have read permissions for the directory: {self.inbound_path}")
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            try:
                self.duedate = gradebook.find_assignment(self.coursedir.assignment_id).duedate
            except MissingEntry:
                self.duedate = None
        found: dict[str, list[Submission]] = {}
        for each in self._submissions():
            found.setdefault(each.student, []).append(each)
        alike = look_alikes(found)
        self.src_records = []
        for student, submissions in sorted(found.items()):
            why = unfit(student) or alike.get(student)
            if why:
                self.log.warning("%s is not collected: %s", one_line(student, 60), why)
            else:
                self.src_records.append(sorted(submissions, key=self._preference, reverse=True))

    def copy_files(self) -> None:
        """Collect each student's submission in turn; whatever is wrong with one is a line of the log."""
        if not self.src_records:
            self.log.warning("No submissions of %r to collect", self.coursedir.assignment_id)
        given = handed_out(self.coursedir)
        for submissions in self.src_records:
            try:
                self._collect(submissions, given)
            except OSError as error:
                student = submissions[0].student
                self.log.warning("%s is not collected: %s: %s", student, error.filename, error.strerror)

    def _submissions(self) -> Iterator[Submission]:
        asked = self.coursedir.student_id if self.coursedir.student_id not in ("", "*") else None
        odd: list[str] = []
        with os.scandir(self.inbound_path) as entries:
            for entry in entries:
                parts = entry.name.rsplit("+", 3)  # a user's name may have one too
                if len(parts) == 4 and parts[1] != self.coursedir.assignment_id:
                    parts = entry.name.rsplit("+", 2)
                if len(parts) < 3 or parts[1] != self.coursedir.assignment_id or asked not in (None, parts[0]):
                    continue
                time = parsed(parts[2])
                if time is None:
                    odd.append(entry.name)
                else:
                    yield Submission(parts[0], entry.name, time)
        if odd:
            shown = ", ".join(one_line(name, 80) for name in sorted(odd)[:3])
            self.log.warning("%d folders whose names tell no time are not collected: %s", len(odd), shown)

    def _preference(self, each: Submission) -> tuple[bool, datetime]:
        return (not self._late(each.time) or (self.late_replaces and not self.before_duedate), each.time)

    def _late(self, time: datetime | None) -> bool:
        return self.duedate is not None and time is not None and time > self.duedate

    def _collect(self, submissions: list[Submission], given: set[str]) -> None:
        student, homework = submissions[0].student, self.coursedir.assignment_id
        target = Path(self.coursedir.format_path(self.coursedir.submitted_directory, student, homework))
        if target.is_symlink() or target.parent.is_symlink():
            self.log.warning("%s is not collected: %s is a link", student, target)
            return
        there = target.is_dir()
        if there and not (self.update or self.before_duedate):
            self.log.info("Submission already exists, use --update to update: %s %s", student, homework)
            return
        work = self._first_good(submissions, given)
        if work is None:
            return
        time = work.submission.time
        newest = max(submissions, key=lambda each: each.time)
        if newest.time > time and self._late(newest.time):
            self.log.warning(
                "%s: work of %s is late and not taken, as there is some that was on time; to take it set "
                "c.Collect.late_replaces = True",
                student,
                newest.time,
            )
        if there:
            before = submitted_at(target)[0]
            if before is not None and not self._late(before) and self._late(time) and not self.late_replaces:
                self.log.warning(
                    "%s: work of %s is late and not taken, as that of %s was on time; to take it set "
                    "c.Collect.late_replaces = True",
                    student,
                    time,
                    before,
                )
                return
            if before == time or (before is not None and before > time and not self._late(before)):
                self.log.info("No newer submission to collect: %s %s", student, homework)
                return
        self.log.info("%s submission: %s %s", "Updating" if there else "Collecting", student, homework)
        self._say(work)
        self._write(work, target)

    def _first_good(self, submissions: list[Submission], given: set[str]) -> Work | None:
        """The first that is the student's own and has work in it; what the others are is said in one line."""
        refused: list[str] = []
        for each in submissions:
            try:
                with opened(Path(self.inbound_path), each.name) as folder:
                    self._refuse_foreign(folder, each.student)
                    taken = take(folder, self.coursedir.assignment_id, given)
                    if not taken.files:
                        raise BadInput(f"there is no work in it ({taken.left_out or 'it is empty'})")
                    secret = folder.read(_SECRET, _MAX_SECRET) if folder.status(_SECRET) else None
                    changed = datetime.fromtimestamp(os.fstat(folder.descriptor).st_ctime, UTC).replace(tzinfo=None)
                    work = Work(each, taken, secret, changed)
                    break
            except BadInput as error:
                refused.append(f"{each.name}: {error}")
        else:
            work = None
        if refused:
            self.log.warning(
                "%s: %s not collected: %s%s",
                submissions[0].student,
                f"{len(refused):,} submissions are" if len(refused) > 1 else "a submission is",
                refused[0],
                ", …" if len(refused) > 1 else "",
            )
        return work

    def _refuse_foreign(self, folder: OpenFolder, student: str) -> None:
        owner = account(folder.owner)
        if self.check_owner and owner != student:
            raise BadInput(
                f"it says that it is {student}'s and was made by {owner} (where all students share an account: "
                "c.ExchangeCollect.check_owner = False)"
            )

    def _say(self, work: Work) -> None:
        student, time = work.submission.student, work.submission.time
        if work.taken.left_out:
            self.log.warning("%s: left out: %s", student, work.taken.left_out)
        if self._late(work.changed) and not self._late(time):
            self.log.warning(
                "%s: it says %s, and was last changed at %s, after it was due", student, time, work.changed
            )

    def _write(self, work: Work, target: Path) -> None:
        """The work in the place of what was collected before, whole or not at all, with modes of our own."""
        extra = {NAME: line_of(work.submission.time).encode()}
        if work.secret is not None:
            extra[_SECRET] = work.secret
        replace_folder(target, {**work.taken.files, **extra}, shared=self.coursedir.groupshared)


class ReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]
    """nbgrader's own, but that it publishes our page and nothing else, and says whose feedback has no way back.

    A page also lies under the name that the student's own notebook has, where `nbgrader fetch_feedback` looks for it.
    """

    def copy_files(self) -> None:
        """Release the feedback of each student in turn."""
        clean_log(self.log)
        pattern = Path(self.src_path)
        root = Path(self.coursedir.root)
        excluded = self.coursedir.student_id_exclude.split(",")
        for folder in sorted(root.glob(str(pattern.relative_to(root)))):
            student = folder.parent.name
            if student in excluded or not folder.is_dir():
                continue
            try:
                self._release(folder, student)
            except BadInput as error:
                self.log.warning("%s: no feedback is released: %s", student, error)

    def _release(self, folder: Path, student: str) -> None:
        homework = self.coursedir.assignment_id
        with opened(folder.parent.parent, student, homework) as pages:
            if pages.status(f"{homework}.html") is None:
                return
            page = pages.read(f"{homework}.html", _MAX_PAGE)
        work = Path(self.coursedir.format_path(self.coursedir.submitted_directory, student, homework))
        with opened(work.parent.parent, student, homework) as submitted:
            if submitted.status(_SECRET) is None:
                raise BadInput(f"{work} was not submitted through the exchange; hand the page over yourself")
            secret = submitted.read(_SECRET, _MAX_SECRET).decode("utf-8", "replace")
            books = [writable(Path(name).stem) for name in submitted.names() if name.endswith(".ipynb")]
        if not secret.strip():
            raise BadInput(f"{work / _SECRET} is empty; hand the page over yourself")
        for book in dict.fromkeys([homework, *books[:_MAX_NAMES]]):
            name = notebook_hash(
                secret=secret, notebook_id=book.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            )
            self._publish(page, Path(self.dest_path) / f"{name}.html")
        self.log.info("Releasing feedback for student '%s' on assignment '%s'", student, homework)

    @staticmethod
    def _publish(page: bytes, path: Path) -> None:
        part = path.with_name(f"{path.stem}-{os.getpid()}.part")
        write_new(part, page, 0o644)
        part.replace(path)
