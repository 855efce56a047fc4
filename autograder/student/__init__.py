"""A released folder: how it is made and checked for leaks, and what runs in it.

A student's notebook writes `from autograder.student import check, experiment, picture, predict`. They load when first
used, because pytest loads this package with its plug-in, in every folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.student.notebook import check as check
    from autograder.student.practice import experiment as experiment
    from autograder.student.practice import picture as picture
    from autograder.student.practice import predict as predict
else:
    from autograder.core.lazy import lazy_names

    __getattr__, __dir__, __all__ = lazy_names(
        __name__,
        {"autograder.student.notebook": ["check"], "autograder.student.practice": ["experiment", "picture", "predict"]},
    )
