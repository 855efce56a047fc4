"""What a wrong method left on its object besides its answer, made right.

Many keep the hidden layer's arrays in `forward`, under names of their own, and read them in `gradients`. Where a right
`forward` is lent, these have to be right too. Nobody knows their names: an array that changed becomes the right one of
its shape that is called like it, or else that is nearest to it.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Path = tuple[Any, ...]  # an attribute, then the key or place in each container
Right = tuple[Sequence[str], Array]  # the names that people give it, and the array
_DEEPEST = 3  # containers within containers that are looked through
_MOST = 100  # arrays that are looked at
_ALIKE = 5  # of one shape


def arrays_in(attributes: Mapping[str, Any]) -> dict[Path, Array]:
    """The arrays of an object's attributes, also within lists, tuples and dicts, by where they are."""
    return dict(itertools.islice((found for name in attributes for found in _arrays((name,), attributes[name])), _MOST))


def put_right(
    before: Mapping[Path, Array], after: Mapping[str, Any], given: Sequence[Any], right: Sequence[Right]
) -> dict[str, Any]:
    """The attributes in which a method has set arrays, with right ones in them.

    `before`: the arrays of its object before the call; `after`: the attributes after it; `given`: what the method
    had, of which arrays and views stay as they are; `right`: what it should have computed, with names, in that order.
    """
    if not right:
        return {}
    new = {path: array for path, array in arrays_in(after).items() if before.get(path) is not array}
    made = {path: array for path, array in new.items() if not any(_shared(array, known) for known in given)}
    chosen = dict(_pairs(made, right))
    return {name: _with((name,), after[name], chosen) for name in dict.fromkeys(path[0] for path in chosen)}


def by_name(names: Collection[str], right: Sequence[Right]) -> dict[str, Array]:
    """Right arrays for those of the names that people give to one of them."""
    return {name: array for name in sorted(names) for called, array in right if _is_called((name,), tuple(called))}


def _pairs(found: Mapping[Path, Array], right: Sequence[Right]) -> Iterator[tuple[Path, Array]]:
    """Each array's place with the right one that it stands for: first those that are called alike. The others of one
    shape come in the order in which they are computed; of all ways that keep it, the one counts that fits best."""
    named = {path: each for path in found for each in right if _is_called(path, tuple(each[0]))}
    named = {path: each for path, each in named.items() if _kind(found[path])[0] == _kind(each[1])[0]}
    for path, (_, array) in named.items():
        yield path, array.astype(found[path].dtype)
    others = {path: array for path, array in found.items() if path not in named}
    left = [each for each in right if all(each is not other for other in named.values())]
    for kind in dict.fromkeys(map(_kind, others.values())):
        paths = [path for path, array in others.items() if _kind(array) == kind][:_ALIKE]
        alike = [each for each in left if _kind(each[1]) == kind][:_ALIKE]
        size = min(len(paths), len(alike))
        ways = itertools.product(itertools.combinations(paths, size), itertools.combinations(alike, size))
        ordered = [list(zip(*way, strict=True)) for way in ways]
        best = min(ordered, key=lambda way: sum(_unlike(found[path], array) for path, (_, array) in way))
        for path, (_, array) in best:
            yield path, array.astype(found[path].dtype)


def _kind(array: Array) -> tuple[bool, tuple[int, ...]]:
    return array.dtype.kind == "b", array.shape


@functools.lru_cache(1000)  # asked for the same again at each step of a training loop
def _is_called(path: Path, names: tuple[str, ...]) -> bool:
    label = next(step for step in reversed(path) if type(step) is str).lower()
    ends = [name.lower() if len(name) > 1 else f"_{name.lower()}" for name in names]
    return f"_{label}".endswith(tuple(ends))


def _unlike(array: Array, right: Array) -> float:
    """How badly an array fits a right one: by signs, and by distance."""
    one, other = array.astype(float), right.astype(float)
    with np.errstate(all="ignore"):
        away = np.abs(one - other).sum() / (np.abs(other).sum() + 1e-300)
    signs = bool((one < 0).any()) != bool((other < 0).any())
    return signs + (min(float(away), 5.0) if np.isfinite(away) else 5.0)


def _shared(one: Array, other: Any) -> bool:
    return type(other) is np.ndarray and np.may_share_memory(one, other)


def _arrays(path: Path, value: Any) -> Iterator[tuple[Path, Array]]:
    if type(value) is np.ndarray and value.dtype.kind in "bif" and value.ndim:
        yield path, value
    elif len(path) <= _DEEPEST:
        for step, part in _parts(value)[:_MOST]:
            yield from _arrays((*path, step), part)


def _parts(value: Any) -> list[tuple[Any, Any]]:
    """What a container of Python's own holds, by key or place."""
    if type(value) is dict:
        return list(value.items())
    return list(enumerate(value)) if type(value) in (list, tuple) else []


def _with(path: Path, value: Any, chosen: Mapping[Path, Array]) -> Any:
    """The value with arrays exchanged."""
    if path in chosen:
        return chosen[path]
    if not any(other[: len(path)] == path for other in chosen):
        return value
    made = {step: _with((*path, step), part, chosen) for step, part in _parts(value)}
    return made if type(value) is dict else type(value)(made.values())
