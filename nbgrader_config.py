"""nbgrader's view of this course, for its own commands: `make release` makes release/ and solutions/."""

from pathlib import Path

c = get_config()  # type: ignore[name-defined]  # noqa: F821  nbgrader hands it to this file

c.CourseDirectory.course_id = "matcalc"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.solution_directory = "solutions"
# No source_directory: nbgrader publishes every file it finds in there, so it never sees assignments/.
