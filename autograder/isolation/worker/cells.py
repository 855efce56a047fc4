"""A cell as IPython reads it: what is not Python becomes a call of its shell, and every line keeps its number.

The rules are IPython's own (`IPython.core.inputtransformer2`), without IPython, which a worker does not have; a test
holds them to it. A text is walked once, so that the time it takes grows with its length alone.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import NamedTuple

BODY_MAGICS = {
    *("time", "timeit", "capture", "prun", "debug"),  # IPython's
    *("memit", "mprun", "lprun", "snakeviz", "pyinstrument", "scalene", "ipytest", "measure_time", "wandb"),
}
FILE_MAGICS = {"writefile", "file"}
# Databricks writes the language of a whole cell into a line magic.
_LANGUAGES = re.compile(r"%(md|markdown|sh|r|scala|fs|html|bash)(?!\S)")
_PERHAPS_SQL = re.compile(r"%sql(?!\S)")

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
    | (?P<long>\"\"\"|''')
    | (?P<quote>["'])
    | (?P<open>[(\[{]) | (?P<close>[)\]}])
    | (?P<continued>\\\n)
    | (?P<newline>\n)
    | (?P<operator>\*\*=|//=|<<=|>>=|[=!<>:+\-*/%&|^@]=|->)
    | (?P<assign>=(?=(?P<gap>(?:[ \t]|\\\n)*+)(?P<special>!|%[ \t]*+[^\W\d])?))
    | (?P<help>\?)
    | (?P<space>[ \t\f]++)
    | (?P<word>\w++|.)
    """,
    re.VERBOSE,
)
_END = {
    '"""': re.compile(r'(?:[^\\"]++|\\[\s\S]|"(?!""))*+"""'),
    "'''": re.compile(r"(?:[^\\']++|\\[\s\S]|'(?!''))*+'''"),
    '"': re.compile(r'(?:[^\\"\n]++|\\[\s\S])*+"'),
    "'": re.compile(r"(?:[^\\'\n]++|\\[\s\S])*+'"),
}
_ESCAPE = re.compile(r"(?P<indent>(?:[ \t\f]|\\\n)*+)(?:!(?!=)|\?|%(?!=)|,|;|/(?![/=]))")
_HELP = re.compile(r"(%{0,2}(?<![^\W\d])(?<!\*)(?!\d)[\w*]++(?:\.(?!\d)[\w*]++|\[-?[0-9]++\])*+)(\?\??)$")
_AGAIN = 20  # signs of IPython's on top of each other, such as `;;f a`
_PREFIX = 200  # characters before a string that are looked at
_LONGEST_HELP = 500  # characters before a question mark that are looked at
_CLASSIC = re.compile(r"\s*>>>[ \t]?"), re.compile(r"\s*(?:>>>|\.\.\.)[ \t]?")
_NUMBERED = re.compile(r"(?:(?:(?:\[nav\]|\[ins\])? )?In \[\d+\]: |\s*\.{3,}: ?)")

_MARKER = re.compile(
    r"^\#[ \t]?%%(?=[ \t]|$|\[)(?P<about>.*)$"  # jupytext, VS Code, Spyder
    r"|^\#[ ]In[ ]?\[[ \d]*\]:?[ \t]*$"  # Jupyter's "Executable Script"
    r"|^\#[ ]COMMAND[ ]-{5,}[ \t]*$"  # Databricks
    r"|^\#[ ]<codecell>",
    re.MULTILINE,
)
_COLAB = "# Commented out IPython magic to ensure Python compatibility."


class Cell(NamedTuple):
    """A cell: the magic that it begins with and what stands behind its name ("" without one), and its text.

    `foreign` where its text is not Python to IPython. Line n of `text` is line n of what was read.
    """

    text: str
    magic: str = ""
    argument: str = ""
    foreign: bool = False


class Part(NamedTuple):
    """A cell of a `.py`: how many lines stand before it, its text, and whether its marker says that it is prose."""

    before: int
    text: str
    prose: bool


