"""`nbgrader release_feedback` for a class in which some work did not come through the exchange.

c.ExchangeFactory.release_feedback = "autograder.gradebook.exchange.ReleaseFeedback"
"""

from __future__ import annotations

import glob
from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

# The exchange gives both to what is submitted through it. Feedback lies there under a name that only they tell.
_NEEDED = ("timestamp.txt", "submission_secret.txt")


class ReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]
    """nbgrader's own, but that it says whose feedback has no way back instead of stopping at the first of them."""

    def copy_files(self) -> None:
        """Release the feedback of each student in turn."""
        every: str = self.src_path  # type: ignore[has-type]
        for folder in sorted(Path(found) for found in glob.glob(every)):
            if all((folder / name).is_file() for name in _NEEDED):
                self.src_path = glob.escape(str(folder))
                super().copy_files()
            elif any(folder.glob("*.html")):
                self.log.warning("%s was not submitted through the exchange; hand its pages over yourself", folder)
        self.src_path = every
