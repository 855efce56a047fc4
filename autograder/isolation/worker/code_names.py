"""What code names, read from the code itself: looking at a student's objects otherwise could run their code."""

from __future__ import annotations

import dis
import functools
import types
from collections.abc import Mapping
from typing import Any

_CACHED = type(functools.cache(len))


def plain_code(function: Any) -> list[types.CodeType]:
    """The code of what is a function by its very type: looking at anything else could run the student's code."""
    if type(function) in (staticmethod, classmethod, _CACHED):
        function = function.__wrapped__
    return [function.__code__] if type(function) is types.FunctionType else []


@functools.lru_cache(4096)  # a helper is looked at for each question that calls it
def names(code: types.CodeType) -> tuple[tuple[str, bool], ...]:
    """The names that code looks up, and whether as an attribute of something or as a variable of its module."""
    return tuple(
        (str(step.argval), step.opname in ("LOAD_ATTR", "LOAD_METHOD"))
        for step in dis.get_instructions(code)
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_ATTR", "LOAD_METHOD")
    )


def variables(owner: str, namespace: Mapping[str, Any], *, exactly: bool = True) -> set[str]:
    """The module's variables that a function or class uses, itself or through other functions of the module.

    Not `exactly`: those are among them that it only uses as an attribute's name, and it takes a tenth of the time.
    """
    found: set[str] = set()
    todo = [owner]
    while todo:
        value = namespace.get(todo.pop())
        parts = list(vars(value).values()) if type(value) is type else [value]
        codes = [code for part in parts for code in plain_code(part)]
        while codes:
            code = codes.pop()
            codes += [part for part in code.co_consts if type(part) is types.CodeType]
            used = {name for name, of_object in names(code) if not of_object} if exactly else code.co_names
            new = {name for name in used if name in namespace} - found
            found |= new
            todo += new
    return found
