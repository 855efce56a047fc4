"""Small changes to a reference solution, each of which a check should notice. Text in, texts out; nothing is run.

Tools that mutate programs change operators and constants. A course of matrices needs more: transposes, axes, the order
of factors and of what is returned, an entry in place of its neighbour, a name in place of another. So the operators
stand here, over `ast`. Only what lies between BEGIN and END SOLUTION is changed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from autograder.course.lesson import BEGIN, END

ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult, ast.Div),
    ast.Sub: (ast.Add, ast.Mult, ast.Div),
    ast.Mult: (ast.Add, ast.Sub, ast.Div, ast.MatMult),
    ast.Div: (ast.Add, ast.Mult, ast.Sub, ast.FloorDiv),
    ast.Pow: (ast.Mult, ast.Div),
    ast.MatMult: (ast.Mult, ast.Add),
}
COMPARISONS = (ast.Gt, ast.GtE, ast.Lt, ast.LtE, ast.Eq, ast.NotEq)
TWINS = (
    ("maximum", "minimum"),
    ("max", "min"),
    ("sum", "mean"),
    ("max", "sum"),
    ("eye", "ones"),
    ("zeros", "ones"),
    ("normal", "uniform"),
    ("relu", "sigmoid"),
)


@dataclass(frozen=True)
class Mutant:
    """One change: in the answer to which question, the line before and after it, the whole text with it, and its kind."""

    question: str
    before: str
    after: str
    text: str
    kind: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.question, self.before, self.after


@dataclass(frozen=True)
class Place:
    """A node, how to put another in its place, and where it stands."""

    node: ast.AST
    put: Callable[[Any], None]
    parent: ast.AST
    statement: ast.stmt
    function: ast.FunctionDef
    question: str


def mutants(text: str) -> list[Mutant]:
    """Every mutant of a lesson's solutions, no two with the same text. A question is named as assignments name it."""
    tops, regions = ast.parse(text).body, _regions(text)
    parts = [ast.unparse(top) for top in tops]  # only the one that a mutant changes is written anew
    original = "\n\n".join(parts)
    found: dict[str, Mutant] = {}
    keys: dict[tuple[str, str, str], int] = {}
    for at, place in [(at, place) for at, top in enumerate(tops) for place in _places(top)]:
        if not any(begin < getattr(place.node, "lineno", 0) < end for begin, end in regions):
            continue
        before = _line(place.statement)
        for variant in _variants(place):
            place.put(variant)
            after = _line(variant if place.node is place.statement else place.statement)
            part = ast.unparse(ast.fix_missing_locations(tops[at]))
            changed = "\n\n".join([*parts[:at], part, *parts[at + 1 :]])
            place.put(place.node)
            mutant = Mutant(place.question, before, after, changed, kind_of(place.node, variant))
            if changed != original and changed not in found:
                number = keys[mutant.key] = keys.get(mutant.key, 0) + 1
                if number > 1:
                    mutant = replace(mutant, before=f"{before}  # {number}")
                found[changed] = mutant
    return list(found.values())


def kind_of(node: ast.AST, variant: ast.AST) -> str:
    """The operator that made a variant of a node, in a few words."""
    match node, variant:
        case _, ast.UnaryOp(ast.USub(), operand) if operand is node:
            return "a sign changed"
        case (_, ast.Attribute(_, "T")) | (ast.Attribute(_, "T"), _):
            return "a transpose added or dropped"
        case ast.stmt(), _:
            return "a statement dropped"
        case ((ast.BinOp() | ast.UnaryOp() | ast.BoolOp()), _):
            return "an operation changed, dropped or turned round"
        case ast.Compare(), _:
            return "a comparison changed"
        case ast.Constant(), _:
            return "a constant changed"
        case ((ast.Tuple() | ast.Dict()), _):
            return "parts swapped or dropped"
        case ast.Call(), _:
            return "a call or an argument dropped or swapped"
        case ast.Subscript(), _:
            return "an index dropped or swapped"
        case _:
            return "another name, attribute or function"


def _regions(text: str) -> list[tuple[int, int]]:
    """The lines of each solution's markers."""
    lines = list(enumerate(text.splitlines(), 1))
    begins = [number for number, line in lines if BEGIN in line]
    return list(zip(begins, [number for number, line in lines if END in line], strict=True))


def _line(statement: ast.AST) -> str:
    """The first line of a statement, as Python writes it."""
    return ast.unparse(ast.fix_missing_locations(statement)).partition("\n")[0]


def _places(top: ast.stmt) -> Iterator[Place]:
    if isinstance(top, ast.FunctionDef):
        yield from _inside(top, top, top, top.name)
    elif isinstance(top, ast.ClassDef):
        for method in top.body:
            if isinstance(method, ast.FunctionDef):
                name = "init" if method.name == "__init__" else method.name
                yield from _inside(method, method, method, f"{top.name}.{name}")


def _inside(parent: ast.AST, statement: ast.stmt, function: ast.FunctionDef, question: str) -> Iterator[Place]:
    for field, value in ast.iter_fields(parent):
        for index, node in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(node, ast.AST):

                def put(
                    other: Any, field: str = field, index: int = index, many: bool = isinstance(value, list)
                ) -> None:
                    if many:
                        getattr(parent, field)[index] = other
                    else:
                        setattr(parent, field, other)

                here = node if isinstance(node, ast.stmt) else statement
                yield Place(node, put, parent, here, function, question)
                yield from _inside(node, here, function, question)


