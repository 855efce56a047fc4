"""The benchmarks run on the engine as it is: the floor and the peers are asked the same checks."""

from __future__ import annotations

import gradebook
import pytest
import run
import submissions
from shared import ROOT

from autograder.course.course import Course


@pytest.mark.slow
def test_the_floor_of_the_smallest_class_is_measured() -> None:
    fork, checks = submissions.measure_floor(Course(ROOT), "hw4_loss")
    assert fork > 0 and checks > 0


def test_what_a_teacher_would_compare_are_the_calls_of_our_checks() -> None:
    calls = gradebook.calls_of_the_checks(Course(ROOT))
    assert set(calls) == {"loss", "d_loss", "train"} and min(map(len, calls.values())) > 5


def test_each_benchmark_is_there_to_be_run() -> None:
    assert callable(run.main)
