"""The page of pairs that are worth a look, for staff: both works side by side, with what they share marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.results.template import template


@dataclass(frozen=True)
class Side:
    """One work: `lines` are its text, each with whether the other work shares it. Without text it is of an earlier
    term, of which fingerprints alone are kept."""

    student: str
    term: str
    sha256: str
    lines: Sequence[tuple[str, bool]]


@dataclass(frozen=True)
class ShownPair:
    """`alike`: (function, how alike the two are, how alike the class is there), shares from 0 to 1."""

    left: Side
    right: Side
    alike: Sequence[tuple[str, float, float]]
    mistakes: Sequence[str]


def similar_page(assignment: str, works: int, pairs: Sequence[ShownPair], left_out: int) -> str:
    """The page of an assignment. `left_out`: how many pairs that are less alike it does not show."""
    return template("similar.html").render(assignment=assignment, works=works, pairs=pairs, left_out=left_out)
