"""Homework that marks itself. The face: what authors of checks write with, and `check` for notebooks.

Names load when first used, so that a worker, which needs none of them, never pays for torch or pytest.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

__all__ = [
    "Mistake",
    "agree",
    "check",
    "function",
    "grad_of",
    "hessian_of",
    "holds",
    "jacobian_of",
    "question",
    "remember",
    "unchanged",
    "value_of",
]

_HOMES = {
    "Mistake": "examination",
    "agree": "examination",
    "holds": "examination",
    "unchanged": "examination",
    "function": "oracle",
    "grad_of": "oracle",
    "hessian_of": "oracle",
    "jacobian_of": "oracle",
    "remember": "oracle",
    "value_of": "oracle",
    "check": "notebook",
    "question": "marks",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"autograder.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'autograder' has no attribute {name!r}")
