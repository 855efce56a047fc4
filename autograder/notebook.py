"""`check`, for a notebook: the public checks of one question on what is defined now."""

from __future__ import annotations

import sys
from pathlib import Path

from autograder import course, home, report
from autograder.model import BadInput
from autograder.plugin import collect
from autograder.worker.stage import Stage


def check(question: str = "", hints: int = 1) -> None:
    """Run the public checks of one question (or of all) on what the notebook defines now, and say what is wrong."""
    if home.loading:
        return
    folder = Path.cwd()
    try:
        assignment, _, small = course.released(folder)
    except BadInput as error:
        print(error)
        return
    checks = collect(folder, ["test_public.py"], assignment)
    wanted = [c for c in checks if not question or c.question == question or c.question.partition(".")[0] == question]
    if not wanted:
        print(f"{assignment.id} has no question {question!r}; it has {', '.join(q.id for q in assignment.questions)}")
        return
    stage = Stage(vars(sys.modules["__main__"]))
    mine = home.Home(assignment, stage, "this notebook", small=small)
    mine.look(wanted)
    report.console().print(mine.page(hints, notebook=True))
