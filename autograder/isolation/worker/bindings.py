"""Who binds a name again: `loss = loss(w, b, X, y)` below its answer does not take the answer away.

In a notebook each `check` has looked at what was there at that moment; what is graded is what is there at the end. The
last function, class or module of a name counts, and a plain value as it was when the cell of the answer had run.
"""

from __future__ import annotations

import builtins
import types
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from autograder.isolation.worker.code_names import variables

_NOT_YET = (type(None), type(...), type(NotImplemented))  # what stands where a value is still to come


class Place(NamedTuple):
    """A statement: its cell or file and its line."""

    name: str
    line: int


class Rebound(NamedTuple):
    """A name that was given back what it stood for. `answer` uses it, or is it; `place` had bound it again."""

    name: str
    answer: str
    place: Place


class _Past(NamedTuple):
    value: Any
    moment: int  # of all statements, which was the last one by then
    place: Place | None = None
    of_code: bool = False


@dataclass
class Bindings:
    """Watches one namespace while its cells run. `answers` are the functions and classes that are asked for."""

    namespace: dict[str, Any]
    answers: Collection[str] = ()
    _moment: int = 0
    _bound: dict[str, _Past] = field(default_factory=dict)  # by name: when and where it was bound last
    _functions: dict[str, _Past] = field(default_factory=dict)  # those whose name was bound to something else since
    _values: dict[str, _Past] = field(default_factory=dict)  # plain ones that an answer uses, as they were then
    _written: dict[str, int] = field(default_factory=dict)  # answers: when their cell had run
    _new: set[str] = field(default_factory=set)  # answers of this cell

    def before(self, names: Collection[str]) -> dict[str, Any]:
        """What the names that a statement binds stand for until then."""
        return {name: self.namespace.get(name, getattr(builtins, name, None)) for name in names}

    def after(self, before: dict[str, Any], place: Place) -> None:
        """Note what a statement has bound of the names that it could bind."""
        self._moment += 1
        for name, was in before.items():
            now = self.namespace.get(name, was)
            if now is was:
                continue
            self._bound[name] = _Past(None, self._moment, place, _is_code(now))
            if _is_code(now):
                self._functions.pop(name, None)
                if name in self.answers:
                    self._new.add(name)
            elif _is_code(was):
                self._functions[name] = _Past(was, self._moment, place)

    def end_of_cell(self) -> None:
        """Keep the plain values that the answers of this cell use."""
        for answer in sorted(self._new):
            self._written[answer] = self._moment
            for name in variables(answer, self.namespace, exactly=False):
                value = self.namespace[name]
                if not _is_code(value) and type(value) not in _NOT_YET:
                    self._values[name] = _Past(value, self._moment)
        self._new.clear()

    def restore(self) -> Iterator[Rebound]:
        """Give names back what the answers were written with, and tell which."""
        for name, past in self._functions.items():
            if name in self.answers and past.place is not None:
                self.namespace[name] = past.value
                yield Rebound(name, name, past.place)
        for answer, written in self._written.items():
            if not any(past.moment > written for past in self._bound.values() if not past.of_code):
                continue
            for name in sorted(variables(answer, self.namespace) - set(self.answers)):
                bound = self._bound.get(name)
                kept = self._values.get(name) or self._functions.get(name)
                if kept is None or bound is None or bound.place is None or bound.moment <= written:
                    continue
                now = self.namespace[name]
                if not _is_code(now) and now is not kept.value and not _same(now, kept.value):
                    self.namespace[name] = kept.value
                    yield Rebound(name, answer, bound.place)


def _is_code(value: Any) -> bool:
    """Whether it is a function, a class or a module: looked at by its type, which runs nothing of the student's."""
    return callable(value) or issubclass(type(value), types.ModuleType)


def _same(a: Any, b: Any) -> bool:
    """Whether two plain values are equal; only of base types, whose comparison is not the student's."""
    return type(a) is type(b) and type(a) in (int, float, complex, bool, str) and bool(a == b)
