"""A submission's text as Python's own trees: cells, the names that a statement binds, functions without a body."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from autograder.core.values import unix
from autograder.isolation.worker import cells

Function = ast.FunctionDef | ast.AsyncFunctionDef
UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
_DEEPEST = 5  # magics on top of each other in one cell

_DEFINES = re.compile(r"^[ \t]*(?:(?:async[ \t]+)?def|class)[ \t]+(\w+)|^[ \t]*(\w+)[ \t]*=(?!=)", re.MULTILINE)
# What a line has that Python understands from this version on.
_NEWER = (
    (re.compile(r"\s*type\s+\w+\s*(\[.*\])?\s*="), (3, 12)),
    (re.compile(r"\s*(?:async\s+)?(?:def|class)\s+\w+\["), (3, 12)),
    (re.compile(r"""(?s:.*)\b[rR]?[fF][rR]?["']"""), (3, 12)),  # quotes inside quotes; asked with the message
    (re.compile(r"\s*except\*?\s+\w+\s*,"), (3, 14)),
    (re.compile(r"""(?s:.*)\b[rR]?[tT][rR]?["']"""), (3, 14)),
)


@dataclass(frozen=True)
class Block:
    """Statements that stand or fall together: a cell of a notebook, or of a `.py`.

    `name` is what messages call its file or cell. `error` is why it cannot be read, `foreign` why IPython would not run
    it, `file` the name of a file that it writes.
    """

    name: str
    text: str
    statements: Sequence[ast.stmt] = ()
    error: BaseException | None = None
    foreign: str = ""
    file: str = ""

    @property
    def defines(self) -> set[str]:
        """The names that its text seems to bind: for text that is not run."""
        return {name for pair in _DEFINES.findall(self.text) for name in pair if name}


def blocks(name: str, source: str) -> Iterator[Block]:
    """The cells of a file, or the one of a notebook's cell: what ends in `.py` is a file."""
    text = unix(source)
    if not name.endswith(".py"):
        yield _block(name, text)
        return
    text = cells.with_colabs_cells(text)
    found = list(cells.parts(text))
    try:
        statements = ast.parse(text, filename=name).body
    except UNPARSABLE:
        for part in found:
            block = _block(name, part.text, part.before)
            if block.text.strip() and not (part.prose and (block.error or not block.defines)):
                yield block
        return
    ends = [part.before for part in found[1:]] + [text.count("\n") + 1]
    at = 0
    for end in ends:
        first = at
        while at < len(statements) and _first_line(statements[at]) <= end:
            at += 1
        if at > first:
            yield Block(name, text, statements[first:at])


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def _block(name: str, text: str, before: int = 0) -> Block:
    """One cell, with `before` lines above it in its file."""
    if not cells.prompted(text):
        try:
            return Block(name, text, _parsed(text, before))
        except UNPARSABLE:
            pass
    cell = cells.Cell(text)
    for _ in range(_DEEPEST):  # as in a cell of %%capture and %%time
        cell = cells.cell(cell.text)
        if cell.foreign or not cell.magic or cell.magic == "sql":
            break
    error: BaseException | None = None
    try:
        statements = _parsed(cells.python(cell.text), before)
    except UNPARSABLE as caught:
        statements, error = [], caught
    if cell.magic in cells.FILE_MAGICS and not name.endswith(".py"):
        file = cell.argument.replace("-a ", " ").strip().strip("\"'")
        return Block(name, cell.text, foreign=f"%%{cell.magic}", file=file)
    in_a_file = name.endswith(".py") and not error and text.lstrip().startswith("%%")
    if (cell.foreign and not in_a_file) or (cell.magic == "sql" and error):
        sign = "%%" if text.lstrip().startswith("%%") else "%"
        return Block(name, cell.text, foreign=f"{sign}{cell.magic}")
    if isinstance(error, SyntaxError):
        error.lineno = (error.lineno or 1) + before
        error.filename = name
    return Block(name, cell.text, statements, error)


def _parsed(text: str, before: int) -> list[ast.stmt]:
    """The statements of a text. Without a name, whose file Python would ask for the line that an error is in."""
    tree = ast.parse(text)
    if before:
        ast.increment_lineno(tree, before)
    return tree.body


def newer_python(error: SyntaxError) -> str:
    """Which Python the line of an error is written for, where that is newer than this one; else ""."""
    line = (error.text or "")[:1000]
    for pattern, version in _NEWER:
        quotes = "[fF]" in pattern.pattern or "[tT]" in pattern.pattern
        if version > sys.version_info[:2] and pattern.match(line) and (not quotes or "f-string" in error.msg):
            return ".".join(map(str, version))
    return ""


def called_magic(node: ast.stmt, name: str) -> Block | None:
    """The code in `%time ...` at the top of a cell, or in a cell magic that was saved as a script."""
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return None
    call = node.value
    method = call.func
    if not (isinstance(method, ast.Attribute) and ast.unparse(method.value) == "get_ipython()"):
        return None
    said = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    match method.attr, said:
        case "run_line_magic", ["time" | "prun", code]:
            return _block(name, code, node.lineno - 1)
        case "run_cell_magic", [magic, argument, body]:
            return _block(f"{name} line {node.lineno}", f"%%{magic} {argument}\n{body}")
    return None


def stub_lines(body: Sequence[ast.stmt]) -> Iterator[int]:
    """First lines of functions whose body says nothing: a docstring, `pass`, `...`, `raise NotImplementedError`."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from stub_lines(node.body)
        elif isinstance(node, Function) and all(map(_says_nothing, node.body)):
            yield _first_line(node)


def _says_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    ):
        return True
    if isinstance(statement, ast.Raise) and statement.exc is not None:
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    return False


def bound_names(statement: ast.stmt) -> set[str]:
    """The names that a statement binds where it stands, not those inside of its functions and classes."""
    found: set[str] = set()
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
                continue
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                found |= {each.target.id for each in ast.walk(node) if isinstance(each, ast.NamedExpr)}
                continue
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
            case ast.Import() | ast.ImportFrom():
                found |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                found.add(name)
            case ast.MatchMapping(rest=str(name)):
                found.add(name)
        todo.extend(ast.iter_child_nodes(node))
    return found - {"*"}


@dataclass
class Omitted:
    """What was left out of functions and classes because its package is not there."""

    decorators: list[tuple[int, str]] = field(default_factory=list)


def leave_out(statement: ast.stmt, absent: Callable[[str], bool]) -> Omitted:
    """Take decorators out of a statement that name something absent, and make such annotations text."""
    left = Omitted()

    def named(node: ast.AST | None) -> bool:
        return node is not None and any(isinstance(each, ast.Name) and absent(each.id) for each in ast.walk(node))

    def as_text(node: ast.expr | None) -> ast.expr | None:
        return ast.copy_location(ast.Constant(ast.unparse(node)), node) if node is not None and named(node) else node

    for node in ast.walk(statement):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                left.decorators += [(each.lineno, ast.unparse(each)) for each in node.decorator_list if named(each)]
                node.decorator_list = [each for each in node.decorator_list if not named(each)]
                if not isinstance(node, ast.ClassDef):
                    node.returns = as_text(node.returns)
            case ast.arg():
                node.annotation = as_text(node.annotation)
            case ast.AnnAssign():
                node.annotation = as_text(node.annotation) or node.annotation
    return left
