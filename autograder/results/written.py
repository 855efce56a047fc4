"""What people wrote, a student or a marker, as HTML: Markdown with formulas, and pictures that were attached.

The text is hostile. No HTML of its own passes, links lead to the web or to mail, nothing is loaded, and length and
depth are bounded before anything is parsed.
"""

from __future__ import annotations

import base64
import binascii
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from autograder.core.sanitize import clean
from autograder.results.formulas import mathml, source

MAX_TEXT = 10_000  # characters of one text: the parser's time grows with the square
MAX_FORMULAS = 200  # of one text; the others are shown as they were typed
MAX_PICTURES = 12_000_000  # characters of base64 of one answer's pictures
_MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}  # what nobody can put a script into
_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)

Pictures = Mapping[str, Mapping[str, str]]  # name -> media type -> base64, as a notebook's attachments are


def rendered(text: str, pictures: Pictures | None = None, room: int = MAX_PICTURES) -> Markup:
    """A text as HTML. `pictures` are what its `attachment:` images may name, in no more than `room` characters."""
    shown = {quote(name, safe="%"): url for name, url in _urls(pictures or {}, room)}
    env = {"pictures": shown, "formulas": MAX_FORMULAS, "room": room}
    return Markup(_markdown().render(clean(text, MAX_TEXT), env))


def _urls(pictures: Pictures, room: int) -> Iterator[tuple[str, str]]:
    """(name, data URL) of the pictures that are what they say and not too large."""
    for name, bundle in pictures.items():
        for kind, magic in _MAGIC.items():
            data = _decoded(bundle.get(kind, ""), room)
            if data.startswith(magic):
                yield name, f"data:{kind};base64,{base64.b64encode(data).decode()}"
                break


def _decoded(text: str, room: int) -> bytes:
    if len(text) > room:
        return b""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


@functools.cache
def _markdown() -> MarkdownIt:
    """CommonMark with tables and formulas, and without HTML."""
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20}).enable("table")
    dollarmath_plugin(markdown, allow_labels=False, allow_digits=False, double_inline=True)
    amsmath_plugin(markdown)
    markdown.validateLink = lambda url: bool(_LINK.match(url)) or url.startswith("attachment:")  # type: ignore[method-assign]
    markdown.add_render_rule("link_open", _link)
    markdown.add_render_rule("image", _image)
    for name in ("math_inline", "math_inline_double", "math_block", "amsmath"):
        markdown.add_render_rule(name, _formula)
    return markdown


def _link(_: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    address = str(tokens[place].attrGet("href") or "")
    if not _LINK.match(address):
        return "<a>"
    return Markup('<a href="{}" rel="nofollow noopener noreferrer">').format(address)


def _image(_: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    """An attached picture; of any other, which would have to be loaded, its name."""
    token = tokens[place]
    source = str(token.attrGet("src") or "")
    url = env["pictures"].get(quote(source.removeprefix("attachment:"), safe="%"))
    name = token.content or source
    if url is None or not source.startswith("attachment:") or len(url) > env["room"]:
        return Markup("<span>[picture that is not shown here: {}]</span>").format(name)
    env["room"] -= len(url)  # a picture may be named many times
    return Markup('<img src="{}" alt="{}">').format(Markup(url), name)


def _formula(_: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    block = tokens[place].type != "math_inline"
    env["formulas"] -= 1
    made = mathml(tokens[place].content, block) if env["formulas"] >= 0 else source(tokens[place].content)
    return f'<span class="formula">{made}</span>' if block else str(made)
