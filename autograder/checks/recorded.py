"""Expected answers that were computed when a homework was released, so that students need no PyTorch to look them up.

What is recorded is what the oracles and `once` gave while every public check was asked on every input that it may be
asked on, by the function that was asked and the inputs (`identity`). A released folder carries them as `expected.json`:

    {"test_public::test_loss": {"value cost 5d1c0e9a77b2": [[[1.25, 0.5], 3.0], ...], ...}, ...}

by the check that asked first, and in each row prints of the inputs, and the answer. Floats are exact.
"""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from autograder.checks.identity import Identity, identity
from autograder.checks.torch_names import telling
from autograder.core.model import BadInput

FORMAT = 1
ORACLES = frozenset(("value", "grad", "jacobian", "hessian", "hvp", "once"))


class Answers(Protocol):
    """What is asked for expected answers: `what` is a kind of oracle and a function."""

    def find(self, what: tuple[Any, ...], args: tuple[Any, ...], compute: Callable[[], Any]) -> Any:
        """An answer that this run does not know yet."""

    def noting(self, what: tuple[Any, ...], args: tuple[Any, ...]) -> Callable[[Any], None]:
        """What takes note of the answer. Asked for before the answer is computed, because a function that keeps a
        state in what it closes over is another one afterwards."""

    def unasked(self, what: str) -> None:
        """PyTorch was needed for `what`, and that was not an answer of an oracle or of `once`."""


@dataclass
class Recorded:
    """The answers that a homework came with. What is not among them is computed."""

    rows: Mapping[str, list[tuple[list[float], Any]]] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path) -> Recorded:
        """The answers of a file; none where there is no such file. `BadInput` where it is damaged."""
        found: defaultdict[str, list[tuple[list[float], Any]]] = defaultdict(list)
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            for asked in said["answers"].values() if said["format"] == FORMAT else ():
                for name, rows in asked.items():
                    found[name] += [(row[0], _value(row[1])) for row in rows]
            return cls(found)
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError):
            raise BadInput(f"{path} is damaged; take a fresh copy of it from the course") from None

    def find(self, what: tuple[Any, ...], args: tuple[Any, ...], compute: Callable[[], Any]) -> Any:
        asked = identity(what, args)
        for prints, found in self.rows.get(_name(what, asked), ()):
            if asked.agrees(prints):
                return found
        return compute()  # which asks for what it needs in turn

    def noting(self, what: tuple[Any, ...], args: tuple[Any, ...]) -> Callable[[Any], None]:
        """Of nothing: what was not recorded with the homework is not kept."""
        return lambda found: None

    def unasked(self, what: str) -> None:
        """Nothing: where PyTorch is not installed, that says so."""


@dataclass
class Recorder:
    """Computes answers and keeps them, each under the check that asked first.

    `unrecorded`: by check, what it needed PyTorch for that no answer has.
    """

    check: str = ""
    unrecorded: dict[str, str] = field(default_factory=dict)
    _kept: dict[str, dict[str, list[tuple[Identity, Any]]]] = field(default_factory=lambda: defaultdict(dict))
    _rows: dict[str, list[tuple[Identity, Any]]] = field(default_factory=dict)

    def find(self, what: tuple[Any, ...], args: tuple[Any, ...], compute: Callable[[], Any]) -> Any:
        with asking(None):  # what an answer is made of is not asked for by itself
            return compute()

    def noting(self, what: tuple[Any, ...], args: tuple[Any, ...]) -> Callable[[Any], None]:
        asked = identity(what, args)
        if what[0] == "once" and not asked.by_torch:
            return lambda found: None  # students compute it as well as we do
        return functools.partial(self._note, _name(what, asked), asked)

    def _note(self, name: str, asked: Identity, found: Any) -> None:
        rows = self._rows.setdefault(name, [])
        if not any(asked.agrees(number for number, _ in other.prints) for other, _ in rows):
            rows.append((asked, found))
            self._kept[self.check].setdefault(name, []).append((asked, found))

    def unasked(self, what: str) -> None:
        self.unrecorded.setdefault(self.check, what)

    def text(self) -> str:
        """The file's text: one line for each function that was asked, in the order in which they were."""
        checks = []
        for check, asked in self._kept.items():
            lines = []
            for name, rows in asked.items():
                said = [[[_short(*each) for each in one.prints], _json(found)] for one, found in rows]
                lines.append(f"  {json.dumps(name)}: {json.dumps(said, separators=(',', ':'))}")
            checks.append(f" {json.dumps(check)}: {{\n" + ",\n".join(lines) + "\n }")
        return f'{{"format": {FORMAT}, "answers": {{\n' + ",\n".join(checks) + "\n}}\n"


def comparable(text: str) -> object:
    """A file's content without the last places of its numbers: equal for files that differ by processor alone."""
    return json.loads(text, parse_float=lambda said: round(float(f"{float(said):.9g}"), 12))


_answers: ContextVar[Answers | None] = ContextVar("answers", default=None)


@contextmanager
def asking(answers: Answers | None) -> Iterator[None]:
    """For as long as the body runs, ask `answers` before an expected answer is computed."""
    token = _answers.set(answers)
    try:
        with telling(answers.unasked if answers else None):
            yield
    finally:
        _answers.reset(token)


def answers_to(what: tuple[Any, ...]) -> Answers | None:
    """What is to be asked for it, where it is the question of an oracle."""
    return _answers.get() if what[0] in ORACLES else None


def _name(what: tuple[Any, ...], asked: Identity) -> str:
    kind, function, *_ = what
    return f"{kind} {getattr(function, '__name__', 'f')} {asked.text}"


def _short(number: float, size: float) -> float:
    """A print without the places at which no comparison looks."""
    return float(f"{number:.10g}") if abs(number) > 1e-6 * size else number


def _json(value: Any) -> Any:
    """A value as JSON from which `_value` makes it again, to the bit."""
    if isinstance(value, np.ndarray):
        return {"array": value.tolist(), "shape": list(value.shape), "dtype": str(value.dtype)}
    if isinstance(value, tuple):
        return {"tuple": [_json(part) for part in value]}
    if isinstance(value, list):
        return [_json(part) for part in value]
    if isinstance(value, dict):
        return {"dict": [[_json(name), _json(part)] for name, part in value.items()]}
    if isinstance(value, np.generic):
        return {"array": value.item(), "dtype": str(value.dtype)}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"an answer of type {type(value).__name__} cannot be recorded")


def _value(said: Any) -> Any:
    if isinstance(said, list):
        return [_value(part) for part in said]
    if not isinstance(said, dict):
        return said
    if "tuple" in said:
        return tuple(_value(part) for part in said["tuple"])
    if "dict" in said:
        return {_value(name): _value(part) for name, part in said["dict"]}
    array = np.array(said["array"], dtype=said["dtype"])
    return array.reshape(said["shape"]) if "shape" in said else array[()]
