"""Inputs, drawn once a run from one secret seed.

A check's author writes `draw(rng, **sizes)`, which returns one tuple of arguments. `cases(draw, dict(N=7), ...)` gives
one tuple for each size, in that order, and the same objects for every submission of the run. Arrays are read-only, so
that the judge compares with what was drawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.core.model import CourseFault
from autograder.core.values import Tensor

Draw = Callable[..., tuple[Any, ...]]

PUBLIC_SEED = 20  # public checks on a student's machine draw from this one, so that a failure stays the same failure


class Cases:
    """All draws of one run. Equal seeds give equal cases, on any machine and in any order."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._drawn: dict[tuple[Any, ...], tuple[Any, ...]] = {}

    def __call__(self, draw: Draw, *sizes: Mapping[str, Any], n: int = 1) -> list[tuple[Any, ...]]:
        """n draws for each of `sizes` (keyword arguments of `draw`); without sizes, n draws without arguments.

        `CourseFault` where a size has no text of its own, such as a function: its draws would differ between processes.
        """
        return [self._one(draw, size, index) for size in (sizes or ({},)) for index in range(n)]

    def _one(self, draw: Draw, size: Mapping[str, Any], index: int) -> tuple[Any, ...]:
        key = (draw, tuple(sorted(size.items())), index)
        if key not in self._drawn:
            if " at 0x" in f"{sorted(size.items())}":
                raise CourseFault(
                    f"{draw.__qualname__}: the sizes {sorted(size)} must be numbers or texts, not functions or objects"
                )
            case = draw(self.generator(draw, size, index), **size)
            self._drawn[key] = tuple(_frozen(part) for part in case)
        return self._drawn[key]

    def generator(self, draw: Draw, size: Mapping[str, Any], index: int) -> np.random.Generator:
        """A generator for this case alone, so that a new check never changes the cases of another."""
        label = f"{self.seed}/{draw.__qualname__}/{sorted(size.items())}/{index}"
        return np.random.default_rng(list(hashlib.sha256(label.encode()).digest()))


def _frozen(part: Any) -> Any:
    if isinstance(part, np.ndarray):
        part = np.array(part)
        part.setflags(write=False)
    if isinstance(part, Tensor):
        return replace(part, data=_frozen(part.data), grad=_frozen(part.grad))
    if isinstance(part, dict):
        return {key: _frozen(value) for key, value in part.items()}
    return part
