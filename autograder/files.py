"""Files that are there whole or not at all."""

from __future__ import annotations

from pathlib import Path


def write_whole(text: str, path: Path) -> None:
    """Write a text in the place of what was there; what interrupts it leaves the old file.

    The name of the part is the file's own, so that what a killed run left is taken up by the run that goes on.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
