"""Text from anywhere made fit to be shown: in a terminal, on a page, in a notebook, in a build's log.

Whatever comes from a student goes through here on its way to a person. HTML's own escaping is the templates'.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import quote

MAX_SHOWN = 400
_STRANGE = "�"


def clean(text: object, limit: int = MAX_SHOWN) -> str:
    """At most `limit` characters, and none that steers a screen or a program that reads along.

    Gone are control characters (and with them every escape sequence), those that turn the direction of writing or
    are not seen, line ends other than a newline, and what GitHub's, Azure's and TeamCity's runners would take for a
    command of ours.
    """
    kept = "".join(map(_shown, str(text)[: limit + 1].expandtabs(4)))
    kept = re.sub(r"\n{3,}", "\n\n", kept)
    kept = re.sub(r"::(?=[A-Za-z])", ": :", kept)  # a[::step] still means the same
    kept = re.sub(r"##(?=\w*\[)", "# #", kept)
    return kept if len(kept) <= limit else kept[:limit] + "…"


def one_line(text: object, limit: int = MAX_SHOWN) -> str:
    """The same without newlines, where a line of its own would pass for one of ours."""
    return clean(text, limit).replace("\n", " ")


def safe_markdown(markdown: str, attached: Collection[str] = ()) -> str:
    """Markdown that a browser can be shown: no tag in it is one, and links lead to the web, to mail or to attachments.

    A space after `<` or `]` disarms it; formulas and prose still read the same. `attached` are the names of the
    attachments that are there, as a URL has them: nbgrader's pages refuse a whole notebook over one that is not.
    """
    untagged = re.sub(r"<(?=[A-Za-z/!?])", "< ", markdown)
    leads_away = r"\](?=[(:](?!\s*(?:https?://|mailto:|#))\s*(?:attachment:([^\s)]*))?)"
    return re.sub(leads_away, lambda link: "]" if quote(link[1] or "", safe="%") in attached else "] ", untagged)


def _shown(character: str) -> str:
    if character == "\n":
        return character
    category = unicodedata.category(character)
    return _STRANGE if category[0] == "C" or category in ("Zl", "Zp") else character
