"""What nbgrader's `autograde` is configured with: a lenient reader of submissions, and the judge instead of a kernel.

    c.Autograde.exporter_class = "autograder.gradebook.autograde.Submissions"
    c.Autograde.autograde_preprocessors = ["autograder.gradebook.autograde.JudgeSubmission", ...]

nbgrader converts a submission twice: `submitted/` to `autograded/`, where here the notebook is rebuilt, and
`autograded/` to itself, where here the isolated judge writes under the check cells what it found.
"""

from __future__ import annotations

import json
import shutil
import weakref
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from nbgrader.utils import compute_checksum, is_grade, is_solution
from traitlets import Enum, Integer, Unicode

from autograder.core.model import BadInput, CourseFault
from autograder.course.lesson import METADATA
from autograder.course.notebook_repair import NotebookCell
from autograder.course.student_name import look_alikes, unfit
from autograder.course.submitted import Task, Work
from autograder.gradebook import cell_outputs, database, file_rules
from autograder.gradebook.changed_work import drop_changed
from autograder.gradebook.clean_log import clean_log
from autograder.gradebook.closed_course import refuse_open
from autograder.gradebook.no_assumed_zero import no_assumed_zero
from autograder.gradebook.rebuilt_notebook import note_of, rebuilt, unreadable
from autograder.grading import runner
from autograder.grading.bench import Bench
from autograder.grading.marking_lock import marking
from autograder.grading.outdated import finished
from autograder.grading.seeds import class_seeds, keep
from autograder.grading.settings import Settings
from autograder.isolation.sandbox.isolation import LEVELS
from autograder.isolation.supervisor import ZygoteLost
from autograder.results.result_json import WholeRow

STAMP = "autograder"  # a notebook's metadata of that name says that its grading came to an end
_BENCH = "autograder_bench"  # an attribute of nbgrader's CourseDirectory


class JudgeSubmission(NbGraderPreprocessor):  # type: ignore[misc]
    """Instead of nbgrader's Execute: no kernel starts; an isolated worker runs the student's code.

    It judges what lies in `submitted/`, as `autograder grade` does, writes the same result JSON, and takes a result
    that still holds unless told `--force`.
    """

    seed = Integer(None, allow_none=True, help="The class's from now on; default the one kept with the results").tag(
        config=True
    )
    isolation = Enum(LEVELS, default_value="strict", help="Grade only with at least this much").tag(config=True)
    device = Enum(("cpu", "cuda"), default_value="cpu", help="For PyTorch work").tag(config=True)
    results = Unicode("results", help="Where result JSON goes, from the course's root").tag(config=True)

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Write under each check cell what the judge found, and its score last."""
        student, assignment = resources["nbgrader"]["student"], resources["nbgrader"]["assignment"]
        exporter: Submissions = self.parent
        row = self._row(Task(student, assignment, _submitted(self, student, assignment)), exporter)
        problem = row["problem"] if "problem" in row else ""  # noqa: SIM401 (mypy knows the type of this one)
        asked = {} if "problem" in row else {question["id"]: question for question in row["questions"]}
        check_cells = exporter.bench.course.lesson(assignment).check_cells
        questions = {cell: asked[question] for question, cell in check_cells.items() if question in asked}
        notes = [] if "problem" in row else list(row["notes"])
        for cell in nb.cells:
            if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell):
                question = questions.get(cell.metadata.nbgrader["grade_id"])
                said = (
                    cell_outputs.outputs(question, notes)
                    if question
                    else cell_outputs.not_judged(problem or "its result does not have this question")
                )
                cell.outputs = nbformat.from_dict(said)  # type: ignore[no-untyped-call]
                notes = []  # what concerns the whole notebook is said once, under its first check
        nb.metadata[STAMP] = {"judged": bool(questions), "problem": problem}
        return nb, resources

    def _row(self, task: Task, exporter: Submissions) -> WholeRow:
        bench, work = exporter.bench, exporter.work_in(task.path)
        out = bench.course.root / self.results
        converter: Any = exporter.parent
        kept = None
        if not converter.force:
            kept = finished(task, bench.settings, out, bench.course, work)
        row: WholeRow = runner.grade_to_file(task, bench, out, work) if kept is None else kept
        if "problem" in row:
            self.log.warning("%s: %s needs a person: %s", task.student, task.assignment, row["problem"])
        return row


class SaveScores(SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's own, except that a check cell without a score gets no points at all: it waits for a person.

    An answer by hand that stands elsewhere bears a note that says where.
    """

    def _add_score(self, cell: Any, resources: dict[str, Any]) -> None:
        judged = any(output.output_type == "execute_result" for output in cell.get("outputs", ()))
        if judged or is_solution(cell):
            super()._add_score(cell, resources)
            return
        name = cell.metadata["nbgrader"]["grade_id"]
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        grade.needs_manual_grade = grade.needs_manual_grade or grade.manual_score is None
        self.gradebook.db.commit()

    def _add_comment(self, cell: Any, resources: dict[str, Any]) -> None:
        super()._add_comment(cell, resources)
        note = note_of(cell.metadata)
        if note:
            name = cell.metadata["nbgrader"]["grade_id"]
            comment = self.gradebook.find_comment(name, self.notebook_id, self.assignment_id, self.student_id)
            comment.auto_comment = note
            self.gradebook.db.commit()


