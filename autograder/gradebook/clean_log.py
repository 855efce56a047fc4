"""nbgrader's log, fit to be read: names of files and folders stand in its lines as students chose them."""

from __future__ import annotations

import logging
from typing import Any

from autograder.core.sanitize import clean

_LONGEST = 20_000


class CleanLog(logging.Filter):
    """Makes each line what `sanitize.clean` leaves of it; a line end in it starts no line that looks like another."""

    def filter(self, record: logging.LogRecord) -> bool:
        """True: every record is kept."""
        try:
            said = record.getMessage()
        except Exception:  # logging's own rule: what cannot be said stops nobody
            said = str(record.msg)
        record.msg, record.args = clean(said, _LONGEST).replace("\n", "\n    "), ()
        return True


def clean_log(log: Any) -> None:
    """Clean all that a logger says from here on."""
    if not any(isinstance(each, CleanLog) for each in log.filters):
        log.addFilter(CleanLog())
