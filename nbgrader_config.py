"""nbgrader's view of this course, for its own commands. Marking is the isolated judge's: no kernel ever starts."""

import os
import sys
import warnings
from pathlib import Path

from autograder.course.lesson import CODE_STUB, TEXT_STUB

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
c.Autograde.exporter_class = "autograder.gradebook.autograde.Submissions"
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = [
    "autograder.gradebook.autograde.JudgeSubmission",  # in the place of Execute
    "autograder.gradebook.autograde.SaveScores",
    "autograder.gradebook.late.LatePenalties",  # by deadlines.toml, where that names the homework
    "nbgrader.preprocessors.CheckCellMetadata",
]

# `zip_collect` of a platform's download. For another than Blackboard, or another clock than UTC's:
#     c.Downloads.platform = "moodle"  # or "canvas"
#     c.Downloads.timezone = "Europe/Berlin"
c.ZipCollectApp.extractor_plugin = "autograder.gradebook.archives.Archives"
c.ZipCollectApp.collector_plugin = "autograder.gradebook.lms_downloads.Downloads"
c.ExchangeFactory.collect = "autograder.gradebook.exchange.Collect"
c.ExchangeFactory.release_feedback = "autograder.gradebook.exchange.ReleaseFeedback"

# nbgrader's table of scores, and a word where points changed since they were given.
c.ExportApp.plugin_class = "autograder.gradebook.export.ScoresAsCsv"

# A page that a student reads on a phone too, instead of the whole notebook once more.
c.GenerateFeedback.exporter_class = "autograder.gradebook.feedback.FeedbackPage"
c.GenerateFeedback.preprocessors = []
