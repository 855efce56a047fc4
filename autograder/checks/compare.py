"""Is this the right value? Type, then dtype, shape, finiteness, then value; the first that fails is the finding.

Pure functions over plain values. The tolerance is relative to the largest entry of the expected array. So zeros do not
pass for a tiny gradient, and the rounding error of a small entry next to a large one fails nobody.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.describe import describe
from autograder.core.model import Verdict
from autograder.core.numbers import number, told_apart
from autograder.core.values import Tensor

Array = np.ndarray[Any, Any]

# Right answers agree to 1e-15 in float64; 1e-6 lets an answer accumulated in float32 pass and nothing a
# student is known to get wrong (the nearest mistake, forward for central differences, is off by 1e-5).
RTOL = {np.dtype(name): rtol for name, rtol in (("float64", 1e-6), ("float32", 2e-4), ("float16", 1e-2))}
ATOL = 1e-12
# A derivative that was derived is right to rounding, 1e-15, and to 1e-12 after many steps; one by differences to 1e-9.
ROUNDING = 1e-11
MAX_KEYS, MAX_KEY = 10, 40  # of a student's dict: how many keys a message names, and how many characters of each

BY_DIFFERENCES = "is right to about nine digits, as differences are; derived by hand it has all of them"
RAGGED, STRANGE = "ragged", "strange"


@dataclass(frozen=True)
class Mismatch:
    """The first thing wrong with an answer: where, both values in a few words, and a remark on them or ""."""

    verdict: Verdict
    where: str
    expected: str
    got: str
    said: str = ""


@dataclass(frozen=True)
class Terms:
    """How an answer is read: names for the parts of a tuple, tolerance, and which other shape is taken.

    `layout` is "" (the exact shape), "gradient" (also (1, n) for (n,), with a note) or "flat" (also (n,) for (1, n)).
    """

    names: tuple[str, ...] = ()
    rtol: float | None = None
    atol: float = ATOL
    layout: str = ""


class Numbers:
    """The array that a part of an answer stands for. Its shape and dtype are known before the array is made."""

    def __init__(self, shape: tuple[int, ...], leaves: Sequence[Any], kinds: Set[type]) -> None:
        self.shape = shape
        self.dtype = _dtype(leaves, kinds)
        self._leaves = leaves

    @functools.cached_property
    def array(self) -> Array:
        """The array. Ask for it only where dtype and shape are right: one long text would make every entry as long."""
        first = self._leaves[0] if self._leaves else None
        if isinstance(first, np.ndarray) and first.shape == self.shape:
            return first
        return np.array(self._leaves, dtype=self.dtype).reshape(self.shape)


class StudentValue:
    """What a student returned. Each part is read as numbers once, however many values it is compared with."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self._read: dict[int, Numbers | str] = {}  # by identity: `value` holds all parts

    def numbers(self, part: Any) -> Numbers | str:
        """A number, an array, or a list of numbers; else `RAGGED`, where rows differ in length, or `STRANGE`."""
        known = self._read.get(id(part))
        if known is None:
            known = self._read[id(part)] = _numbers(part)
        return known


def compare(got: Any, expected: Any, terms: Terms, name: str = "the result") -> tuple[Mismatch | None, list[str]]:
    """What is wrong with `got`, or None; and notes on what was taken although it is not what was asked for.

    `got` is a value, or a `StudentValue` where it will be compared again.
    """
    answer = got if isinstance(got, StudentValue) else StudentValue(got)
    notes = (
        [f"{name} is a {type(answer.value).__name__}; a dict was asked for, and this is taken too"]
        if _in_order(answer.value, expected)
        else []
    )
    with np.errstate(all="ignore"):  # a student's nan and inf are theirs, not the judge's to warn of
        for part, have, want in parts(answer.value, expected, terms, name):
            mismatch = have if isinstance(have, Mismatch) else _leaf(have, want, terms, part, notes, answer)
            if mismatch:
                return mismatch, notes
    return None, notes


