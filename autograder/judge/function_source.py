"""Functions as text: what a worker has to differentiate, or to run around a student's class, travels as source."""

from __future__ import annotations

import ast
import builtins
import dis
import functools
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

from autograder.core.model import CourseFault
from autograder.core.values import Source

GIVEN = {"torch"}  # the globals that a worker lends to a function that arrives as text


@functools.cache
def source_of(function: Callable[..., Any]) -> Source:
    """The text of a function or a class, without its decorators. It may use its arguments, torch, itself and what it
    imports, and nothing else of its module.

    `CourseFault` names what it uses beyond that.
    """
    try:
        tree = _tree(function)
    except (OSError, SyntaxError, IndexError) as error:
        raise CourseFault(f"{function!r} has no source text to send: {error}") from None
    if not isinstance(tree, (ast.FunctionDef, ast.ClassDef)):
        raise CourseFault(f"{function!r} is not a def or a class, and only these can be sent to a worker")
    used = {name for each in _functions(function) for name in (*each.__code__.co_freevars, *_globals(each.__code__))}
    strangers = sorted(used - GIVEN - {tree.name, *vars(builtins)})
    if strangers:
        raise CourseFault(
            f"{function.__name__} is sent to the worker as text, where it finds torch and its arguments; "
            f"it also uses {', '.join(strangers)}"
        )
    tree.decorator_list = []
    return Source(tree.name, ast.unparse(tree))


def _tree(made: Callable[..., Any]) -> ast.stmt:
    if not isinstance(made, type):
        return ast.parse(textwrap.dedent(inspect.getsource(made))).body[0]
    lines, _ = inspect.findsource(_functions(made)[0])  # a class is looked for in its module, and check files are none
    return next(each for each in ast.parse("".join(lines)).body if getattr(each, "name", "") == made.__name__)


def _functions(made: Callable[..., Any]) -> list[Callable[..., Any]]:
    """The function, or those of the class."""
    found = [made] if not isinstance(made, type) else [inspect.unwrap(each) for each in vars(made).values()]
    return [each for each in found if inspect.isfunction(each)]


def _globals(code: CodeType) -> Iterator[str]:
    """The names that a function, and those within it, look for outside of themselves."""
    yield from (step.argval for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"))
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _globals(constant)
