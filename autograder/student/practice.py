"""For a notebook: cells to try and to look at, never graded. When work is loaded or graded they do nothing."""

from __future__ import annotations

import io
import math
import sys
import traceback
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout

from autograder.core.numbers import number
from autograder.core.sanitize import one_line
from autograder.student import kernel, local

CLOSE = 0.02  # how far a predicted number may be from the true one, as a share of it


def predict(guess: float | None, truth: float, within: float = CLOSE) -> None:
    """Ask for a number before it is computed, and say how near the guess came. Nothing depends on it.

    guess: the student's number; None where it is not written yet.
    within: how far off is near enough, as a share of `truth`, or absolutely where `truth` is smaller than 1.
    """
    if local.loading:
        return
    if guess is None:
        print("○ Write your number in place of None, then run this cell again. A wrong guess costs nothing.")
    elif isinstance(guess, bool) or not isinstance(guess, int | float) or math.isnan(guess):
        print(f"○ {guess!r} is not a number; write one in place of it.")
    elif abs(guess - truth) <= within * max(1.0, abs(truth)):
        print(f"✔ {number(guess)}: yes. The computer says {number(truth)}.")
    else:
        print(f"✘ You said {number(guess)}; the computer says {number(truth)}. Where does the difference come from?")


def picture(draw: Callable[[], None]) -> Callable[[], None]:
    """Decorate a function that draws: it is called at once, in a notebook, but not when work is loaded or graded.

    Where it needs a function that is not written yet, it says which; where one raises, in which line. What functions
    print meanwhile, and warnings, are left out: the checks show them.
    """

    def silently() -> None:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            draw()

    _called(silently, "picture")
    return draw


def experiment(body: Callable[[], None]) -> Callable[[], None]:
    """Decorate a function that tries something out and prints what it saw: it is called as one under `picture` is."""
    return _called(body, "experiment")


def _called(body: Callable[[], None], kind: str) -> Callable[[], None]:
    if not local.loading:
        try:
            body()
        except Exception as error:  # of a function that is not right yet
            print(_why_not(error, kind))
            if "matplotlib.pyplot" in sys.modules:
                sys.modules["matplotlib.pyplot"].close("all")  # else the notebook shows what was begun
    return body


def _why_not(error: Exception, kind: str) -> str:
    """What keeps a picture or an experiment from being seen, by the innermost line of the notebook's own."""
    frames = [(trace.f_code, line) for trace, line in traceback.walk_tb(error.__traceback__)]
    own = [each for each in frames if kernel.cell_name(each[0].co_filename) != each[0].co_filename]
    code, line = (own or frames)[-1]
    if isinstance(error, NotImplementedError):
        return f"The {kind} needs {code.co_qualname}: write it first, then run this cell again."
    where = f"{kernel.cell_name(code.co_filename)} line {line}"
    return f"The {kind} stopped: {type(error).__name__}: {one_line(error)}, at {where}."
