"""Which of some functions the code of a question could come to call. Rather one too many than one too few.

Where a function is called is seen when it is lent; this only saves lending it to code that cannot reach it. So all that
code names and all objects that hang on it are looked at, and code that can look up names by itself may reach anything.
Looking runs nothing of the student's.
"""

from __future__ import annotations

import gc
import sys
import types
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np

from autograder.isolation.worker.lending import in_namespace, plain
from autograder.isolation.worker.own_modules import OwnModules

#: With these, code can get at what it does not name.
LOOK_UP = {
    *("getattr", "vars", "globals", "locals", "eval", "exec", "compile", "__import__", "import_module", "importlib"),
    *("sys", "modules", "inspect", "gc", "builtins", "operator", "attrgetter", "methodcaller", "get_ipython"),
    *("__dict__", "__getattribute__", "__globals__", "__main__", "pickle", "ctypes"),
}
_PLAIN = (int, float, complex, bool, str, bytes, type(None), np.float64, np.int64)
class_dict = type.__dict__["__dict__"].__get__  # of a class, without running what its own class says
MOST = 20_000  # objects that are looked at


def within_reach(namespace: Mapping[str, Any], question: str, others: Collection[str]) -> list[str]:
    """Those of the other questions (functions, `Class.method`s) that the code of a question could call."""
    by_name, by_object = defaultdict[str, set[str]](set), defaultdict[int, set[str]](set)
    for other in others:
        by_object[id(plain(in_namespace(namespace, other)))].add(other)
        for name in _called(other):
            by_name[name].add(other)
    root = in_namespace(namespace, question)
    if root is None:  # its own line may have failed for want of another
        return sorted(others)
    owner, dot, _ = question.partition(".")
    todo = [root, *([in_namespace(namespace, f"{owner}.init")] if dot else [])]
    found = {other for other in others if dot and other in (owner, f"{owner}.init")}
    parts = classes_in(namespace)  # an object that is passed may be of any of them
    seen: dict[int, Any] = {}  # by identity, and kept: an id is an object's for as long as it lives
    while todo:
        value = todo.pop()
        if id(value) in seen or type(value) in _PLAIN:
            continue
        seen[id(value)] = value
        if len(seen) > MOST:
            return sorted(others)
        found |= by_object.get(id(plain(value)), set())
        if type(value) is not types.FunctionType:
            todo += _held(value)
            continue
        todo += [value.__defaults__, value.__kwdefaults__, value.__closure__, value.__dict__]
        if not is_own(value.__globals__, namespace):
            continue
        for name in names_in(value.__code__):
            if name in LOOK_UP:
                return sorted(others)
            found |= by_name.get(name, set())
            todo += [of[name] for of in (value.__globals__, *parts) if name in of]
    return sorted(found - {question})


def classes_in(namespace: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What the student's own classes have, of those that have a name there."""
    found = [class_dict(each) for each in list(namespace.values()) if issubclass(type(each), type)]
    modules = [sys.modules.get(each["__module__"]) if "__module__" in each else None for each in found]
    return [
        each
        for each, module in zip(found, modules, strict=True)
        if each.get("__module__") == namespace.get("__name__") or (module and is_own(vars(module), namespace))
    ]


def _called(question: str) -> tuple[str, ...]:
    """The names by which code calls what a question asks for."""
    owner, _, name = question.rpartition(".")
    return (owner, "__init__") if owner and name == "init" else (name,)


def names_in(code: types.CodeType) -> Iterator[str]:
    """All that code names, and its texts, which may be names of attributes."""
    yield from code.co_names
    for constant in code.co_consts:
        if type(constant) is str:
            yield constant
        elif type(constant) is types.CodeType:
            yield from names_in(constant)


def is_own(names: Mapping[str, Any], namespace: Mapping[str, Any]) -> bool:
    """Whether these are the names of the student's work, or of a module of theirs."""
    return names is namespace or isinstance(names.get("__loader__"), OwnModules)


def _held(value: Any) -> list[Any]:
    """What hangs on an object that is not a function."""
    if type(value) is types.ModuleType:
        return list(vars(value).values()) if isinstance(vars(value).get("__loader__"), OwnModules) else []
    if isinstance(value, np.ndarray) and value.dtype != object:
        return []
    return gc.get_referents(value)
