"""What is not an answer never passes for one, in any question of any assignment: zeros, NaN, the input, noise, near misses.

Each kind of junk is tried on a third of the assignments, and each assignment with a third of the kinds; `make quality`
tries all on all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import junk
import pytest
from shared import ROOT, verdicts

from autograder.course.course import Course

COURSE = Course(ROOT)
Grade = Callable[..., dict[str, Any]]
TRIED = [
    (name, spoil)
    for i, name in enumerate(junk.names(COURSE))
    for j, spoil in enumerate(junk.SPOILT)
    if (i + j) % 3 == 0
]


def passed(result: dict[str, Any]) -> set[str]:
    return {question for question, verdict in verdicts(result).items() if verdict == "passed"}


@pytest.mark.parametrize(("name", "spoil"), TRIED)
def test_junk_passes_no_question(name: str, spoil: str, grade: Grade) -> None:
    assert passed(grade(junk.submission(COURSE, name, spoil), name, smaller=False)) == set()


@pytest.mark.parametrize("name", junk.names(COURSE))
def test_right_answers_to_the_public_cases_alone_pass_no_question(name: str, grade: Grade) -> None:
    seen = junk.seen_in_public(COURSE, name)
    assert seen and passed(grade(junk.submission(COURSE, name, "public", seen), name, smaller=False)) == set()


@pytest.mark.parametrize("name", junk.names(COURSE))
def test_the_same_submission_unspoilt_passes_all(name: str, grade: Grade) -> None:
    everything = {question.id for question in COURSE.assignment(name).questions}
    assert passed(grade(junk.submission(COURSE, name, "learn"), name)) == everything
