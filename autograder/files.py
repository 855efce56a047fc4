"""Files that are there whole or not at all."""

from __future__ import annotations

import glob
import os
from pathlib import Path


def write_whole(text: str, path: Path) -> None:
    """Write a text in the place of what was there; what interrupts it leaves the old file.

    The part is this process's own, as two runs may write one file. Parts that killed runs left are removed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        if os.path.isdir("/proc/self") and not os.path.isdir(f"/proc/{left.name.split('.')[-2]}"):
            left.unlink(missing_ok=True)
