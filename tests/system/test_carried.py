"""What one slip costs: the marks of work that is wrong in one place and right given that place."""

from __future__ import annotations

import pytest
from shared import ROOT

from autograder.course.submitted import Task
from autograder.grading.bench import Bench
from autograder.results.result_json import result_json


@pytest.mark.parametrize(
    ("assignment", "name", "wrong", "least"),
    [
        ("hw4_loss", "sign", "d_loss", 50),
        ("hw5_backprop", "typo_in_init", "SimpleNN.init", 85),
        ("hw5_backprop", "forward_without_b1", "SimpleNN.forward", 80),
        ("hw1_numerical", "gradient_from_jacobian", "jacobian", 70),
        ("hw6_autograd", "all_from_gradient", "gradient", 50),
    ],
)
def test_one_slip_costs_its_own_points_and_no_others(
    bench: Bench, assignment: str, name: str, wrong: str, least: float
) -> None:
    path = ROOT / "assignments" / assignment / "submissions/wrong" / f"{name}.py"
    result = result_json(bench.grade(Task("ada", assignment, path), smaller=False))
    others = [each for each in result["questions"] if each["id"] != wrong and each["verdict"] != "not_attempted"]
    assert all(each["verdict"] == "passed" for each in others), result
    assert {tuple(each["carried"]) for each in others if "carried" in each} == {(wrong,)}
    assert result["score"] is not None and result["score"] >= least
