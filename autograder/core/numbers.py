"""Numbers as people read them: one rule for checks, terminals, pages and notebooks.

A number is rounded to six significant digits. What is shown as an input is Python that can be typed in again.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, overload

import numpy as np

DIGITS = 6


def rounded(value: float) -> float:
    """The number that people are shown for this one: six significant digits, and no negative zero."""
    return float(f"{value:.{DIGITS}g}") + 0.0 if math.isfinite(value) else value


def number(value: Any) -> str:
    """A number, NumPy's too, as a person writes it: rounded, without trailing zeros: 0.666667, 2, 1e-07, nan."""
    item = value.item() if isinstance(value, (np.generic, np.ndarray)) else value
    return f"{rounded(item):.{DIGITS}g}" if isinstance(item, float) else str(item)


def told_apart(one: Any, other: Any) -> tuple[str, str]:
    """Two numbers that differ, each rounded as far as one can see that they do."""
    texts = number(one), number(other)
    items = [value.item() if isinstance(value, (np.generic, np.ndarray)) else value for value in (one, other)]
    if texts[0] != texts[1] or items[0] == items[1] or not all(isinstance(item, float) for item in items):
        return texts
    for digits in range(DIGITS + 1, 18):
        texts = f"{items[0]:.{digits}g}", f"{items[1]:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


def literal(value: Any) -> str:
    """A JSON value as Python, to be typed in again: a float stays one (2.0), and text stands as it is."""
    if isinstance(value, float):
        return repr(rounded(value))
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {literal(item)}' for key, item in value.items())}}}"
    return str(value)


def points(value: float | None) -> str:
    """Points to one digit after the dot: 12.5, 40; a dash where there are none to give."""
    return "–" if value is None else f"{value:.1f}".removesuffix(".0")


@overload
def exact_points(value: float) -> Decimal: ...


@overload
def exact_points(value: float | None) -> Decimal | None: ...


def exact_points(value: float | None) -> Decimal | None:
    """Points as they leave for another system: two digits after the dot, half up; None where there are none to give."""
    return None if value is None else Decimal(repr(float(value))).quantize(Decimal("0.01"), ROUND_HALF_UP)


def points_moved(by: float | None) -> str:
    """A change of points, with its sign: +2.5, -40, +0."""
    return "–" if by is None else f"{by:+.1f}".removesuffix(".0")


def percent(share: float | None) -> str:
    """A share of 1 in whole percent."""
    return "–" if share is None else f"{100 * share:.0f} %"


def seconds(value: float) -> str:
    """A time that something took: 12 s, 0.35 s."""
    return f"{value:.0f} s" if value >= 9.95 else f"{value:.2g} s" if value >= 0.01 else "under 0.01 s"


def two_digits(figure: float | None) -> str:
    """A statistic to two digits after the dot."""
    return "–" if figure is None else f"{figure:.2f}"