def _variants(place: Place) -> Iterator[ast.AST]:
    """What may stand in a node's place."""
    match place.node:
        case ast.FunctionDef():
            return
        case ast.stmt():
            yield ast.Pass()
        case ast.BinOp() as node:
            yield from _of_operation(node)
        case ast.Compare(ops=[operator]) as node:
            for other in COMPARISONS:
                if not isinstance(operator, other):
                    yield ast.Compare(node.left, [other()], node.comparators)
        case ast.BoolOp(operator, values):
            yield from values
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
        case ast.UnaryOp(_, operand):
            yield operand
        case ast.Constant(value):
            yield from _of_constant(value, place)
        case ast.Tuple(elements, ast.Load()):
            yield from elements
            yield from (ast.Tuple(swapped, ast.Load()) for swapped in _swapped(elements))
        case ast.Dict(keys, values):
            yield from (ast.Dict(keys, swapped) for swapped in _swapped(values))
            yield from (ast.Dict(_without(keys, i), _without(values, i)) for i in range(len(keys)))
        case ast.Call() as node:
            yield from _of_call(node)
        case ast.Subscript(value, index, ast.Load()) as node:
            yield value
            if isinstance(index, ast.Tuple):
                yield from (ast.Subscript(value, ast.Tuple(s, ast.Load()), ast.Load()) for s in _swapped(index.elts))
        case ast.Attribute(value, "T", ast.Load()):
            yield value
        case ast.Attribute(ast.Name("self") as owner, name, context):
            yield from (ast.Attribute(owner, other, context) for other in _own(place.function) if other != name)
        case ast.Attribute(value, name, ast.Load()) if isinstance(place.parent, ast.Call):
            for pair in TWINS:
                if name in pair:
                    yield ast.Attribute(value, pair[pair[0] == name], ast.Load())
        case ast.Name(name, ast.Load()) if getattr(place.parent, "func", None) is not place.node:
            yield from (ast.Name(other, ast.Load()) for other in _names(place.function) if other != name)
    if isinstance(place.node, ast.expr) and isinstance(place.parent, (ast.Assign, ast.Return)) and _loaded(place.node):
        yield ast.UnaryOp(ast.USub(), place.node)
    factor = isinstance(place.parent, ast.BinOp) and isinstance(place.parent.op, ast.MatMult)
    if isinstance(place.node, ast.expr) and (factor or _product(place.node)):
        yield ast.Attribute(place.node, "T", ast.Load())


def _of_operation(node: ast.BinOp) -> Iterator[ast.AST]:
    yield node.left
    yield node.right
    yield from (ast.BinOp(node.left, other(), node.right) for other in ARITHMETIC.get(type(node.op), ()))
    if not isinstance(node.op, (ast.Add, ast.Mult)):
        yield ast.BinOp(node.right, node.op, node.left)


def _of_constant(value: object, place: Place) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, (int, float)):
        wished = (value + 1, value - 1, value * 2, value / 2, -value, 0 * value)
        yield from (ast.Constant(other) for other in dict.fromkeys(wished) if other != value)
    elif isinstance(value, str):
        words = (n.value for n in ast.walk(place.function) if isinstance(n, ast.Constant) and isinstance(n.value, str))
        yield from (ast.Constant(other) for other in dict.fromkeys(words) if other != value and other.isidentifier())


def _of_call(node: ast.Call) -> Iterator[ast.AST]:
    arguments, keywords = node.args, node.keywords
    yield from arguments
    if isinstance(node.func, ast.Attribute) and not arguments:
        yield node.func.value
    yield from (ast.Call(node.func, swapped, keywords) for swapped in _swapped(arguments))
    yield from (ast.Call(node.func, arguments, _without(keywords, i)) for i in range(len(keywords)))
    if len(arguments) > 1:
        yield ast.Call(node.func, arguments[:-1], keywords)
    if isinstance(node.func, ast.Name) and node.func.id == "range":
        yield ast.Call(node.func, [ast.Constant(1), arguments[-1]], [])
        yield ast.Call(node.func, [ast.BinOp(arguments[-1], ast.Sub(), ast.Constant(1))], [])
        yield ast.Call(node.func, [ast.Constant(0)], [])


def _swapped(items: list[Any]) -> Iterator[list[Any]]:
    """The list with each two neighbours in each other's place."""
    for i in range(len(items) - 1):
        yield [*items[:i], items[i + 1], items[i], *items[i + 2 :]]


def _without(items: list[Any], index: int) -> list[Any]:
    return [*items[:index], *items[index + 1 :]]


def _product(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)


def _loaded(node: ast.expr) -> bool:
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load) and not isinstance(node, (ast.Tuple, ast.Dict))


def _names(function: ast.FunctionDef) -> list[str]:
    """The parameters and local variables of a function and of those inside it."""
    own = (
        n.arg if isinstance(n, ast.arg) else n.id for n in ast.walk(function) if isinstance(n, ast.arg) or _stored(n)
    )
    return [name for name in dict.fromkeys(own) if name != "self"]


def _stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _own(function: ast.FunctionDef) -> list[str]:
    """The attributes of self that a method names, but for those that it calls."""
    called = {id(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
    found = (
        node.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
        and id(node) not in called
    )
    return list(dict.fromkeys(found))
