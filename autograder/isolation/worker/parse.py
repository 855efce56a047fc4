"""A cell's text as Python: magics and shell lines passed over, stubs found, missing packages excused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Any

_SHELL = re.compile(r"^\s*([%!?]|[\w, ]+=\s*[%!]|[\w.]+\?{1,2}\s*$)")


_CELL_MAGIC = re.compile(r"^\s*%%(\w+)")


_TIMING_MAGICS = {"time", "timeit", "capture", "prun"}


class Phantom:
    """Stands for a package that is not there when graded; using it says so."""

    def __init__(self, name: str) -> None:
        self.__dict__["_name"] = name

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        raise ModuleNotFoundError(f"{self.__dict__['_name']} is not available when your work is graded")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise ModuleNotFoundError(f"{self.__dict__['_name']} is not available when your work is graded")


def parse(source: str, name: str) -> ast.Module:
    """Parse, passing over notebook magics and shell lines: the parser itself says where they are."""
    lines = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    magic = _CELL_MAGIC.match(next((line for line in lines if line.strip()), ""))
    if magic and magic[1] not in _TIMING_MAGICS and " cell " in name:  # in a file it is a line like any other
        return ast.Module(body=[], type_ignores=[])
    for _ in range(len(lines)):
        try:
            return ast.parse("\n".join(lines), filename=name)
        except SyntaxError as error:
            at = (error.lineno or 0) - 1
            if not (0 <= at < len(lines) and _SHELL.search(lines[at])):
                raise
            indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
            target = re.match(r"\s*([A-Za-z_]\w*)\s*=\s*[%!]", lines[at])
            lines[at] = f"{indent}{target[1]} = None" if target else f"{indent}pass"
    return ast.parse("\n".join(lines), filename=name)


def stub_lines(body: Sequence[ast.stmt]) -> Iterator[int]:
    """First lines of functions whose body says nothing: a docstring, `pass`, `...`, `raise NotImplementedError`."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from stub_lines(node.body)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and all(map(_says_nothing, node.body)):
            yield min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _says_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    ):
        return True
    if isinstance(statement, ast.Raise) and statement.exc is not None:
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    return False


def excuse_missing_packages(tree: ast.Module) -> None:
    """Top-level imports of packages that are not installed here bind a `Phantom`: they cost nothing unless used.

    Imports inside `try`, functions and the like keep their meaning: there the author expects the error.
    """
    for at, node in enumerate(tree.body):
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.module != "__future__"):
            tree.body[at] = _excused(node)


def _excused(node: ast.Import | ast.ImportFrom) -> ast.stmt:
    rescue: list[ast.stmt] = []
    for alias in node.names:
        bound = alias.asname or alias.name.partition(".")[0]
        package = f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
        if bound != "*":
            call = ast.Call(func=ast.Name("_missing_package_", ast.Load()), args=[ast.Constant(package)], keywords=[])
            rescue.append(ast.Assign(targets=[ast.Name(bound, ast.Store())], value=call))
    handler = ast.ExceptHandler(type=ast.Name("ImportError", ast.Load()), name=None, body=rescue or [ast.Pass()])
    attempt = ast.Try(body=[node], handlers=[handler], orelse=[], finalbody=[])
    return ast.fix_missing_locations(ast.copy_location(attempt, node))