def cell(text: str) -> Cell:
    """A notebook's cell, without indentation, prompts and magic of its own; `python` does the rest."""
    blank, lines = _leading_blank((text if text.endswith("\n") else f"{text}\n").split("\n"))
    lines = _without_prompts(textwrap.dedent("\n".join(lines)).split("\n"))
    text = "\n" * blank + "\n".join(lines)
    first = lines[0]
    if first.startswith("%%") and not re.match(r"%%\w+\?", first):
        name, _, argument = first[2:].rstrip().partition(" ")
        body = "\n" * (blank + 1) + "\n".join(lines[1:])
        return Cell(body, name, argument, foreign=name not in BODY_MAGICS)
    language = _LANGUAGES.match(first)
    if language:
        return Cell(text, language[1], foreign=True)
    return Cell(text, "sql" if _PERHAPS_SQL.match(first) else "")


def prompted(text: str) -> bool:
    """Whether a cell was pasted with IPython's prompts, which can be Python too: `In [3]: x = 1` is an annotation."""
    return any(map(_NUMBERED.match, text.lstrip("\n").split("\n", 2)[:2]))


def _leading_blank(lines: list[str]) -> tuple[int, list[str]]:
    for count, line in enumerate(lines):
        if line and not line.isspace():
            return count, lines[count:]
    return len(lines) - 1, lines[-1:]


def _without_prompts(lines: list[str]) -> list[str]:
    begins, any_prompt = _CLASSIC
    inside = _inside_long_strings(lines)
    if any(begins.match(line) and not hidden for line, hidden in zip(lines, inside, strict=True)):
        bare = [
            line if hidden else any_prompt.sub("", line, count=1) if any_prompt.match(line) else line
            for line, hidden in zip(lines, inside, strict=True)
        ]
        lines = textwrap.dedent("\n".join(bare)).split("\n")
    if any(_NUMBERED.match(line) for line in lines[:2]):
        lines = [line[match.end() :] if (match := _NUMBERED.match(line)) else line for line in lines]
    return lines


def _inside_long_strings(lines: list[str]) -> list[bool]:
    """Of each line whether it begins inside a string of three quotes that was not pasted with prompts."""
    begins, any_prompt = _CLASSIC
    inside, quote, kept, prompted = [], "", False, False
    for line in lines:
        inside.append(bool(quote) and kept)
        for match in re.finditer(r"\"\"\"|'''", line):
            if not quote:
                quote = match[0]
                bare = any_prompt.sub("", line[: match.start()][:_PREFIX], count=1)
                kept = re.fullmatch(r"\s*[rubfRUBF]*\s*", bare) is not None and not (
                    prompted and any_prompt.match(line)
                )
                inside[-1] = kept
            elif match[0] == quote:
                quote, kept = "", False
        prompted = prompted or begins.match(line) is not None
    return inside


def python(text: str) -> str:
    """The text with magics, shell lines and questions for help as calls of IPython's shell, line for line."""
    if not text.endswith("\n"):
        text += "\n"
    made: list[str] = []
    done = at = begins = depth = 0  # up to where it is written, where we are, where the logical line begins
    assigned, fresh, last = False, True, ""
    while at < len(text):
        if fresh:  # a logical line begins
            begins, depth, assigned, fresh, last = at, 0, False, False, ""
            escape = _ESCAPE.match(text, at)
            if escape:
                call, end = _escaped(text, escape.end("indent"))
                for _ in range(_AGAIN):
                    if call is None or not _ESCAPE.match(call):
                        break
                    call, _ = _escaped(f"{call}\n", 0)
                if call is not None:
                    made += text[done : escape.end("indent")], call, "\n" * text.count("\n", escape.end("indent"), end)
                    done = at = end
                    fresh = True
                    continue
        match = _TOKEN.match(text, at)
        assert match is not None
        kind, at = match.lastgroup or "", match.end()
        if kind in ("long", "quote"):
            at, closed = _end_of_string(text, match)
            if not closed and kind == "long":
                break  # it never ends
        elif kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
        elif kind == "assign" and depth == 0 and not assigned:
            assigned = True
            if match["special"]:
                start = match.end("gap")
                call, end = _help(text, begins, start) or _assigned(text, start)
                keep = begins + len(_indent(text, begins)) if "pinfo" in call or "psearch" in call else start
                made += text[done:keep], call, "\n" * text.count("\n", keep, end)
                done = at = end
                fresh = True
                continue
        elif kind == "newline" and depth == 0:
            found = _help(text, begins, at - 1) if last == "help" else None
            if found:
                keep = begins + len(_indent(text, begins))
                made += text[done:keep], found[0], "\n" * text.count("\n", keep, found[1])
                done = at = found[1]
            fresh = True
        if kind not in ("space", "newline", "continued"):
            last = kind
    return "".join([*made, text[done:]])


