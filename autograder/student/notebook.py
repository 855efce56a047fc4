"""For a notebook: `check` runs the public checks on what is defined now."""

from __future__ import annotations

import ast
import inspect
import io
import linecache
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.checks.collect import collect
from autograder.checks.recorded import Recorded
from autograder.core.model import BadInput, Question
from autograder.core.sanitize import one_line
from autograder.course import course
from autograder.course.student_folder import shadowing
from autograder.isolation.worker.parse import blocks, bound_names
from autograder.isolation.worker.stage import Stage
from autograder.isolation.worker.trouble import Trouble
from autograder.results import card_html, terminal
from autograder.results.card import Asked, HomePage
from autograder.results.result_json import QuestionJson, ResultJson, result_json
from autograder.results.wording import speaking_check, words
from autograder.student import kernel, local, progress

_NOBODY_S_LOSS = ("passed", "judge_error")


class NotRight(AssertionError):
    """What ends a cell under nbgrader's `validate`, in one line."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]  # IPython asks for this: our frames would say nothing to a student


def check(question: str = "", hints: int = 1) -> None:
    """Run the public checks of one question (or of all) on what the notebook defines now, and say what is wrong.

    Under nbgrader's `validate`, which takes a cell without an error for right, `NotRight` says the reason.
    """
    if local.loading:
        return
    folder = Path.cwd()
    try:
        assignment, _, small = course.released(folder)
        assignment = assignment.with_practice
    except BadInput as error:
        _say(str(error))
        return
    checks = collect(folder, ["test_public.py"], assignment)
    wanted = [c for c in checks if c.question == question]
    wanted = wanted or [c for c in checks if not question or c.question.partition(".")[0] == question]
    if not wanted:
        _say(f"{assignment.id} has no question {question!r}; it has {', '.join(q.id for q in assignment.questions)}")
        return
    stage = _Kernel(vars(sys.modules["__main__"]))
    for name, cell in _cells(stage.namespace, assignment.questions):
        stage.saw(name, cell)
    names = {each.question.partition(".")[0] for each in wanted}
    answers = Recorded.of(folder / course.EXPECTED)
    notes = [*_bound_again(stage.namespace, names), *shadowing(folder)]
    mine = local.LocalRun(assignment, stage, "this notebook", notes, small=small, answers=answers)
    mine.checks = checks
    mine.run(wanted)
    result = result_json(mine.result())
    if _validating():
        _refuse_wrong(result)
        return
    _show(mine.page(result, Asked(hints, again='check("{question}", hints={hints})')))
    progress.note(result, folder)


class _Kernel(Stage):
    """What a notebook's kernel defines. Its cells have the names that a person knows them by: `In[3]`."""

    def trouble(self, error: BaseException) -> Trouble:
        found = super().trouble(error)
        return replace(found, frames=[(kernel.cell_name(f), n, g, t) for f, n, g, t in found.frames])


def _show(page: HomePage) -> None:
    """A page for whatever shows this notebook: HTML where that can be shown, text elsewhere."""
    text = io.StringIO()
    terminal.console(file=text, width=100, force_terminal=False, force_jupyter=False).print(terminal.home_page(page))
    if kernel.shell() is None:
        print(text.getvalue())
        return
    kernel.shell().display_pub.publish({"text/plain": text.getvalue(), "text/html": card_html.home_page(page)})


def _bound_again(namespace: Mapping[str, Any], answers: Iterable[str]) -> Iterator[str]:
    """A sentence for each answer whose name stands for something else now, with the cell and line that did it."""
    history = namespace.get("In")
    cells = list(enumerate(history)) if isinstance(history, list) else []
    for name in sorted(name for name in answers if name in namespace and not callable(namespace[name])):
        for number, source in reversed(cells):
            lines = _lines_that_bind(name, source)
            if lines:
                yield (
                    f"{name} is a value now and not a function: In [{number}] line {lines[-1]} bound it again. Give "
                    f"that value another name, then run the cell that defines {name} once more."
                )
                break


def _lines_that_bind(name: str, source: str) -> list[int]:
    """Where a cell binds a name to something other than a function or class."""
    found = [each for block in blocks("a cell", source) for each in block.statements if name in bound_names(each)]
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [each.lineno for each in found if not isinstance(each, definitions)]


def _validating() -> bool:
    return os.environ.get("NBGRADER_EXECUTION") == "validate"


def _say(sentence: str) -> None:
    if _validating():
        raise NotRight(sentence)
    print(sentence)


def _refuse_wrong(result: ResultJson) -> None:
    """`NotRight` for questions that have lost points. The course's own fault is none of the student's."""
    lost = [question for question in result["questions"] if question["verdict"] not in _NOBODY_S_LOSS]
    if lost:
        raise NotRight("\n".join(map(_reason, lost)))


def _reason(question: QuestionJson) -> str:
    found = speaking_check(question)
    told = f": {one_line(found['mistake'] or found['message'])}" if found else ""
    return f"{question['id']}: {words(question['verdict'])}{told}"


def _cells(namespace: Mapping[str, Any], questions: Iterable[Question]) -> Iterator[tuple[str, str]]:
    """Name and source of each cell that defines what is asked for, as IPython keeps them for tracebacks."""
    defined = [namespace.get(question.id.partition(".")[0]) for question in questions]
    defined += [part for found in defined if isinstance(found, type) for part in vars(found).values()]
    codes = (getattr(inspect.unwrap(found), "__code__", None) for found in defined if callable(found))
    for name in {code.co_filename for code in codes if code is not None}:
        yield name, "".join(linecache.getlines(name))