def _submitted(step: NbGraderPreprocessor, student: str, assignment: str) -> Path:
    """The folder that a student handed in. A step's parent is its exporter, whose parent is nbgrader's converter."""
    places = step.parent.parent.coursedir
    return Path(places.format_path(places.submitted_directory, student, assignment))


class Submissions(NotebookExporter):
    """Reads any submission as the released notebook with the student's answers, and never fails."""

    brings = staticmethod(file_rules.bring_work)

    def __init__(self, **options: Any) -> None:
        """Before the first submission: refuse a course that cannot grade, and remove half-finished work."""
        super().__init__(**options)  # type: ignore[no-untyped-call]
        converter: Any = self.parent
        self._work: Work | None = None
        try:
            names = sorted({Path(folder).name for folder in converter.assignments})
            self.bench = _bench_of(JudgeSubmission(parent=self), converter.coursedir, names)
            for name in names:
                _refuse_unready(self.bench, converter, name)
        except (BadInput, CourseFault, ZygoteLost) as fault:
            self.log.error("nothing was graded: %s", fault)
            raise NbGraderException(str(fault)) from fault
        for folder in converter.assignments:
            _drop_half_done(converter, Path(folder))
        converter.exclude_overwriting = file_rules.all_of_source(converter.coursedir)
        for folder in converter.assignments:
            self._drop_changed(Path(folder))

    def _drop_changed(self, submitted: Path) -> None:
        converter: Any = self.parent
        if converter.force:  # which grades everything again
            return
        done = converter._format_dest(submitted.name, submitted.parent.name)
        results = self.bench.course.root / JudgeSubmission(parent=self).results
        why = drop_changed(self.bench.course, submitted, Path(done), results)
        if why:
            self.log.warning("%s: %s is graded again: %s", submitted.parent.name, submitted.name, why)

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> tuple[Any, Any]:
        """The first time the submission, rebuilt; the second time the notebook that came of it."""
        converter: Any = self.parent
        if not converter._sanitizing:
            return super().from_filename(filename, resources, **options)
        folder, name = Path(filename).parent, Path(filename).stem
        given = self.bench.course.lesson(name).released
        self._work = Work(self.bench.course, name, folder)
        try:
            made = rebuilt(self._work.file, given)
        except BadInput as error:
            made = unreadable(given, str(error))
        whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": METADATA, "cells": made}
        book = nbformat.from_dict(whole)  # type: ignore[no-untyped-call]
        sums = _checksums(given)
        for cell in book.cells:
            role = cell.metadata.get("nbgrader")
            if role:
                role.update(checksum=sums[role["grade_id"]], cell_type=cell.cell_type)
        resources["metadata"] = {"name": name, "path": str(folder)}
        return self.from_notebook_node(book, resources)  # type: ignore[no-untyped-call,no-any-return]

    def work_in(self, folder: Path) -> Work:
        """The work in a submitted folder: what was read when it was rebuilt, since nbgrader judges it right after."""
        if self._work is None or self._work.path != folder:
            self._work = Work(self.bench.course, folder.name, folder)
        return self._work


def _checksums(given: tuple[NotebookCell, ...]) -> dict[str, str]:
    """grade_id -> the checksum by which nbgrader recognises an untouched cell."""
    made = {}
    for cell in given:
        if cell.grade_id:
            whole = {"cell_type": cell.kind, "source": cell.text, "metadata": {"nbgrader": dict(cell.role)}}
            made[cell.grade_id] = compute_checksum(nbformat.from_dict(whole))  # type: ignore[no-untyped-call]
    return made


