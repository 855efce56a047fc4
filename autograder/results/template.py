"""Templates of pages: every value is cleaned and escaped on its way into one, a student's and ours alike."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from autograder.core.numbers import percent, points, points_moved, seconds
from autograder.core.sanitize import clean
from autograder.results.wording import moment, words

_TEMPLATES = Path(__file__).parent / "templates"


def share(score: float | None, of: float) -> str:
    """A part of a whole as the width of a bar."""
    share = 0.0 if score is None or not of else score / of
    return f"{100 * min(max(share, 0.0), 1.0):.2f}%"


def prose(text: object) -> Markup:
    """Cleaned text whose `backticks` become code."""
    pieces = re.split(r"`([^`]*)`", clean(text, 700))
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if place % 2 else escape(piece) for place, piece in enumerate(pieces)
    )


def dressed(name: str) -> dict[str, Markup | str]:
    """What a page needs that has a style of its own on top, and runs one script of ours and no other."""
    style, script = _file("pages.css") + _file(f"{name}.css"), _file(f"{name}.js")
    return {
        "style": Markup(style), "style_digest": _digest(style),
        "script": Markup(script), "script_digest": _digest(script),
    }  # fmt: skip


def _file(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """As a content security policy names a style or a script."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@functools.cache
def template(name: str) -> jinja2.Template:
    """A template that cleans and then escapes every value, except the markup that we make here."""
    style = _file("pages.css")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined,
        finalize=lambda value: value if isinstance(value, Markup) else clean(value, 1000),
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(style=Markup(style), style_digest=_digest(style), pictures=False, script=None)
    environment.filters.update(
        words=words, percent=percent, points=points, moved=points_moved, prose=prose, share=share, seconds=seconds,
        moment=moment,
    )  # fmt: skip
    return environment.get_template(name)
