"""pytest's flags in a released folder."""

from __future__ import annotations

import pytest
from shared import ROOT

from autograder.course.course import Course
from autograder.student.plugin import exactly


@pytest.mark.parametrize(
    ("asked", "means"),
    [
        ("d_add", ":d_add:"),
        ("d_add or d_add_scalar", ":d_add: or :d_add_scalar:"),
        ("not d_add", "not :d_add:"),
        ("kink", "kink"),
        ("test_d_add", "test_d_add"),
    ],
)
def test_the_name_of_a_question_selects_it_alone(asked: str, means: str) -> None:
    assert exactly(asked, Course(ROOT).assignment("hw2_jacobians")) == means


def test_the_name_of_a_class_selects_its_methods() -> None:
    assert (
        exactly("SimpleNN or SimpleNN.forward", Course(ROOT).assignment("hw5_backprop"))
        == ":SimpleNN. or :SimpleNN.forward:"
    )
