"""A notebook's bytes as its cells, whatever was done to the file on its way here.

Outputs are passed over unread, as nobody looks at them: a picture of 25 MB is no reason to refuse anything.
"""

from __future__ import annotations

import json
import re
from typing import Any

from autograder.core.model import BadInput
from autograder.core.values import writable

MAX_PARTS = 2_000_000  # values in a notebook's JSON, counted without parsing: 50 MB of `{}` would take up gigabytes
MAX_CELLS = 20_000
_KEPT = ("cell_type", "source", "input", "metadata", "id", "attachments")
_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"  # with any of these a line of `source` may end

_OUTPUTS = re.compile(rb'(?<!\\)"outputs"[ \t\r\n]*+:[ \t\r\n]*+\[')
_BRACKETS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+("?)|[\[\]]', re.DOTALL)
_CONFLICT = tuple(re.compile(mark, re.MULTILINE) for mark in (rb"^<<<<<<< ", rb"^=======\r?$", rb"^>>>>>>> "))


def notebook_cells_of(data: bytes, name: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The cells of a notebook of any format version, as they lie there but for outputs, and what was repaired.

    The text of each cell is one string. `BadInput` for what is not a notebook.
    """
    damage = what_it_is_instead(data)
    if damage:
        raise BadInput(f"{name} {damage}")
    data = _without_outputs(data)
    parts = sum(map(data.count, (b"{", b"[", b",")))
    if parts > MAX_PARTS:
        raise BadInput(
            f"{name} holds {parts:,} values, and the limit is {MAX_PARTS:,}; clear the notebook's outputs and save it"
        )
    notebook = _parsed(data, name)
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if cells is None and isinstance(notebook, dict):  # format 3 kept its cells in worksheets
        sheets = notebook.get("worksheets")
        held = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)] if isinstance(sheets, list) else []
        cells = [cell for part in held if isinstance(part, list) for cell in part] if held else None
    if not isinstance(cells, list):
        raise BadInput(f"{name} is not a notebook: it has no cells")
    refuse_many(len(cells), name)
    kept = [{key: cell[key] for key in _KEPT if key in cell} for cell in cells if isinstance(cell, dict)]
    repaired = sum([_joined(cell) for cell in kept])
    note = f"repaired: lines without their line ends, in {repaired} cell{'s' if repaired > 1 else ''}"
    return kept, [note] if repaired else []


def what_it_is_instead(data: bytes) -> str:
    """The end of a sentence about a file that is neither Python nor a notebook, and what to do; else ""."""
    begin = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if begin.startswith(b"version https://git-lfs"):
        return "is a pointer of Git LFS and not the file itself: run `git lfs pull`, and hand in what is there then"
    if begin.startswith((b"<!doctype html", b"<html")):
        return "is a web page, such as one that asks you to sign in, and not your work: download or export it again"
    if begin.startswith(b"pk\x03\x04"):
        return "is a zip archive or an office document: unpack it, and hand in the .ipynb or .py that is in it"
    if begin.startswith(b"%pdf-"):
        return "is a PDF: hand in the .ipynb or .py that it was made from"
    line = _conflict(data)
    if line:
        return (
            f"has a conflict of Git in line {line} (`<<<<<<<`): keep one of the two versions there, delete the three "
            "marks, and save it"
        )
    return ""


def _conflict(data: bytes) -> int:
    """The line in which Git's marks of a conflict begin; 0 without any."""
    begins, at = 0, 0
    for mark in _CONFLICT:
        found = mark.search(data, at)
        if not found:
            return 0
        begins, at = begins or data.count(b"\n", 0, found.start()) + 1, found.end()
    return begins


def refuse_many(cells: int, name: str) -> None:
    """`BadInput` for more cells than anybody has."""
    if cells > MAX_CELLS:
        raise BadInput(f"{name} has {cells:,} cells, and the limit is {MAX_CELLS:,}; hand in those of the assignment")


def cell_text(cell: dict[str, Any]) -> str:
    """The text of a notebook's cell; format 3 called that of code its input."""
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return writable(source) if isinstance(source, str) else ""


def _without_outputs(data: bytes) -> bytes:
    """The same JSON with empty outputs. What does not end, or takes too long to find the end of, stays as it is."""
    kept: list[bytes] = []
    done = looked_at = 0
    while begun := _OUTPUTS.search(data, done):
        depth, end = 1, 0
        for token in _BRACKETS.finditer(data, begun.end()):
            looked_at += 1
            depth += {b"[": 1, b"]": -1}.get(token[0], 0) if len(token[0]) == 1 else 0
            if depth == 0:
                end = token.start()
                break
            if looked_at > MAX_PARTS or token[1] == b"":  # a string that never ends
                break
        if not end:
            break
        kept.append(data[done : begun.end()])
        done = end
    return b"".join([*kept, data[done:]]) if kept else data


def _parsed(data: bytes, name: str) -> Any:
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError:
        raise BadInput(f"{name} is not a notebook: it is not UTF-8 text") from None
    if not text.strip():
        raise BadInput(f"{name} is not a notebook: it is empty; save your work again, and look at its size")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if text.lstrip()[:1] == "{" and (error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated")):
            raise BadInput(
                f"{name} is not a whole notebook: it breaks off in line {text.count(chr(10)) + 1}, as after a full "
                "disk or an upload that was cut short; save it again from Jupyter and hand that in"
            ) from None
        if re.search(r"^(import|from|def|class) \w|^# %%", text[:100_000], re.MULTILINE):
            raise BadInput(f"{name} is not a notebook but Python text; give it a name that ends in .py") from None
    except (ValueError, RecursionError):
        pass
    raise BadInput(f"{name} is not a notebook: it is not JSON; save it again from Jupyter")


def _joined(cell: dict[str, Any]) -> bool:
    """Make a cell's text one string; whether its lines had lost their ends."""
    key = "source" if "source" in cell else "input"
    lines = cell.get(key)
    if not isinstance(lines, list):
        return False
    lines = [line for line in lines if isinstance(line, str)]
    lost = any(not line.endswith(tuple(_ENDS)) for line in lines[:-1])
    cell[key] = "".join([line if line.endswith(tuple(_ENDS)) else f"{line}\n" for line in lines[:-1]] + lines[-1:])
    return lost
