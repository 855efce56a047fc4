"""The IPython that a notebook runs in, as far as it is asked."""

from __future__ import annotations

import builtins
from typing import Any


def cell_name(file: str) -> str:
    """What IPython calls the cell whose code has that file name; the file's own name where it is not a cell."""
    named = getattr(getattr(shell(), "compile", None), "format_code_name", lambda _: None)(file)
    return str(named[1]) if isinstance(named, tuple) and named[0] == "Cell" else file


def shell() -> Any:
    """IPython's shell, where this runs in one."""
    return getattr(builtins, "get_ipython", lambda: None)()