def _end_of_string(text: str, begun: re.Match[str]) -> tuple[int, bool]:
    """Where a string ends, and whether it does. One of a single quote that does not is passed over with its line."""
    match = _END[begun[0]].match(text, begun.end())
    if match:
        return match.end(), True
    end = text.find("\n", begun.end()) if begun.lastgroup == "quote" else len(text)
    return (len(text) if end < 0 else end), False


def _indent(text: str, at: int) -> str:
    match = re.compile(r"[ \t\f]*+").match(text, at)
    return match[0] if match else ""


def _whole(text: str, start: int) -> tuple[str, int]:
    """The line from `start` on with those that a backslash at its end joins to it, and where they end."""
    pieces, at = [], start
    while True:
        end = text.find("\n", at)
        piece = text[at:end]
        at = end + 1
        if not piece.endswith("\\") or at >= len(text):
            break
        pieces.append(piece[:-1])
    return " ".join([*pieces, piece.rstrip()]), at


def _assigned(text: str, start: int) -> tuple[str, int]:
    line, end = _whole(text, start)
    if line.startswith("!"):
        return f"get_ipython().getoutput({line[1:]!r})", end
    name, _, arguments = line[1:].partition(" ")
    return f"get_ipython().run_line_magic({name!r}, {arguments!r})", end


def _help(text: str, begins: int, start: int) -> tuple[str, int] | None:
    """The call for a line that ends in a question mark, and where the line ends."""
    end = text.find("\n", start)
    match = _HELP.search(text, max(begins, end - _LONGEST_HELP), end) if text[end - 1] == "?" else None
    return (_help_call(match[1], match[2]), end + 1) if match else None


def _help_call(target: str, mark: str) -> str:
    method = "pinfo2" if mark == "??" else "psearch" if "*" in target else "pinfo"
    return f"get_ipython().run_line_magic({method!r}, {target!r})"


def _escaped(text: str, start: int) -> tuple[str | None, int]:
    """The call for a line that begins with a sign of IPython's; None where it means nothing."""
    asked = _help(text, start, start)
    if asked:
        return asked
    line, end = _whole(text, start)
    sign = line[:2] if line[:2] in ("!!", "??") else line[:1]
    content = line[len(sign) :]
    name, _, rest = content.partition(" ")
    match sign:
        case "!":
            return f"get_ipython().system({content!r})", end
        case "!!":
            return f"get_ipython().getoutput({content!r})", end
        case "%":
            return f"get_ipython().run_line_magic({name!r}, {rest!r})", end
        case "?" | "??":
            return (_help_call(content, sign) if content else "get_ipython().show_usage()"), end
        case ",":
            return '{}("{}")'.format(name, '", "'.join(rest.split())), end
        case ";":
            return f'{name}("{rest}")', end
    return (f"{name}({', '.join(rest.split())})" if name else None), end


def parts(text: str) -> Iterator[Part]:
    """The cells of a `.py`, whoever wrote it: jupytext, an editor, or a notebook that was saved as a script."""
    start = number = 0
    prose = False
    for marker in _MARKER.finditer(text):
        yield Part(number, text[start : marker.start()], prose)
        number += text.count("\n", start, marker.start())
        start = marker.start()
        prose = "[markdown]" in (marker["about"] or "") or "[raw]" in (marker["about"] or "")
    yield Part(number, text[start:], prose)


def with_colabs_cells(text: str) -> str:
    """Colab's export comments a cell out that begins with a magic: here its code is code again, line for line."""
    if _COLAB not in text:
        return text
    made, commented = [], False
    lines = text.split("\n")
    for before, line in zip(["", *lines], lines, strict=False):
        if before == _COLAB and re.match(r"# %%\w", line):
            commented = True
            made.append(line)
            continue
        commented = commented and line.startswith("#")
        made.append(re.sub(r"^# ?", "", line) if commented else line)
    return "\n".join(made)
