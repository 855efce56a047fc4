"""Homework that marks itself. The face: what authors of checks write with, and `check` for notebooks.

Names load when first used, so that a worker, which needs none of them, never pays for torch or pytest.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "Mistake": "mistakes",
    "Tensor": "values",
    "agree": "examination",
    "attributes": "submission",
    "check": "notebook",
    "function": "oracle",
    "grad_of": "oracle",
    "hessian_of": "oracle",
    "holds": "examination",
    "hvp_of": "oracle",
    "jacobian_of": "oracle",
    "known_errors": "examination",
    "picture": "notebook",
    "question": "marks",
    "remember": "memory",
    "set_attributes": "submission",
    "unchanged": "examination",
    "value_of": "oracle",
}

__all__ = list(_HOMES)  # a list of words, which mypy and people can read above


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"autograder.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'autograder' has no attribute {name!r}")