def parts(got: Any, expected: Any, terms: Terms, name: str) -> Iterator[tuple[str, Any, Any]]:
    """Pairs of leaves with their names; a `Mismatch` instead of a leaf where the structure differs."""
    if isinstance(expected, tuple):
        names = terms.names or tuple(f"{name}[{i}]" for i in range(len(expected)))
        asked = f"{len(expected)} values ({', '.join(names)})"
        if got is None:
            yield name, _nothing(name, asked), None
        elif not isinstance(got, (tuple, list)) or len(got) != len(expected):
            what = f"{len(got)} values" if isinstance(got, (tuple, list)) else describe(got)
            yield name, Mismatch(Verdict.WRONG_SHAPE, name, asked, what), None
        else:
            for part, have, want in zip(names, got, expected, strict=True):
                yield from parts(have, want, Terms(), part)
    elif isinstance(expected, Mapping):
        asked = f"a dict with {', '.join(expected)}"
        if got is None:
            yield name, _nothing(name, asked), None
        elif _in_order(got, expected):
            for key, have in zip(expected, got, strict=True):
                yield from parts(have, expected[key], Terms(), key)
        elif not isinstance(got, dict):
            what = describe(got)
            yield name, Mismatch(Verdict.WRONG_DTYPE, name, asked, what), None
        else:
            for key, want in expected.items():
                if key in got:
                    yield from parts(got[key], want, Terms(), key)
                else:
                    what = f"a dict with {_keys(got)}" if got else "an empty dict"
                    yield key, Mismatch(Verdict.WRONG_SHAPE, name, asked, what, f"{key!r} is missing"), None
    else:
        yield name, got, expected


def _in_order(got: Any, expected: Any) -> bool:
    """Whether a tuple or a list stands for a dict: it has as many parts, in the order that was asked for."""
    return isinstance(expected, Mapping) and isinstance(got, (tuple, list)) and len(got) == len(expected)


def _leaf(got: Any, expected: Any, terms: Terms, name: str, notes: list[str], answer: StudentValue) -> Mismatch | None:
    if isinstance(expected, Tensor):
        stranger = _no_tensor(got, expected, name)
        if stranger:
            return stranger
        got, expected = got.data, expected.data
    want = np.asarray(expected)
    if _plainly_right(got, want, terms):
        if not _to_rounding(got, want, terms):
            notes.append(f"{name} {BY_DIFFERENCES}")
        return None
    asked = "a number" if want.ndim == 0 else f"an array of shape {want.shape}"

    def wrong(verdict: Verdict, shown: str = asked, have: str = "", where: str = name, said: str = "") -> Mismatch:
        return Mismatch(verdict, where, shown, have or describe(got), said)

    if got is None:
        return _nothing(name, asked)
    numbers = answer.numbers(got)
    if isinstance(numbers, str):
        if numbers == RAGGED:
            return wrong(Verdict.WRONG_SHAPE, have="a list whose rows differ in length")
        return wrong(Verdict.WRONG_DTYPE)
    if _of_other_dtype(numbers.dtype, want.dtype):
        return wrong(Verdict.WRONG_DTYPE, f"dtype {want.dtype}", f"dtype {numbers.dtype}")
    if numbers.shape != want.shape:
        if not _taken(numbers.shape, want.shape, terms.layout):
            return wrong(Verdict.WRONG_SHAPE, f"shape {want.shape}", f"shape {numbers.shape}")
        notes.append(f"{name} has shape {numbers.shape}; {want.shape} was asked for, and this is taken too")
    have = numbers.array.reshape(want.shape)
    if want.dtype.kind == "f" and not np.isfinite(have).all():
        at = _first(~np.isfinite(have))
        return wrong(Verdict.NON_FINITE, number(want[at]), number(have[at]), _entry(name, at))
    off = differing(have, want, terms)
    if not off.any():
        if not _to_rounding(have, want, terms):
            notes.append(f"{name} {BY_DIFFERENCES}")
        return None
    at = _worst(have, want, off)
    verdict, said = Verdict.WRONG_VALUE, f"{off.sum()} of {off.size} entries differ" if off.size > 1 else ""
    if have.dtype.kind in "iu" and not np.array_equal(want, np.round(want)):
        verdict, said = Verdict.WRONG_DTYPE, f"{name} has dtype {have.dtype}, which cannot hold fractions"
    return wrong(verdict, *told_apart(want[at], have[at]), _entry(name, at), said)


