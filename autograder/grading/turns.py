"""One submission at a time in a process: what checks draw, remember and record belongs to it, not to a thread."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.RLock()


@contextmanager
def turn() -> Iterator[bool]:
    """Whoever judges holds this. Gives whether another thread had to be waited for."""
    mine = _lock
    waits = not mine.acquire(blocking=False)
    if waits:
        mine.acquire()
    try:
        yield waits
    finally:
        mine.release()


def _renew() -> None:
    """A forked judge starts with a free lock: the thread that held it is not in it."""
    global _lock
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)
