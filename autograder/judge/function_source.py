"""Functions as text: what a worker has to differentiate, or to run around a student's class, travels as source."""

from __future__ import annotations

import ast
import functools
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from autograder.core.model import CourseFault
from autograder.core.values import Source

GIVEN = {"torch"}  # the globals that a worker lends to a function that arrives as text


@functools.cache
def source_of(function: Callable[..., Any]) -> Source:
    """The text of a function, without its decorators. It may use its arguments, torch and what it imports itself, and
    nothing of its module.

    `CourseFault` names what it uses beyond that.
    """
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, SyntaxError) as error:
        raise CourseFault(f"{function!r} has no source text to send: {error}") from None
    if not isinstance(tree, ast.FunctionDef):
        raise CourseFault(f"{function!r} is not a def, and only a def can be sent to a worker")
    used = inspect.getclosurevars(function)
    strangers = sorted(
        (set(used.globals) | set(used.nonlocals) | used.unbound) - GIVEN - _attributes(tree) - _imported(tree)
    )
    if strangers:
        raise CourseFault(
            f"{function.__name__} is sent to the worker as text, where it finds torch and its arguments; "
            f"it also uses {', '.join(strangers)}"
        )
    tree.decorator_list = []
    return Source(tree.name, ast.unparse(tree))


def _imported(tree: ast.AST) -> set[str]:
    """Modules that the function imports, which `getclosurevars` counts as names that it looks for."""
    return {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}


def _attributes(tree: ast.AST) -> set[str]:
    """Names that only follow a dot, which `getclosurevars` counts as names of their own."""
    after_dots = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return after_dots - {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
