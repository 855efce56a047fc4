"""A function that student code is given, as a formula that can be typed in: `lambda x: (x ** 2).sum()`."""

from __future__ import annotations

import ast
import functools
import inspect
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from autograder.core.numbers import literal

MAX_FORMULA = 150  # characters: what is longer is not typed in
MAX_ENTRIES = 12  # of an array that stands in a formula


@functools.cache
def formula(function: Callable[..., Any], library: str) -> str:
    """A function of a public check that returns one expression as Python, its constants written out; else "".

    library: what stands for torch there, "np" or "torch". What a hidden check defines is never told.
    """
    if Path(function.__code__.co_filename).name != "test_public.py":
        return ""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, SyntaxError):
        return ""
    if not isinstance(tree, ast.FunctionDef):
        return ""
    body = tree.body[1:] if ast.get_docstring(tree) else tree.body
    if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None:
        return ""
    known = inspect.getclosurevars(function).nonlocals
    names = {each.arg for each in tree.args.args}
    written = _Written(names, known, library)
    try:
        expression = ast.unparse(written.visit(body[0].value))
    except LookupError:
        return ""
    text = f"lambda {', '.join(sorted(names))}: {expression}"
    return text if len(text) <= MAX_FORMULA else ""


class _Written(ast.NodeTransformer):
    """Replaces the constants of a closure by their values, and torch by the library. `LookupError` for what else."""

    def __init__(self, names: set[str], known: Mapping[str, Any], library: str) -> None:
        self._names, self._known, self._library = names, known, library

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self._names:
            return node
        if node.id == "torch":
            return ast.Name(self._library)
        return ast.parse(self._constant(self._known[node.id]), mode="eval").body

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        of_torch = isinstance(node.value, ast.Name) and node.value.id == "torch"
        if of_torch and self._library == "np" and not hasattr(np, node.attr):
            raise LookupError(node.attr)
        return self.generic_visit(node)

    def _constant(self, value: Any) -> str:
        if isinstance(value, (int, float)):
            return literal(value)
        entries = np.asarray(value)
        if entries.dtype.kind not in "fiu" or entries.size > MAX_ENTRIES:
            raise LookupError
        made = f"{literal(entries.tolist())}"
        return f"np.array({made})" if self._library == "np" else f"torch.tensor({made})"
