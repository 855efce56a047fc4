"""A work's code as fingerprints, by the function that holds it.

Code that differs only in names of its own, comments, docstrings, annotations and layout has equal fingerprints. They
are chosen by winnowing (S. Schleimer, D. Wilkerson, A. Aiken, "Winnowing: Local Algorithms for Document
Fingerprinting", SIGMOD 2003): of each `WINDOW` runs of `RUN` tokens that follow one another, the run with the least
hash is kept, so that a copied piece of `RUN + WINDOW - 1` tokens leaves at least one in common.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from autograder.course.submission_file import SubmissionFile
from autograder.isolation.worker.parse import Function, blocks

RUN = 12  # tokens
WINDOW = 4
ELSEWHERE = ""  # the unit of what stands in no function

Lines: TypeAlias = tuple[int, int]  # the first and the last, from 1, of the work's cells one below the other
Prints: TypeAlias = Mapping[int, Lines]  # a fingerprint -> where it stands first
Token: TypeAlias = tuple[str, int]  # its text, and its line


@dataclass(frozen=True)
class Fingerprints:
    """`units`: a function's name, `Class.method` or `ELSEWHERE` -> its fingerprints. `text`: the code they are of."""

    units: Mapping[str, Prints]
    text: str


def fingerprints(file: SubmissionFile) -> Fingerprints:
    """Of all code of a submission that Python can read."""
    return of_cells(file.cells)


def of_cells(cells: Iterable[tuple[str, str]]) -> Fingerprints:
    """Of code cells: (name, text) each."""
    found: dict[str, list[Token]] = {}
    texts: list[str] = []
    below = 0
    for name, text in cells:
        for block in blocks(name, text):
            for unit, nodes in _units(block.statements):
                tokens = found.setdefault(unit, [])
                tokens += [(token, below + line) for node in nodes for token, line in _tokens(node, 1)]
        texts.append(text)
        below += text.count("\n") + 1
    return Fingerprints({unit: _winnowed(tokens) for unit, tokens in found.items()}, "\n".join(texts))


def _units(statements: Iterable[ast.stmt], within: str = "") -> Iterator[tuple[str, Sequence[ast.AST]]]:
    """A unit's name and its parts: a function's arguments and body, so that its own name does not count."""
    for node in statements:
        if isinstance(node, Function):
            yield within + node.name, [node.args, *node.body]
        elif isinstance(node, ast.ClassDef) and not within:
            yield from _units(node.body, f"{node.name}.")
        else:
            yield within.rstrip(".") if within else ELSEWHERE, [node]


def _tokens(tree: ast.AST, line: int) -> Iterator[Token]:
    """A tree from the root down, as text: kinds of nodes, operators, attributes, numbers; names are all alike."""
    todo = [(tree, line)]  # no recursion: students write sums of a thousand terms
    while todo:
        node, line = todo.pop()
        if isinstance(node, ast.expr_context | ast.alias) or _is_docstring(node):
            continue
        line = getattr(node, "lineno", line)
        yield _said(node), line
        parts = [value for field, value in ast.iter_fields(node) if field not in ("annotation", "returns")]
        children = [child for part in parts for child in (part if isinstance(part, list) else [part])]
        todo += [(child, line) for child in reversed(children) if isinstance(child, ast.AST)]


def _said(node: ast.AST) -> str:
    match node:
        case ast.Name() | ast.arg():
            return "name"
        case ast.Attribute(attr=name):
            return f".{name}"
        case ast.Constant(value=str() | bytes()):
            return "text"
        case ast.Constant(value=int(number)):
            return hex(number)  # Python writes no decimal number of more than 4300 digits
        case ast.Constant(value=value):
            return repr(value)
    return type(node).__name__


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _winnowed(tokens: Sequence[Token]) -> dict[int, Lines]:
    """The fingerprints of a unit; of one shorter than a run, a single one of all of it."""
    runs = [tokens[at : at + RUN] for at in range(max(len(tokens) - RUN + 1, 1))] if tokens else []
    hashes = [_hash(run) for run in runs]
    chosen: dict[int, Lines] = {}
    for at in range(max(len(hashes) - WINDOW + 1, 1) if hashes else 0):
        least = min(range(at, min(at + WINDOW, len(hashes))), key=lambda place: (hashes[place], -place))
        lines = [line for _, line in runs[least]]
        chosen.setdefault(hashes[least], (min(lines), max(lines)))
    return chosen


def _hash(run: Iterable[Token]) -> int:
    text = "\0".join(token for token, _ in run)
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())
