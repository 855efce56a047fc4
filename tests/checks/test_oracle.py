"""What the oracles give for tensors: their dtype, and whole numbers that stay whole."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from autograder.checks.oracle import grad_of, hvp_of, jacobian_of, value_of
from autograder.core.values import Tensor

LABELS = Tensor(np.array([2, 0]))
WEIGHTS = Tensor(np.array([[0.5, 1.0, -1.0], [2.0, 0.25, 0.0]], dtype=np.float32))


def picked(labels: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """The sum of one weight a row: labels are indices, so they have to be whole numbers."""
    return weights[torch.arange(len(labels)), labels].sum()


def cubes(x: torch.Tensor) -> torch.Tensor:
    return (x**3).sum()


def test_labels_stay_whole_numbers_and_the_answer_has_the_dtype_of_the_weights() -> None:
    value, slope = value_of(picked, LABELS, WEIGHTS), grad_of(picked, LABELS, WEIGHTS, wrt=1)
    assert (float(value.data), value.data.dtype) == (1.0, np.float32)
    assert slope.data.tolist() == [[0, 0, 1], [1, 0, 0]] and slope.data.dtype == np.float32
    assert jacobian_of(picked, LABELS, WEIGHTS, wrt=1).data.shape == (1, 6)


def test_truth_values_stay_truth_values() -> None:
    mask = Tensor(np.array([True, False]))
    assert grad_of(lambda x, kept: cubes(x[kept]), Tensor(np.array([2.0, 5.0])), mask).data.tolist() == [12, 0]


def test_whole_numbers_that_are_differentiated_become_floats() -> None:
    x, v = Tensor(np.array([1, 2])), Tensor(np.array([1, -1]))
    assert grad_of(cubes, x).data.tolist() == [3, 12] and grad_of(cubes, x).data.dtype == np.float64
    assert hvp_of(cubes, x, v).data.tolist() == [6, -12]


@pytest.mark.parametrize("x", [np.array([1, 2]), [1, 2]])
def test_arrays_and_lists_become_floats(x: object) -> None:
    assert value_of(lambda x: x.mean(), x) == 1.5
