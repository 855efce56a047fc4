"""Whether the code of a question could keep something from one call to the next. Rather said of too much code.

What remembers nothing may be asked anything in between, and answers as before. Looking runs nothing of the student's.
"""

from __future__ import annotations

import dis
import types
from collections.abc import Collection, Iterator, Mapping, Set
from typing import Any

import numpy as np

from autograder.isolation.worker.lending import in_namespace
from autograder.isolation.worker.reach import LOOK_UP, MOST, class_dict, classes_in, is_own, names_in

#: What holds nothing of the student's that could change.
_INERT = {
    *(type(None), bool, int, float, complex, str, bytes, type(Ellipsis), types.GenericAlias, types.UnionType),
    *(types.BuiltinFunctionType, types.MethodDescriptorType, types.WrapperDescriptorType),
    *(types.GetSetDescriptorType, types.MemberDescriptorType, np.ufunc, np.float64, np.int64, np.bool_),
}
_OUTSIDE = {"STORE_GLOBAL", "DELETE_GLOBAL"}
_OF_CELLS = {"STORE_DEREF", "DELETE_DEREF"}  # with `nonlocal`, variables of the function around
_ON_OBJECTS = {"STORE_ATTR", "DELETE_ATTR"}
_OF_ARGUMENTS = {"requires_grad", "grad", "data"}  # attributes that are set on what a call was given
_ITS_CLASS = {"type", "__class__"}
#: With these, code changes what all code shares: NumPy's and PyTorch's generators of random numbers and settings.
_SHARED = {"seed", "manual_seed", "set_state", "seterr", "set_default_dtype", "rand", "randn", "randint", "shuffle"}
_BASES = type.__dict__["__bases__"]  # of a class, without running what its own class says
_OF_ITS_OWN = {"default_rng", "RandomState", "Generator"}


def may_remember(namespace: Mapping[str, Any], question: str) -> bool:
    """Whether the code of a function or `Class.method` could keep something from call to call."""
    parts = classes_in(namespace)  # an object that is passed may be of any of them
    own = {name for name, value in namespace.items() if issubclass(type(value), type)}
    todo = [in_namespace(namespace, question), namespace.get(question.partition(".")[0])]
    seen: dict[int, Any] = {}  # by identity, and kept: an id is an object's for as long as it lives
    while todo:
        value = todo.pop()
        kind = type(value)
        if id(value) in seen or kind in _INERT:
            continue
        seen[id(value)] = value
        if len(seen) > MOST:
            return True
        if kind is types.ModuleType or (kind is types.FunctionType and value.__globals__ is not namespace):
            if is_own(vars(value) if kind is types.ModuleType else value.__globals__, namespace):
                return True  # a module of the student's own, of which no more is looked at
        elif kind is types.FunctionType:
            if not _leaves_no_trace(value.__code__, own):
                return True
            cells = [cell.cell_contents for cell in value.__closure__ or ()]
            todo += [*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values(), *cells]
            todo += [of[name] for name in names_in(value.__code__) for of in (namespace, *parts) if name in of]
        elif issubclass(kind, type):
            parts_of_it, made_by = class_dict(value), class_dict(kind).get("__module__")
            if made_by == namespace.get("__name__"):
                return True
            if parts_of_it.get("__module__") == namespace.get("__name__"):
                todo += [each for name, each in parts_of_it.items() if name not in ("__dict__", "__weakref__")]
                todo += _BASES.__get__(value)
        elif kind in (staticmethod, classmethod):
            todo.append(value.__func__)
        elif kind is property:
            todo += [value.fget, value.fset, value.fdel]
        elif kind is tuple:
            todo += value
        else:  # a list, a dict, an array, an object, a cache
            return True
    return False


def _leaves_no_trace(code: types.CodeType, own: Collection[str]) -> bool:
    """Whether code changes nothing that outlives its call, but for attributes of objects that it was given.

    own: the names of the student's classes, on which it must set nothing.
    """
    names, on_objects = set(names_in(code)), False
    for each in _all_within(code):
        if _has(_OUTSIDE, each) or not _names_of(_OF_CELLS, each).isdisjoint(each.co_freevars):
            return False
        of_arguments = not _OF_ARGUMENTS.isdisjoint(each.co_names) and _names_of(_ON_OBJECTS, each) <= _OF_ARGUMENTS
        on_objects |= _has(_ON_OBJECTS, each) and not of_arguments
    if names & LOOK_UP or names & _SHARED or ("random" in names and not names & _OF_ITS_OWN):
        return False
    is_method = "." in code.co_qualname and "<locals>" not in code.co_qualname
    return not on_objects or (is_method and not names & {*own, *_ITS_CLASS})


def _has(operations: Set[str], code: types.CodeType) -> bool:
    """Whether code has one of these operations, seen from its bytes: to list its instructions takes a hundred times
    as long, and most code has none."""
    return not {dis.opmap[each] for each in operations}.isdisjoint(code.co_code[::2])


def _names_of(operations: Set[str], code: types.CodeType) -> set[str]:
    """The names that these operations have in code."""
    if not _has(operations, code):
        return set()
    return {step.argval for step in dis.get_instructions(code) if step.opname in operations}


def _all_within(code: types.CodeType) -> Iterator[types.CodeType]:
    """Code, and the code within it."""
    yield code
    for constant in code.co_consts:
        if type(constant) is types.CodeType:
            yield from _all_within(constant)
