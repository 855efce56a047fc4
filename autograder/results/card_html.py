"""A home page for a notebook: text that folds at any width, in colours that fit a light and a dark theme."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from autograder.results.card import SIGNS, Card, HomePage, Row

#: Each colour has a contrast of at least 4.5 to the ground that JupyterLab, VS Code and Colab have in that theme.
_LIGHT = "--right:#1a6b2f;--wrong:#b3261e;--tip:#0b5a8a;--quiet:#595959;--fault:#7b1fa2;--note:#7a4f00;--line:#c8c8c8"
_DARK = "--right:#7ddb93;--wrong:#ff9a8f;--tip:#8ccdf7;--quiet:#b0b0b0;--fault:#e0a6f2;--note:#f2c268;--line:#555"
_IN_THE_DARK = (
    '[data-jp-theme-light="false"] .homework',
    ".vscode-dark .homework",
    ".vscode-high-contrast:not(.vscode-high-contrast-light) .homework",
    "html[theme=dark] .homework",
)
STYLE = f"""
.homework {{ {_LIGHT}; font-size: 14px; line-height: 1.45; max-width: 60em; }}
{", ".join(_IN_THE_DARK)} {{ {_DARK}; }}
.homework p {{ margin: 0.3em 0; }}
.homework section {{ margin: 0.6em 0; border-left: 3px solid var(--line); padding-left: 0.8em; }}
.homework dl {{ display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.15em 1em; margin: 0.2em 0; }}
.homework dl dt {{ color: var(--quiet); font-weight: normal; float: none; width: auto; overflow: visible; }}
.homework dl dd {{ margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }}
.homework dl .code {{ font-family: var(--jp-code-font-family, monospace); font-size: 13px; }}
.homework .right {{ color: var(--right); }}
.homework .wrong {{ color: var(--wrong); }}
.homework .tip {{ color: var(--tip); }}
.homework .quiet, .homework .open {{ color: var(--quiet); }}
.homework .fault {{ color: var(--fault); }}
.homework .note {{ color: var(--note); }}
"""


def home_page(page: HomePage) -> str:
    """The page as HTML; every text is escaped on its way in."""
    return "".join(_pieces(page))


def _pieces(page: HomePage) -> Iterator[str]:
    yield f'<style>{STYLE}</style><div class="homework"><p><b>{escape(page.head)}</b></p>'
    yield from (f'<p class="note">note: {escape(note)}</p>' for note in page.notes)
    yield from map(_card, page.cards)
    yield f"<p><b>{escape(page.total)}</b></p></div>"


def _card(card: Card) -> str:
    said = "quiet" if card.kind == "right" else card.kind
    head = (
        f'<p><span class="{card.kind}">{SIGNS[card.kind]}</span> <b>{escape(card.id)}</b> &nbsp;'
        f'{escape(card.points.strip())} &nbsp;<span class="{said}">{escape(card.said)}</span></p>'
    )
    return f"<section>{head}<dl>{''.join(map(_row, card.rows))}</dl></section>"


def _row(row: Row) -> str:
    return f'<dt>{escape(row.label)}</dt><dd class="{row.look}">{escape(row.text)}</dd>'
