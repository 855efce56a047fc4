"""A notebook and its text twin, both written in: function by function, what is written counts before what is not."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from autograder.isolation.worker.trouble import Remark, Trouble

if TYPE_CHECKING:
    from autograder.isolation.worker.stage import Stage


def join(stage: Stage, twin: Stage, questions: Sequence[str]) -> None:
    """Fill what the notebook's stage has not with what its twin has, and tell what is written in both in two forms."""
    taken = []
    for question in questions:
        mine, other = stage.state(question)[0], twin.state(question)[0]
        if other == "there" and mine != "there":
            _take(question, stage.namespace, twin.namespace)
            taken.append(question)
        elif other == "there" and _text(stage, question) != _text(twin, question):
            stage.remarks.append(Remark("twice", question, Trouble("", "", [])))
    for owner in {question.partition(".")[0] for question in questions}:
        if owner in stage.namespace:
            twin.namespace[owner] = stage.namespace[owner]
    stage.sources |= twin.sources
    stage.stubs |= twin.stubs
    stage.remarks += [remark for remark in twin.remarks if remark not in stage.remarks]
    if taken:
        stage.remarks.append(Remark("joined", ", ".join(taken), Trouble("", "", [])))


def _text(stage: Stage, question: str) -> str:
    written = stage.written.get(question)
    return ast.unparse(written) if written is not None else ""


def _take(question: str, mine: dict[str, Any], other: dict[str, Any]) -> None:
    owner, _, method = question.partition(".")
    method = "__init__" if method == "init" else method
    ours, theirs = mine.get(owner), other[owner]
    if method and type(ours) is type(theirs) is type and method in vars(theirs):
        setattr(ours, method, vars(theirs)[method])
    else:
        mine[owner] = theirs
