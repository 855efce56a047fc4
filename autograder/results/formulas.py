r"""LaTeX as MathML, which browsers draw without a script. What cannot be converted is shown as it was typed.

The library's tree is written out here, by an allow-list of elements and attributes: the library itself lets text
through unescaped, and knows `\href` and `\style`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element
from markupsafe import Markup, escape

MAX_LENGTH, MAX_DEPTH = 2000, 24  # of a formula: characters, and brackets in brackets

_ELEMENT = re.compile(
    "math|mrow|mi|mn|mo|mtext|mspace|mfrac|msqrt|mroot|msub|msup|msubsup|munder|mover|munderover|mmultiscripts"
    "|mprescripts|none|mtable|mtr|mtd|mstyle|mpadded|mphantom|menclose"
)
_ATTRIBUTE = re.compile(
    "display|displaystyle|scriptlevel|stretchy|fence|separator|form|accent|accentunder|movablelimits|largeop"
    "|linethickness|mathvariant|columnalign|rowspacing|columnspacing|lspace|rspace|minsize|maxsize|width|notation"
)
_VALUE = re.compile(r"[a-z-]+|-?\d{0,1}(\.\d{1,3})?(em|ex|pt|px|mu)?|[0-3](em|pt)?( [0-3](em|pt)?)*")
_MACRO = re.compile(r"\\(?:re|provide)?(?:newcommand|newenvironment)|\\(?:[egx]?def|let|Declare\w+)(?![a-z])")
_ENTITY = re.compile(r"&#x([0-9A-Fa-f]{1,6});")
#: What MathJax knows and the library does not -> the same in its words.
_SAME = (
    (re.compile(r"\\(begin|end)\{(?:align|aligned|gather|gathered|eqnarray)\*?\}"), r"\\\1{align*}"),
    (re.compile(r"\\(?:begin|end)\{equation\*?\}|\\(?:nonumber|notag)(?![a-zA-Z])"), ""),
    (re.compile(r"\\operatorname\*"), r"\\operatorname"),
)


def mathml(latex: str, block: bool = False) -> Markup:
    """A formula as MathML, or its source text as code."""
    typed = source(latex)
    if len(latex) > MAX_LENGTH or _depth(latex) > MAX_DEPTH or _MACRO.search(latex):
        return typed
    for pattern, words in _SAME:
        latex = pattern.sub(words, latex)
    try:
        tree = convert_to_element(latex, display="block" if block else "inline")
        return Markup("").join(_written(tree))
    except Exception:  # the library's have no common base; it also answers with StopIteration, IndexError, ValueError
        return typed


def source(latex: str) -> Markup:
    """A formula as it was typed."""
    return Markup("<code>{}</code>").format(latex.strip())


def _depth(latex: str) -> int:
    """How deep brackets, environments and `\\left` lie in each other at most."""
    depth = deepest = 0
    for sign in re.findall(r"\\begin|\\end|\\left(?![a-z])|\\right(?![a-z])|\\.|[{}]", latex):
        depth += 1 if sign in ("{", r"\begin", r"\left") else -1 if sign in ("}", r"\end", r"\right") else 0
        deepest = max(deepest, depth)
    return deepest


def _written(node: Element) -> Iterator[Markup]:
    """A tree as text. `ValueError` for what is not a formula's."""
    if not _ELEMENT.fullmatch(node.tag):
        raise ValueError(node.tag)
    kept = [
        (name, value) for name, value in node.attrib.items() if _ATTRIBUTE.fullmatch(name) and _VALUE.fullmatch(value)
    ]
    yield Markup("<{}").format(node.tag)
    yield from (Markup(' {}="{}"').format(name, value) for name, value in kept)
    yield Markup(">")
    text = _ENTITY.sub(lambda code: chr(int(code[1], 16)), node.text or "")
    if text.startswith("\\") and len(text) > 1:
        raise ValueError(text)  # a command that the library does not know
    yield escape(text)
    for child in node:
        yield from _written(child)
    yield Markup("</{}>").format(node.tag)
