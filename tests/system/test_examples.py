"""The sample class: as different as real students are, and marked as its README says."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from shared import ROOT, SEED, verdicts

from autograder.course import submitted
from autograder.course.course import Course
from autograder.course.student_folder import read_folder
from autograder.grading import runner
from autograder.grading.settings import Settings

pytestmark = pytest.mark.xdist_group("examples")

CLASS = ROOT / "examples/submitted"
FULL = {
    "amara": ["hw1_numerical", "hw2_jacobians", "hw3_neuron", "hw4_loss", "hw5_backprop", "hw6_autograd", "hw7_engine"],
    "dilnoza": ["hw1_numerical", "hw2_jacobians", "hw4_loss", "hw5_backprop"],
    "esteban": ["hw2_jacobians", "hw4_loss", "hw5_backprop"],
    "fatima": ["hw1_numerical", "hw3_neuron", "hw4_loss", "hw5_backprop", "hw6_autograd"],
    "gintaras": ["hw3_neuron", "hw4_loss"],
    "haruto": ["hw1_numerical", "hw2_jacobians", "hw3_neuron", "hw4_loss"],
    "ioana": ["hw3_neuron", "hw4_loss", "hw6_autograd"],
    "kwame": ["hw5_backprop"],
    "mateusz": ["hw4_loss"],
    "nandini": ["hw1_numerical", "hw3_neuron"],
    "oisin": ["hw1_numerical"],
    "thandiwe": ["hw5_backprop"],
    "tuan": ["hw3_neuron"],
    "yusuf": ["hw2_jacobians"],
}
VERDICTS = [
    ("jiwoo", "hw1_numerical", "hessian", "not_attempted"),
    ("nandini", "hw2_jacobians", "d_add", "error"),
    ("nandini", "hw4_loss", "train", "timeout"),
    ("tuan", "hw2_jacobians", "d_quadratic", "out_of_memory"),
    ("tuan", "hw4_loss", "train", "crashed"),
    ("ioana", "hw2_jacobians", "chain", "wrong_dtype"),
    ("mateusz", "hw1_numerical", "numerical_gradient", "mutated_input"),
    ("yusuf", "hw1_numerical", "jacobian", "wrong_shape"),
    ("oisin", "hw4_loss", "d_loss", "wrong_value"),
    ("thandiwe", "hw3_neuron", "activation", "wrong_dtype"),
    ("jiwoo", "hw6_autograd", "gradient", "mutated_input"),
    ("kwame", "hw6_autograd", "hvp", "forbidden"),
    ("mateusz", "hw5_backprop", "SimpleNN.gradients", "forbidden"),
]
NAMES = [
    ("thandiwe", "hw4_loss", "d_loss", "sign"),
    ("kwame", "hw4_loss", "d_loss", "no_mean"),
    ("jiwoo", "hw4_loss", "d_loss", "no_mask_in_derivative"),
    ("yusuf", "hw4_loss", "train", "losses_after_step"),
    ("ioana", "hw5_backprop", "SimpleNN.backward", "output_layer_first"),
    ("yusuf", "hw5_backprop", "SimpleNN.init", "xavier"),
    ("jiwoo", "hw6_autograd", "MSEReLU", "wrong_number_of_gradients"),
    ("kwame", "hw6_autograd", "train", "accumulated"),
    ("thandiwe", "hw6_autograd", "jacobian", "dtype_changed"),
    ("jiwoo", "hw7_engine", "topological_order", "recursion_limit"),
]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, Any]]:
    """The whole class, graded once as `make grade` does."""
    tasks, problems = submitted.find_tasks(Course(ROOT), [CLASS])
    assert problems == []
    rows = runner.run(tasks, Settings(ROOT, SEED), tmp_path_factory.mktemp("out"), 2, whole=True)
    return {(row["student"], row["assignment"]): row for row in rows}


def test_everybody_gets_a_verdict(graded: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert len(graded) >= 60 and len({student for student, _ in graded}) >= 12
    assert all(row.get("score") is not None for row in graded.values())


def test_right_work_in_every_style_gets_full_marks(graded: dict[tuple[str, str], dict[str, Any]]) -> None:
    short = {key: graded[key]["score"] for who, what in FULL.items() for key in ((who, w) for w in what)}
    assert {key: score for key, score in short.items() if score != 100} == {}


def test_what_is_not_right_has_its_verdict_and_its_name(graded: dict[tuple[str, str], dict[str, Any]]) -> None:
    for student, assignment, question, verdict in VERDICTS:
        assert (student, question, verdicts(graded[student, assignment])[question]) == (student, question, verdict)
    for student, assignment, question, name in NAMES:
        (found,) = (q for q in graded[student, assignment]["questions"] if q["id"] == question)
        assert name in {check["diagnosis"] for check in found["checks"]}, (student, question)


def test_forgers_earn_what_is_right_and_no_more(graded: dict[tuple[str, str], dict[str, Any]]) -> None:
    right = {q["id"] for q in graded["oisin", "hw4_loss"]["questions"] if q["verdict"] == "passed"}
    assert right == {"loss"} and graded["oisin", "hw4_loss"]["score"] == 20


def test_no_two_submissions_are_alike() -> None:
    def bare(folder: Path) -> str:
        text = read_folder(folder, folder.name, "")[0].text
        return re.sub(r"#.*|\s+", "", text)

    folders = [folder for student in CLASS.iterdir() for folder in student.iterdir()]
    stubs = {bare(folder) for folder in folders if folder.parent.name == "jiwoo"}
    assert all(a != b for a, b in itertools.combinations(map(bare, folders), 2)) and len(stubs) > 1