def _bench_of(step: JudgeSubmission, places: CourseDirectory, names: Sequence[str]) -> Bench:
    """The bench of nbgrader's value for the course, which lives as long: a command, or JupyterLab's process for days.

    Its seeds are the class's, as they are now.
    """
    kept: Bench | None = getattr(places, _BENCH, None)
    root = Path(places.root)
    seeds = class_seeds(root / step.results, names) if step.seed is None else ()
    if step.seed is not None:
        keep(root / step.results, names, step.seed)
    settings = Settings(root, step.seed or 0, step.device, step.isolation)
    if kept is not None and replace(kept.settings, seeds=()) == settings:
        known = dict(kept.settings.seeds) if step.seed is None else {}
        kept.settings = replace(settings, seeds=tuple(sorted({**known, **dict(seeds)}.items())))
        return kept
    if kept is not None:
        kept.close()
    bench = Bench(replace(settings, seeds=seeds))
    setattr(places, _BENCH, bench)
    weakref.finalize(places, bench.close)
    return bench


def _refuse_unready(bench: Bench, converter: Autograde, name: str) -> None:
    """Hold the course's checks against its reference, and the gradebook against the course, once."""
    bench.course.folder(name)
    bench.renew(name)
    with database.opened(converter.coursedir.db_url, converter.coursedir.course_id) as gradebook:
        database.refuse_unknown(gradebook, name, bench.course.lesson(name).released)
    bench.judge(name)


def _find_all(converter: Autograde) -> None:
    """Every student's folder with the one notebook that counts, even if its files have other names.

    Replaces nbgrader's own, which leaves out folders without a notebook, and refuses a notebook with another name.
    """
    clean_log(converter.log)
    places = converter.coursedir
    root = Path(places.root)
    pattern = places.format_path(places.submitted_directory, places.student_id, places.assignment_id)
    folders = sorted(path for path in root.glob(str(Path(pattern).relative_to(root))) if path.is_dir())
    if places.notebook_id != "*" or not folders or not issubclass(converter.exporter_class, Submissions):
        _nbgraders_own(converter)
        return
    alike = look_alikes({folder.parent.name for folder in folders})
    converter.notebooks, converter.assignments = [], {}
    for folder in folders:
        why = unfit(folder.parent.name) or alike.get(folder.parent.name)
        if why:
            converter.log.warning("%s is left out: %s", folder, why)
        else:
            converter.assignments[str(folder)] = [str(folder / f"{folder.name}.ipynb")]


def _alone(converter: Autograde) -> None:
    """nbgrader's own run, in a course that is closed to students and that nobody else marks meanwhile."""
    if not issubclass(converter.exporter_class, Submissions):
        _nbgraders_start(converter)
        return
    clean_log(converter.log)
    places = converter.coursedir
    root = Path(places.root)
    results = root / JudgeSubmission(config=converter.config).results
    with ExitStack() as held:
        try:
            refuse_open(root, converter.config)
            held.enter_context(marking(results, [places.assignment_id]))
        except BadInput as reason:
            converter.log.error("nothing was graded: %s", reason)
            raise NbGraderException(str(reason)) from reason
        _nbgraders_start(converter)


def _init_assignment(converter: Autograde, assignment_id: str, student_id: str) -> None:
    """nbgrader's own, and nobody has a zero before the judge was asked."""
    with no_assumed_zero():
        _nbgraders_rows(converter, assignment_id, student_id)


_nbgraders_rows = Autograde.init_assignment
Autograde.init_assignment = _init_assignment

# nbgrader asks no plug-in how to find submissions. It imports this module, which the course's configuration names,
# before it looks for them.
_nbgraders_own = Autograde.init_notebooks
_nbgraders_start = Autograde.start
Autograde.init_notebooks = _find_all
Autograde.start = _alone


def _drop_half_done(converter: Autograde, submitted: Path) -> None:
    """Remove what a killed run left in `autograded/`, since nbgrader would take it for graded.

    A finished notebook is read-only or has our stamp; it keeps the stamp when a person edits it.
    """
    places = converter.coursedir
    done = Path(places.format_path(places.autograded_directory, submitted.parent.name, submitted.name))
    book = done / f"{submitted.name}.ipynb"
    if not done.is_dir() or (book.is_file() and not book.stat().st_mode & 0o222):
        return
    try:
        if STAMP in json.loads(book.read_bytes()).get("metadata", {}):
            return
    except (OSError, ValueError, AttributeError):
        pass
    converter.log.warning("%s was not finished, and is graded again", done)
    shutil.rmtree(done)
