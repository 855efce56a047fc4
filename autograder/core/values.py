"""What can cross between judge and worker beside plain Python and NumPy values, and how text does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Opaque:
    """Something that cannot cross: only what it was called."""

    type_name: str


#: Added to the number of a function that the judge passed to student code, where student code passes it back.
PASSED_BACK = 1 << 15


@dataclass(frozen=True)
class Callback:
    """A function that stays where it is, by its number in the present call."""

    number: int


@dataclass(frozen=True)
class Source:
    """A function that travels as text, because a worker has to differentiate it. `name` is what the text defines."""

    name: str
    text: str

    @property
    def __name__(self) -> str:
        return self.name


@dataclass(frozen=True, eq=False)
class Tensor:
    """A torch tensor as data, so that the judge reads one without torch.

    `device` is empty for the run's own device and else names the other one; `grad` is what `.grad` holds.
    """

    data: np.ndarray[Any, Any]
    requires_grad: bool = False
    grad: np.ndarray[Any, Any] | None = None
    device: str = ""


def leaves(value: Any) -> Iterator[Any]:
    """What is in nested tuples, lists and dicts, and is not one of them; of a tensor its data."""
    if isinstance(value, (tuple, list, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from leaves(part)
    else:
        yield value.data if isinstance(value, Tensor) else value


def is_float(tensor: Tensor) -> bool:
    """Whether a tensor is of a floating dtype."""
    return bool(tensor.data.dtype.kind == "f")


def unix(text: str) -> str:
    """The text without a byte order mark, and with lines that end where Python ends them: at \\n, \\r\\n and \\r."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def writable(text: str) -> str:
    """The text as UTF-8 can hold it: half a surrogate pair, from JSON or a name on disk, becomes a question mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
