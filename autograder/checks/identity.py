"""What a function and its arguments are by content: the same in another process, on another machine, in another Python.

A function is known by its own text and by all that it refers to: what it closes over, its defaults, and the names of
its module that it uses. So an edit of any of them makes it another function. A number or an array is known by a print
of it: two numbers that differ in the last places alone, as they do between processors, are taken for the same.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import inspect
import linecache
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

import numpy as np

from autograder.checks.torch_names import TorchName
from autograder.core.values import Tensor

CLOSE = 1e-9  # how far apart, relative to the size of their entries, two prints of the same array may be
_ORACLES = "autograder.checks.oracle"
_TURN = (5**0.5 - 1) / 2


@dataclass(frozen=True)
class Identity:
    """`text` stands for all but numbers, which `prints` has: for each number or array one that all its entries are in,
    and the size of that one. `by_torch`: whether a function among the values uses torch or an oracle."""

    text: str
    prints: tuple[tuple[float, float], ...]
    by_torch: bool

    def agrees(self, prints: Iterable[float]) -> bool:
        """Whether the numbers are those of another identity with the same text."""
        return all(
            abs(ours - theirs) <= CLOSE * size or (math.isnan(ours) and math.isnan(theirs)) or ours == theirs
            for (ours, size), theirs in zip(self.prints, prints, strict=True)
        )


def identity(*values: Any) -> Identity:
    """The identity of some values together: numbers, texts, arrays, containers of them, and functions."""
    found = _Walk()
    for value in values:
        found.see(value)
    text = hashlib.sha256("\0".join(found.texts).encode()).hexdigest()[:12]
    return Identity(text, tuple(found.prints), found.by_torch)


@dataclass
class _Walk:
    texts: list[str] = field(default_factory=list)
    prints: list[tuple[float, float]] = field(default_factory=list)
    by_torch: bool = False
    _seen: set[int] = field(default_factory=set)

    def see(self, value: Any) -> None:
        """Add what a value is. A class or a module counts by its name, any other object by its text."""
        if isinstance(value, (np.ndarray, Tensor, float, np.generic)):
            self._see_numbers(value)
        elif isinstance(value, (tuple, list)):
            self.texts.append(f"{type(value).__name__} of {len(value)}")
            for part in value:
                self.see(part)
        elif isinstance(value, dict):
            self.texts.append(f"dict of {len(value)}")
            for name, part in value.items():
                self.texts.append(repr(name))
                self.see(part)
        elif isinstance(value, (TorchName, BuiltinFunctionType)):
            self.texts.append(value.__name__)
        elif isinstance(value, FunctionType):
            self._see_function(inspect.unwrap(value))
        elif isinstance(getattr(value, "body", None), FunctionType):  # a lent function
            self.see((value.body, *value.constants))
        elif isinstance(value, (type, ModuleType)):
            self.texts.append(value.__name__)
        else:  # an object whose text has its address in it is like no other, also in another process
            self.texts.append(repr(value))

    def _see_numbers(self, value: Any) -> None:
        if isinstance(value, Tensor):
            self.texts.append(f"tensor {value.requires_grad}")
            value = value.data
        array = np.asarray(value)
        self.texts.append(f"{array.shape} {array.dtype.kind}")
        if array.ndim == 0:
            self.prints.append((float(array), abs(float(array))))
            return
        weights = 1 + (np.arange(1, array.size + 1) * _TURN) % 1
        terms = array.astype(np.float64).ravel() * weights
        self.prints.append((math.fsum(terms) if np.isfinite(terms).all() else math.nan, float(np.abs(terms).sum())))

    def _see_function(self, function: FunctionType) -> None:
        code = function.__code__
        if id(function) in self._seen:
            self.texts.append(function.__name__)
            return
        self._seen.add(id(function))
        self.texts.append(_text(code))
        self.see([function.__defaults__, function.__kwdefaults__])
        for cell in function.__closure__ or ():
            self.see(cell.cell_contents)
        for name in sorted(set(_names(code))):
            value = function.__globals__.get(name)
            self.by_torch |= isinstance(value, TorchName) or getattr(value, "__module__", "") == _ORACLES
            if value is not None and not isinstance(value, (ModuleType, TorchName)) and _is_of_the_file(value, code):
                self.texts.append(name)
                self.see(value)


def _is_of_the_file(value: Any, code: CodeType) -> bool:
    """Whether a value that a function uses by name was made in its file. What it imports counts by its name in the
    function's text; constants count wherever they come from."""
    if isinstance(value, FunctionType):
        return _file(inspect.unwrap(value)) == code.co_filename
    body = getattr(value, "body", None)
    if isinstance(body, FunctionType):
        return _file(body) == code.co_filename
    return isinstance(value, (np.ndarray, Tensor, float, int, str, tuple, list, dict))


def _file(function: Any) -> str:
    return str(getattr(getattr(function, "__code__", None), "co_filename", ""))


def _names(code: CodeType) -> Iterator[str]:
    """The names that code uses, that of its inner functions too."""
    yield from code.co_names
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _names(part)


@functools.cache
def _text(code: CodeType) -> str:
    """A function's own text; its name where the text is not at hand."""
    there = [(line, column or 0, last or 0, end or 0) for line, last, column, end in code.co_positions() if line]
    inside = [((line, column), (last, end)) for line, column, last, end in there if (line, column) < (last, end)]
    if not inside:
        return code.co_qualname
    begins, ends = min(start for start, _ in inside), max(end for _, end in inside)
    around = [each for each in _functions(code.co_filename) if each.start < begins and ends <= each.end]
    return max(around, key=lambda each: each.start).text if around else code.co_qualname


class _Function(NamedTuple):
    """Where in a file a function is written: line and column, in bytes as Python counts them in code."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


@functools.cache
def _functions(file: str) -> list[_Function]:
    lines = linecache.getlines(file)
    try:
        tree = ast.parse("".join(lines))
    except SyntaxError:
        return []
    encoded, found = [line.encode() for line in lines], []
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            start, end = (node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0)
            found.append(_Function(start, end, _between(encoded, start, end)))
    return found


def _between(lines: list[bytes], start: tuple[int, int], end: tuple[int, int]) -> str:
    (first, left), (last, right) = start, end
    if first == last:
        return lines[first - 1][left:right].decode()
    return b"".join([lines[first - 1][left:], *lines[first : last - 1], lines[last - 1][:right]]).decode()
