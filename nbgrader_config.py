"""nbgrader's view of this course, for its own commands. Marking is the isolated judge's: no kernel ever starts."""

import os
import sys
import warnings
from pathlib import Path

from autograder.lesson import CODE_STUB, TEXT_STUB

c = get_config()  # type: ignore[name-defined]  # noqa: F821  nbgrader hands it to this file

# nbgrader calls alembic, which is installed beside it, by its bare name when it makes a new gradebook.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])

# nbgrader makes its rows in an order that SQLAlchemy 2.1 remarks on, harmlessly, at every student's first submission.
warnings.filterwarnings("ignore", message="Object of type <Submitted", module=r"nbgrader\.api")

c.CourseDirectory.course_id = "matcalc"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
# nbgrader publishes every file that it finds in its source folder, so `make release` makes that of an allow-list.
c.CourseDirectory.source_directory = "source"
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.solution_directory = "solutions"

c.ClearSolutions.code_stub = {"python": CODE_STUB}
c.ClearSolutions.text_stub = TEXT_STUB
# Solutions are not executed: pictures and times would make each run another. `autograder verify` runs them.
c.GenerateSolution.preprocessors = ["nbgrader.preprocessors.LockCells", "nbgrader.preprocessors.ClearOutput"]

# A submission is read leniently and rebuilt on the cells that were handed out, so that nothing is left to sanitize.
c.Autograde.exporter_class = "autograder.gradebook.pipeline.Submissions"
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = [
    "autograder.gradebook.pipeline.Judge",  # in the place of Execute
    "autograder.gradebook.pipeline.SaveScores",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# A page that a student reads on a phone too, instead of the whole notebook once more.
c.GenerateFeedback.exporter_class = "autograder.gradebook.feedback.FeedbackPage"
c.GenerateFeedback.preprocessors = []

# `zip_collect`: files of an LMS download, like term_ada_attempt_2026-01-30-15-30-10_hw4_loss.ipynb
c.FileNameCollectorPlugin.named_regexp = (
    r".*/[^/]*_(?P<student_id>[^/_]+)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>\w+)"
)
c.FileNameCollectorPlugin.valid_ext = [".ipynb", ".py"]