def _no_tensor(got: Any, expected: Tensor, name: str) -> Mismatch | None:
    """Why an answer is not a tensor on the right device, or None. Whether it carries a graph is not asked here."""
    asked = f"a tensor of shape {expected.data.shape}"
    if got is None:
        return _nothing(name, asked)
    if not isinstance(got, Tensor):
        return Mismatch(Verdict.WRONG_DTYPE, name, asked, describe(got))
    if got.device:
        return Mismatch(Verdict.WRONG_DTYPE, name, "a tensor on the device of its input", f"a tensor on {got.device}")
    return None


def _plainly_right(got: Any, want: Array, terms: Terms) -> bool:
    """The common case, decided in a few operations: an array or a float of the right form with all entries right."""
    if type(got) is float and want.ndim == 0 and want.dtype.kind == "f":
        return bool(abs(got - want) <= allowance(want, terms))
    if not (type(got) is np.ndarray and got.dtype == want.dtype == np.float64 and got.shape == want.shape and got.size):
        return False
    return bool(np.abs(got - want).max(initial=0.0) <= allowance(want, terms))  # false for nan, which _leaf looks at


def _to_rounding(got: Any, want: Array, terms: Terms) -> bool:
    """Whether a right answer has all the digits that there are, as far as they are asked for."""
    allowed = max(ROUNDING * float(np.abs(want).max(initial=0.0)), terms.atol)
    return terms.rtol is not None or want.dtype != np.float64 or bool(np.abs(got - want).max(initial=0.0) <= allowed)


def differing(have: Array, want: Array, terms: Terms) -> Array:
    """Where two arrays of one shape differ by more than the tolerance; integers and bools must be equal."""
    if want.dtype.kind != "f":
        return np.asarray(have != want)
    return np.asarray(~(np.abs(have.astype(np.float64) - want) <= allowance(want, terms)))


def allowance(want: Array, terms: Terms) -> float:
    """How far an entry may be from the expected one; nan, so that nothing is near, where one of them is not finite."""
    rtol = RTOL[want.dtype] if terms.rtol is None else terms.rtol
    largest = float(np.abs(want).max(initial=0.0))
    return max(rtol * largest, terms.atol) if math.isfinite(largest) else math.nan


def same(got: Any, expected: Any, terms: Terms) -> bool:
    """Whether `got` would pass if `expected` were the right answer, which may have inf and nan as no right answer has.

    `compare` without its words: most mistakes do not explain an answer, and nobody reads why.
    """
    answer = got if isinstance(got, StudentValue) else StudentValue(got)
    with np.errstate(all="ignore"):
        return all(_alike(have, want, terms, answer) for _, have, want in parts(answer.value, expected, terms, ""))


def _run_away_alike(have: Array, want: Array, terms: Terms) -> bool:
    """Whether two arrays have inf and nan at the same places, and are near elsewhere, as where a descent diverges."""
    finite = np.isfinite(want)
    if not np.array_equal(have[~finite], want[~finite], equal_nan=True):
        return False
    return not finite.any() or bool(np.abs(have - want)[finite].max() <= allowance(want[finite], terms))


def of_other_form(have: Any, want: Any, terms: Terms, answer: StudentValue) -> bool:
    """Whether a part of an answer is wrong for any number of this shape and dtype; False where that needs a closer
    look."""
    if have is None:
        return True
    if isinstance(want, Tensor):
        return not isinstance(have, Tensor) or bool(have.device) or of_other_form(have.data, want.data, terms, answer)
    if type(want) not in (float, np.float64, np.ndarray):
        return False
    numbers = answer.numbers(have)
    if isinstance(numbers, str) or _of_other_dtype(numbers.dtype, np.asarray(want).dtype):
        return True
    return numbers.shape != np.shape(want) and not _taken(numbers.shape, np.shape(want), terms.layout)


def right_parts(answer: StudentValue, expected: Any, terms: Terms, asked: Set[str]) -> frozenset[str]:
    """Which of the named parts of an answer are right; none where something else of it is wrong."""
    seen, wrong = set[str](), set[str]()
    with np.errstate(all="ignore"):
        for name, have, want in parts(answer.value, expected, terms, ""):
            part = name.partition("[")[0]
            seen.add(part)
            if not _alike(have, want, terms, answer):
                wrong.add(part)
    return frozenset(seen & asked - wrong) if wrong <= asked else frozenset()


