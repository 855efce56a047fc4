"""What nbgrader's `export` is configured with: its table of scores, and a word where they are of other points.

c.ExportApp.plugin_class = "autograder.gradebook.export.ScoresAsCsv"
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.plugins import CsvExportPlugin

from autograder.core.model import BadInput, CourseFault
from autograder.course.course import Course
from autograder.gradebook import database
from autograder.grading.outdated import of_other_points
from autograder.results import store


class ScoresAsCsv(CsvExportPlugin):  # type: ignore[misc]
    """nbgrader's own, which does not know that an assignment's points changed since it was marked."""

    def export(self, gradebook: Any) -> None:
        """Write the table. What is not of the points that `assignment.toml` has now is said."""
        app: Any = self.parent
        course = Course(Path(app.coursedir.root))
        for name in (each.name for each in gradebook.assignments if each.name in course.names):
            try:
                database.refuse_unknown(gradebook, name, course.lesson(name).released)
            except (BadInput, CourseFault) as reason:
                self.log.warning("%s", reason)
        try:
            found = store.read_all(course.root / "results")[0]
        except BadInput:
            found = []  # nothing was marked into results/, or nothing yet
        for sentence in of_other_points(found, course):
            self.log.warning("%s", sentence)
        super().export(gradebook)
