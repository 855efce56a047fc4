"""`await` at the top of a cell, as a notebook allows it."""

from __future__ import annotations

import time
from collections.abc import Coroutine
from typing import Any


def awaited(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What an `await` at the top of a cell comes to. The event loop only sleeps: a worker may have no sockets."""
    import asyncio  # few need it, and it is large

    class Loop(asyncio.BaseEventLoop):
        def __init__(self) -> None:
            super().__init__()
            self._selector = self

        def select(self, seconds: float | None) -> list[Any]:
            time.sleep(seconds or 0.0)
            return []

        def _process_events(self, events: list[Any]) -> None:
            pass

        def _write_to_self(self) -> None:
            pass

    loop = Loop()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()
