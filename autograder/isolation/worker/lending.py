"""Functions and methods of a student's that the judge answers instead, wherever student code got hold of them.

A lent function stays the object that it was and gets other code. So whoever bound it early (a default argument, a
closure, `functools.reduce`, a dict of functions, `from x import f`) calls what is lent. What is not a function is
replaced wherever it is referred to, and what is missing is there before the cells are run.
"""

from __future__ import annotations

import copy
import functools
import gc
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.core.values import Source
from autograder.isolation.worker.left_behind import Right, arrays_in, by_name, put_right
from autograder.isolation.worker.own_form import in_form_of
from autograder.isolation.worker.tensors import to_torch
from autograder.isolation.worker.trouble import LENT

_METHODS = (staticmethod, classmethod)
_CACHED = type(functools.cache(len))
_MISSING = object()


class Loan(NamedTuple):
    """What is lent: a function, or `Class.method`, by its question and its number.

    With a `source` it is that text that is called, and the judge is told of each call, or of the first object of a
    class; otherwise the judge answers.
    Methods are answered for objects with these `attributes`. `own_first`: the student's own method runs before, for
    whatever else it sets. Where there are `parameters`, arguments beyond these are the student's own, and left out.
    """

    question: str
    number: int
    source: Source | None = None
    attributes: tuple[str, ...] = ()
    own_first: bool = False
    parameters: tuple[str, ...] = ()

    def asked(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Of the arguments of a call, and of those by name, the ones that the question has."""
        if not self.parameters:
            return args, dict(kwargs)
        return args[: len(self.parameters)], {name: kwargs[name] for name in self.parameters if name in kwargs}


class Lent(NamedTuple):
    """An answer of the judge: the value, the attributes of the object that are new, and what may be kept of the way
    there, each with the names that it may have."""

    value: Any
    after: Mapping[str, Any]
    intermediates: Sequence[Right] = ()


#: Has the judge answer: number, arguments, those by name, attributes of the object.
Borrow = Callable[[int, tuple[Any, ...], Mapping[str, Any], Mapping[str, Any]], Lent]
SetAttributes = Callable[[Any, Mapping[str, Any]], None]


class Lending:
    """What is lent to the code in one namespace, while `judged` is looked at."""

    def __init__(self, loans: Sequence[Loan], judged: str, borrow: Borrow, set_attributes: SetAttributes) -> None:
        self._loans = [(loan, self._lent(loan)) for loan in loans]
        self._judged = judged
        self._borrow = borrow
        self._set = set_attributes
        self._own: dict[str, Callable[..., Any]] = {}
        self._loaded = False

    def place(self, namespace: dict[str, Any]) -> None:
        """Before the cells are run: functions that may be missing from them are there."""
        for loan, lent in self._loans:
            if "." not in loan.question:
                namespace[loan.question] = lent

    def take_over(self, namespace: dict[str, Any]) -> None:
        """After the cells were run: what the student wrote is answered by what is lent."""
        self._loaded = True
        own = _code_of(in_namespace(namespace, self._judged))
        for loan, lent in self._loans:
            owner, dot, method = loan.question.partition(".")
            found = namespace.get(owner, _MISSING)
            if not dot:
                if found is not lent and not _exchange(found, lent, own):
                    if _code_of(found) is None and _of_their_own(found, namespace):
                        _put_everywhere(found, lent)
                    namespace[owner] = lent
            elif isinstance(found, type):
                self._lend_method(found, "__init__" if method == "init" else method, loan, lent, own)

    def _lend_method(
        self, owner: type, name: str, loan: Loan, lent: Callable[..., Any], own: types.CodeType | None
    ) -> None:
        found = _in_class(owner, name)
        if loan.own_first and type(found) is types.FunctionType:
            self._own[loan.question] = _copy(found)
        if found is object.__init__ or not _exchange(found, lent, own):
            setattr(owner, name, _function(lent))

    def _lent(self, loan: Loan) -> Callable[..., Any]:
        if loan.source is not None:
            return self._noted(loan, to_torch(loan.source, ""))
        if "." in loan.question:
            return functools.partial(self._answer_method, loan)
        return functools.partial(self._answer, loan)

    def _answer(self, loan: Loan, *args: Any, **kwargs: Any) -> Any:
        if not self._loaded:
            raise NameError(f"name {loan.question!r} is not defined", name=loan.question)
        return self._borrow(loan.number, *loan.asked(args, kwargs), {}).value

    def _answer_method(self, loan: Loan, target: Any, *args: Any, **kwargs: Any) -> Any:
        is_new = loan.question.endswith(".init")
        held = {} if is_new else {name: copy.copy(getattr(target, name)) for name in loan.attributes}
        given = [*args, *kwargs.values(), *(getattr(target, name, None) for name in held)]
        before = arrays_in(_attributes_of(target))
        own, raised = self._run_own(loan, target, args, kwargs)
        left = {name: value for name, value in _attributes_of(target).items() if name not in loan.attributes}
        lent = self._borrow(loan.number, *loan.asked(args, kwargs), held)
        self._set(target, {**held, **lent.after})
        right = put_right(before, left, given, lent.intermediates)
        if raised:  # what it would have kept later on, where its class reads it by a name that many give it
            arrays = {name for name in _read_by(type(target)) if name not in left or type(left[name]) is np.ndarray}
            right = by_name(arrays - {*loan.attributes}, lent.intermediates) | right
        _attributes_of(target).update(right)
        return None if is_new else in_form_of(own, lent.value)

    def _run_own(self, loan: Loan, target: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[Any, bool]:
        """What the student's own method gives, where it runs first, and whether it raised."""
        if loan.question not in self._own:
            return None, False
        try:
            return self._own[loan.question](target, *args, **kwargs), False
        except Exception:  # it is what is wrong
            return None, True

    def _noted(self, loan: Loan, function: Callable[..., Any]) -> Callable[..., Any]:
        if isinstance(function, type):
            return self._noted_class(loan.number, function)

        def noted(*args: Any, **kwargs: Any) -> Any:
            self._borrow(loan.number, (), {}, {})
            args, kwargs = loan.asked(args, kwargs)
            return function(*args, **kwargs)

        return noted

    def _noted_class(self, number: int, made: type) -> type:
        construct = _in_class(made, "__init__")

        def first(new: Any, *args: Any, **kwargs: Any) -> None:
            made.__init__ = construct  # type: ignore[misc]
            self._borrow(number, (), {}, {})
            construct(new, *args, **kwargs)

        made.__init__ = first  # type: ignore[misc]
        return made


def in_namespace(namespace: Mapping[str, Any], question: str) -> Any:
    """What stands there for a function or `Class.method`, as its class has it; None where nothing does."""
    owner, dot, method = question.partition(".")
    found = namespace.get(owner)
    if not dot:
        return found
    found = _in_class(found, "__init__" if method == "init" else method) if isinstance(found, type) else None
    return None if found is _MISSING else found


def _in_class(owner: type, name: str) -> Any:
    """What a class has under a name, itself or by a base, without running what would bind it."""
    return next((vars(base)[name] for base in type.__dict__["__mro__"].__get__(owner) if name in vars(base)), _MISSING)


def _read_by(owner: type) -> set[str]:
    """The names of attributes that the methods of a class use, but for what the class has itself."""
    codes = [_code_of(each) for each in vars(owner).values()]
    return {name for code in codes if code is not None for name in code.co_names if not hasattr(owner, name)}


def _attributes_of(target: Any) -> dict[str, Any]:
    """What an object has of its own; nothing where its class keeps it elsewhere."""
    found = getattr(target, "__dict__", None)
    return found if type(found) is dict else {}


def plain(found: Any) -> Any:
    """The function within a method, a bound method or a cache of it; anything else as it is."""
    if type(found) in (*_METHODS, _CACHED):
        return plain(found.__wrapped__)
    return found.__func__ if type(found) is types.MethodType else found


def _code_of(found: Any) -> types.CodeType | None:
    function = plain(found)
    return function.__code__ if type(function) is types.FunctionType else None


def _exchange(found: Any, lent: Callable[..., Any], own: types.CodeType | None) -> bool:
    """Give a function the code that calls `lent`. False where it is none, or is what is judged, under another name."""
    function = plain(found)
    if type(found) is _CACHED:
        found.cache_clear()
    if type(function) is not types.FunctionType or function.__code__ is own:
        return False
    drops_first = type(found) in (types.MethodType, classmethod)
    function.__code__ = _passing_on(len(function.__code__.co_freevars), drops_first)
    function.__defaults__, function.__kwdefaults__ = None, {"_lent": lent}
    return True


@functools.cache
def _passing_on(free: int, drops_first: bool) -> types.CodeType:
    """Code that passes whatever it is given to its `_lent`, for a function with so many free variables."""
    names = ", ".join(f"_{i}" for i in range(free))
    uses = f"    if 0: {names}\n" if free else ""
    first = "_first, " if drops_first else ""
    text = (
        f"def around({names}):\n  def lent({first}*args, _lent, **kwargs):\n{uses}    return _lent(*args, **kwargs)\n"
    )
    made: dict[str, Any] = {}
    exec(compile(f"{text}  return lent\n", LENT, "exec", dont_inherit=True), made)
    code: types.CodeType = made["around"](*range(free)).__code__
    return code


def _function(lent: Callable[..., Any]) -> Callable[..., Any]:
    """What is lent as a function, which a class binds to its objects as a method."""

    def method(*args: Any, **kwargs: Any) -> Any:
        return lent(*args, **kwargs)

    return method


def _copy(function: types.FunctionType) -> types.FunctionType:
    twin = types.FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    twin.__kwdefaults__ = function.__kwdefaults__
    return twin


def _of_their_own(found: Any, namespace: Mapping[str, Any]) -> bool:
    """Whether a thing that can be called was made by the student's code. A number, `len` or `np.exp` under a question's
    name is everybody's: replaced wherever it is referred to, it would be missing in Python and NumPy themselves."""
    made = found if isinstance(found, type) else type(found)
    return isinstance(found, functools.partial | types.MethodType) or (
        callable(found) and made.__module__ == namespace.get("__name__")
    )


def _put_everywhere(old: Any, new: Any) -> None:
    """Refer to `new` wherever dicts, lists, closures and default arguments refer to `old`."""
    for holder in gc.get_referrers(old):
        if type(holder) is dict:
            for key in [key for key, value in holder.items() if value is old]:
                holder[key] = new
        elif type(holder) is list:
            holder[:] = [new if item is old else item for item in holder]
        elif type(holder) is types.CellType:
            holder.cell_contents = new
        elif type(holder) is tuple:
            for function in gc.get_referrers(holder):
                if type(function) is types.FunctionType and function.__defaults__ is holder:
                    function.__defaults__ = tuple(new if item is old else item for item in holder)
