"""Fingerprints are equal for code that differs only in what a copier changes first."""

from __future__ import annotations

import pytest

from autograder.grading.fingerprints import ELSEWHERE, RUN, WINDOW, of_cells

TRAIN = """
def train(w, b, X, y, learning_rate=0.1, steps=100):
    losses = []
    for step in range(steps):
        losses.append(loss(w, b, X, y))
        dw, db = d_loss(w, b, X, y)
        w = w - learning_rate * dw
        b = b - learning_rate * db
    return w, b, np.array(losses)
"""
RENAMED = (
    TRAIN.replace("losses", "history").replace("step ", "epoch ").replace("dw", "grad_w").replace("learning_rate", "lr")
)
COMMENTED = TRAIN.replace("    losses = []", '    """Mine."""\n\n    losses = []  # all of them').replace(", ", ",")
ANNOTATED = TRAIN.replace("w, b, X, y, l", "w: float, b: float, X, y, l").replace("):\n", ") -> tuple:\n", 1)


def marks(text: str, unit: str = "train") -> set[int]:
    return set(of_cells([("work.py", text)]).units[unit])


@pytest.mark.parametrize("copy", [RENAMED, COMMENTED, ANNOTATED])
def test_names_comments_layout_and_annotations_do_not_count(copy: str) -> None:
    assert copy != TRAIN and marks(copy) == marks(TRAIN)


@pytest.mark.parametrize(
    "other", [TRAIN.replace("0.1", "0.2"), TRAIN.replace("- l", "+ l"), TRAIN.replace(".array", ".stack")]
)
def test_numbers_operators_and_what_is_called_do(other: str) -> None:
    assert marks(other) != marks(TRAIN)


def test_each_function_and_method_is_a_unit_and_the_rest_is_another() -> None:
    found = of_cells(
        [("a cell", "x = 1\nclass Net:\n    def f(self):\n        return 1\n"), ("another", "def g(): return 2")]
    )
    assert set(found.units) == {ELSEWHERE, "Net.f", "g"}


def test_a_fingerprint_knows_its_lines_in_all_cells_below_each_other() -> None:
    found = of_cells([("cell 1", "import numpy as np\n"), ("cell 2", f"# mine{TRAIN}")])
    lines = {line for first, last in found.units["train"].values() for line in range(first, last + 1)}
    assert {found.text.split("\n")[line - 1].strip() for line in lines} <= set(map(str.strip, TRAIN.split("\n")))
    assert max(lines) == found.text.split("\n").index("    return w, b, np.array(losses)") + 1


def test_a_piece_that_was_copied_leaves_a_common_fingerprint() -> None:
    body = "".join(f"    total = total + {number} * x[{number}]\n" for number in range(30))
    mine = marks(f"def f(x):\n    total = 0\n{body}    return total\n", "f")
    piece = "".join(body.splitlines(keepends=True)[10:15])  # more than RUN + WINDOW tokens
    assert RUN + WINDOW < 5 * 8
    assert mine & marks(f"def g(x):\n    total = 5\n    x = x.copy()\n{piece}    return -total\n", "g")


def test_what_cannot_be_read_has_none_and_stops_nobody() -> None:
    found = of_cells(
        [("cell 1", "def f(:\n"), ("cell 2", TRAIN), ("cell 3", f"y = {'x + ' * 900}x\nz = 0x{'f' * 9000}\n")]
    )
    assert marks(TRAIN) == set(found.units["train"]) and found.units[ELSEWHERE]
