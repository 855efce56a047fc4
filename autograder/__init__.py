"""Homework that marks itself. The face: what authors of checks write with, and `check` for notebooks.

Names load when first used, so that a worker, which needs none of them, never pays for torch or pytest.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "Mistake": "checks.mistakes",
    "Tensor": "core.values",
    "agree": "checks.assertions",
    "attributes": "judge.submission",
    "check": "student.notebook",
    "function": "checks.oracle",
    "grad_of": "checks.oracle",
    "hessian_of": "checks.oracle",
    "holds": "checks.assertions",
    "hvp_of": "checks.oracle",
    "jacobian_of": "checks.oracle",
    "known_errors": "checks.assertions",
    "picture": "student.notebook",
    "question": "checks.question",
    "remember": "checks.memo",
    "set_attributes": "judge.submission",
    "unchanged": "checks.assertions",
    "value_of": "checks.oracle",
}

__all__ = list(_HOMES)  # a list of words, which mypy and people can read above


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"autograder.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'autograder' has no attribute {name!r}")
