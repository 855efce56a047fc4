"""A right answer in the form in which a student's own function gives it, which the code that calls it counts on."""

from __future__ import annotations

from typing import Any

import numpy as np


def in_form_of(own: Any, right: Any) -> Any:
    """`right` with its parts as a tuple, a list or a dict, and its arrays as rows or not, as `own` has them.

    A dict keeps what `own` has besides. Where the two have nothing in common, `right` stays as it is.
    """
    if isinstance(own, np.ndarray) and isinstance(right, np.ndarray):
        alike = own.ndim != right.ndim and [n for n in own.shape if n != 1] == [n for n in right.shape if n != 1]
        return right.reshape(own.shape) if alike else right
    parts = list(right.values()) if type(right) is dict else list(right) if type(right) in (tuple, list) else []
    if type(own) is dict and type(right) is dict and own.keys() >= right.keys():
        return own | {name: in_form_of(own[name], part) for name, part in right.items()}
    if type(own) is dict and parts and len(own) == len(parts):
        return dict(zip(own, map(in_form_of, own.values(), parts), strict=True))
    if type(own) in (tuple, list) and parts and len(own) == len(parts):
        return type(own)(map(in_form_of, own, parts))
    return right