def _alike(have: Any, want: Any, terms: Terms, answer: StudentValue) -> bool:
    if isinstance(have, Mismatch) or of_other_form(have, want, terms, answer):
        return False
    if isinstance(want, float | np.ndarray) and np.asarray(want).dtype.kind == "f" and not np.isfinite(want).all():
        numbers = answer.numbers(have)
        if isinstance(numbers, str) or (numbers.shape, numbers.dtype) != (np.shape(want), np.asarray(want).dtype):
            return False
        return _run_away_alike(numbers.array, np.asarray(want), terms)
    if type(have) is type(want) is np.ndarray and have.dtype == want.dtype == np.float64 and have.shape == want.shape:
        return not have.size or bool(np.abs(have - want).max() <= allowance(want, terms))
    if type(have) is float and type(want) in (float, np.float64):
        return bool(abs(have - want) <= allowance(np.asarray(want), terms))
    return _leaf(have, want, terms, "", [], answer) is None


def _nothing(name: str, asked: str) -> Mismatch:
    return Mismatch(Verdict.WRONG_VALUE, name, asked, "None", "is a `return` missing?")


def _keys(got: Mapping[str, Any]) -> str:
    """The first keys of a dict, for a message."""
    named = ", ".join(str(key)[:MAX_KEY] for key in itertools.islice(got, MAX_KEYS))
    return named + (f" and {len(got) - MAX_KEYS} more" if len(got) > MAX_KEYS else "")


def _numbers(got: Any) -> Numbers | str:
    """Reads nested lists level by level, so that no array is made of something that does not have the form of one."""
    level: Sequence[Any] = [got]
    shape: tuple[int, ...] = ()
    kinds = {type(got)}
    while kinds and all(issubclass(kind, (list, tuple)) for kind in kinds):
        lengths = set(map(len, level))
        if len(lengths) > 1:
            break
        shape = (*shape, *lengths)
        level = list(itertools.chain.from_iterable(level))
        kinds = set(map(type, level))
    nested = any(issubclass(kind, (list, tuple)) for kind in kinds)
    if not all(issubclass(kind, (int, float, np.ndarray)) for kind in (_kinds(level) if nested else kinds)):
        return STRANGE
    ends = {leaf.shape for leaf in level if isinstance(leaf, np.ndarray)} if np.ndarray in kinds else set()
    ends |= {()} if kinds - {np.ndarray} else set()
    if nested or len(ends) > 1:
        return RAGGED
    return Numbers((*shape, *(ends.pop() if ends else ())), level, kinds)


def _kinds(values: Sequence[Any]) -> set[type]:
    """The types of all values in nested lists, other than the lists."""
    left, kinds = list(values), set()
    while left:
        item = left.pop()
        if isinstance(item, (list, tuple)):
            left.extend(item)
        else:
            kinds.add(type(item))
    return kinds


def _dtype(leaves: Sequence[Any], kinds: Set[type]) -> np.dtype[Any]:
    """The dtype of an array made of these numbers and arrays."""
    if not kinds:
        return np.dtype(float)
    dtypes = {np.dtype(kind) for kind in kinds - {int, np.ndarray}}
    if np.ndarray in kinds:
        dtypes |= {leaf.dtype for leaf in leaves if isinstance(leaf, np.ndarray)}
    if int in kinds:
        whole = [leaf for leaf in leaves if type(leaf) is int]
        dtypes |= {np.asarray(bound).dtype for bound in (min(whole), max(whole))}
    return np.result_type(bool, *dtypes)  # with bool the result is that of the others


def _of_other_dtype(have: np.dtype[Any], want: np.dtype[Any]) -> bool:
    """Whether no answer of this dtype is right; whole numbers stand for floats."""
    return have != want and not (want.kind == "f" and have.kind in "iu")


def _taken(have: tuple[int, ...], want: tuple[int, ...], layout: str) -> bool:
    if layout == "gradient":
        return len(want) == 1 and have == (1, *want)
    return layout == "flat" and len(want) == 2 and want[0] == 1 and have == want[1:]


def _first(mask: Array) -> tuple[int, ...]:
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(mask)), mask.shape))


def _worst(have: Array, want: Array, off: Array) -> tuple[int, ...]:
    distance = np.where(off, np.abs(have.astype(np.float64) - want.astype(np.float64)), -1.0)
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(distance)), distance.shape))


def _entry(name: str, at: tuple[int, ...]) -> str:
    return f"{name}[{', '.join(map(str, at))}]" if at else name
