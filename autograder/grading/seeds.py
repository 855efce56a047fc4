"""One seed a class and assignment: drawn at the first grading, kept with the results, used by every later run.

Work on the edge of a tolerance has another mark on other cases: two equal files of one class are judged on the same
ones, whoever grades them and however often a run is killed in between. `OUT/.ASSIGNMENT.seed` has the number, and
only its owner can read it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from autograder.core.files import read_regular
from autograder.core.model import BadInput
from autograder.grading.settings import new_seed
from autograder.results import store

_LONGEST = 30  # bytes of a number


def class_seeds(out: Path, assignments: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """(assignment, seed) of the results in `out`; what has none yet is drawn and kept.

    `BadInput` where a seed is there and cannot be read.
    """
    return tuple((name, _kept(out, name) or _draw(out, name)) for name in sorted(set(assignments)))


def keep(out: Path, assignments: Iterable[str], seed: int) -> None:
    """Take this seed from now on: what was judged on other cases is judged again by the next run."""
    for name in assignments:
        try:
            known = _kept(out, name)
        except BadInput:  # one that cannot be read is replaced
            known = None
        part = _part(out, name, seed) if known != seed else None
        if part is not None:
            part.replace(_place(out, name))


def _draw(out: Path, assignment: str) -> int:
    """A seed that the first of several runs keeps, and all of them use: that of results without one, or a new one."""
    seed = _of_results(out, assignment)
    part = _part(out, assignment, new_seed() if seed is None else seed)
    if part is None:
        return new_seed() if seed is None else seed
    try:
        os.link(part, _place(out, assignment))
    except FileExistsError:
        pass  # another run was first
    finally:
        part.unlink()
    kept = _kept(out, assignment)
    if kept is None:
        raise BadInput(f"{_place(out, assignment)} was removed while the run began; start it again")
    return kept


def _kept(out: Path, assignment: str) -> int | None:
    place = _place(out, assignment)
    try:
        return int(read_regular(place, _LONGEST, os.O_NOFOLLOW))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        if not os.path.isdir(out):  # never raises, unlike Path's
            return None  # no result can be written there either, which the run says
        raise BadInput(f"{place}, the seed of the class, cannot be read; name one with --seed, or remove it") from None


def _of_results(out: Path, assignment: str) -> int | None:
    """The seed of results that were written before seeds were kept, or whose seed was lost."""
    for path in sorted(out.glob(f"*/{assignment}.json")) if os.path.isdir(out) else ():
        data = store.earlier(path)
        if data is not None and "problem" not in data:
            return data["seed"]
    return None


def _part(out: Path, assignment: str, seed: int) -> Path | None:
    """A file of this process's own with the seed; None where none can be written: the run says so before it grades."""
    part = out / f".{assignment}.seed.{os.getpid()}.part"
    try:
        out.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="ascii") as file:
            file.write(f"{seed}\n")
    except OSError:
        return None
    return part


def _place(out: Path, assignment: str) -> Path:
    return out / f".{assignment}.seed"
