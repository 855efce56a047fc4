"""Before a course is used with nbgrader: is it closed to its students, and who else is at work on it?"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from traitlets.config import Config

from autograder.core.model import BadInput
from autograder.course.open_course import opening
from autograder.gradebook.database import settings


def refuse_open(root: Path, config: Config | None = None, students: Iterable[str] = ()) -> None:
    """`BadInput` where students of this machine can read the course, unless its configuration accepts that.

    `config` is what nbgrader has loaded; without it the course's own file is read, and those of the whole machine.
    """
    config = _loaded(root) if config is None else config
    if config.Autograder.get("open_course") is True:
        return
    exchange = config.Exchange.get("root")
    found = opening(root, students, [Path(exchange)] if isinstance(exchange, str) else [])
    if found is not None and found.students:
        raise BadInput(found.sentence(root))


def _loaded(root: Path) -> Config:
    from jupyter_core.paths import jupyter_config_path

    config = Config()
    for folder in [*map(Path, reversed(jupyter_config_path())), root]:
        if os.access(folder, os.R_OK | os.X_OK):
            config.merge(settings(folder))
    return config
