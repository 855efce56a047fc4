"""Values in a few words, and as the JSON that a result shows of them, both bounded."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from autograder.checks.formula import formula
from autograder.core.numbers import number, rounded
from autograder.core.values import Callback, Opaque, Source, Tensor

MAX_NAME = 80  # characters of a type's name
READABLE = 4000  # characters of JSON that one value may have where it is shown


def describe(value: Any) -> str:
    """What a student returned, in a few words."""
    if value is None:
        return "None"
    if isinstance(value, Opaque):
        return f"{'an' if value.type_name[:1] in 'aeiou' else 'a'} {value.type_name[:MAX_NAME]}"
    if isinstance(value, (Callback, Source)):
        return "a function"
    if isinstance(value, Tensor):
        return f"a tensor of shape {value.data.shape} and dtype {value.data.dtype}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and dtype {value.dtype}" if value.ndim else number(value)
    if isinstance(value, (bool, int, float)):
        return number(value)
    if isinstance(value, (list, tuple, dict)):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, str):
        return f"the string {value[:40]!r}"
    return f"a {type(value).__name__}"


def readable(value: Any, texts: int = 0, library: str = "np") -> Any:
    """A value as JSON: numbers and nested lists; what is large, or is not a number, is described instead.

    Texts of up to `texts` characters are shown whole, as Python writes them. All of it has at most about `READABLE`
    characters; "…" stands for the rest of a list or a dict that has more. A lent function is a formula in terms of that
    `library`, "np" or "torch", or else its name.
    """
    return _Readable(texts, library).of(value)


class _Readable:
    """One value on its way to JSON, and the characters that are left for it."""

    def __init__(self, texts: int, library: str) -> None:
        self._left = READABLE
        self._texts = texts
        self._library = library

    def of(self, value: Any) -> Any:
        self._left -= 12  # characters of a number, at most; texts count their own
        if isinstance(value, Tensor):
            value = value.data
        if isinstance(value, np.ndarray) and math.prod(extent or 1 for extent in value.shape) <= 48:
            value = value.tolist()  # `or 1`: an array of shape (1000, 0) has no entry, and a thousand rows
        if isinstance(value, (list, tuple)) and len(value) <= 48:
            return self._items(value)
        if isinstance(value, dict) and len(value) <= 16:
            keys = [self._text(str(key)[:40]) for key in value]
            return dict(zip(keys, self._items(value.values()), strict=False))
        if value is None or isinstance(value, (bool, int)):
            return value
        if isinstance(value, float):
            return rounded(value) if math.isfinite(value) else str(value)
        if isinstance(value, str) and len(value) <= self._texts:
            return self._text(repr(value))
        return self._text(self._function(value) if callable(value) else describe(value))

    def _function(self, value: Any) -> str:
        body = getattr(value, "body", None)
        return (formula(body, self._library) if body else "") or getattr(value, "__name__", "a function")

    def _items(self, values: Iterable[Any]) -> list[Any]:
        items: list[Any] = []
        for value in values:
            if self._left <= 0:
                return [*items, "…"]
            items.append(self.of(value))
        return items

    def _text(self, text: str) -> str:
        self._left -= len(json.dumps(text))
        return text
