"""A counterexample names its function by a formula that can be typed in."""

from __future__ import annotations

import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from autograder.checks.describe import readable
from autograder.checks.formula import formula

TEXT = '''
import torch
from autograder import lend

@lend
def saddle(x):
    """x_1² + 3 x_1 x_2."""
    return x[0] ** 2 + 3 * x[0] * x[1]

def drawn():
    weights, scale = torch.tensor([2.0, -3.5], dtype=torch.float64), 0.5
    @lend
    def f(x):
        return scale * (weights * torch.exp(x)).sum()
    return f

@lend
def looped(x):
    for _ in range(3):
        x = torch.sin(x)
    return x.sum()

@lend
def rectified(x):
    return torch.relu(x).sum()
'''


@pytest.fixture
def checks(tmp_path: Path) -> Any:
    """Makes a module of check functions in a file of that name."""

    def checks(name: str) -> Any:
        (tmp_path / name).write_text(TEXT)
        module = types.ModuleType("checks")
        exec(compile(TEXT, str(tmp_path / name), "exec"), module.__dict__)
        return module

    return checks


def test_a_function_is_a_formula_with_its_constants_that_gives_the_same_values(checks: Any) -> None:
    public, x = checks("test_public.py"), np.array([0.3, -1.0])
    assert readable(public.saddle) == "lambda x: x[0] ** 2 + 3 * x[0] * x[1]"
    f = public.drawn()
    assert readable(f) == "lambda x: 0.5 * (np.array([2.0, -3.5]) * np.exp(x)).sum()"
    assert eval(readable(f), {"np": np})(x) == pytest.approx(f(x))
    typed = eval(readable(public.rectified, library="torch"), {"torch": torch})
    assert float(typed(torch.tensor(x))) == public.rectified(x)


def test_what_is_no_short_expression_of_numpy_keeps_its_name(checks: Any) -> None:
    public = checks("test_public.py")
    assert readable(public.looped) == "looped"
    assert readable(public.rectified) == "rectified"
    assert readable(len) == "len"


def test_a_function_of_a_hidden_check_is_never_told(checks: Any) -> None:
    hidden = checks("test_hidden.py")
    assert formula(hidden.saddle.body, "np") == ""
    assert readable(hidden.drawn()) == "f"
