"""Whether this process was kept from running: stopped, frozen, or starved of its processor.

Deadlines that pass meanwhile are nobody's fault. A process that waits or works calls `stalled_seconds` often. Where
it computed nothing between two calls, for longer than any wait may take, the time between them was a stall.
"""

from __future__ import annotations

import time

LONGEST_WAIT = 0.5  # seconds that a wait may take before the next call
STALL = 2.0  # seconds: a shorter gap is what happens on a busy machine
SHARED = 3.0  # so many other processes may share the processor: then each second of work takes as many of waiting

_seen = (time.monotonic(), time.process_time())
_seconds = 0.0


def stalled_seconds() -> float:
    """Seconds of all stalls of this process so far, by the clock on the wall."""
    global _seconds
    passed, computed = _seen
    ignore_until_now()
    worked = _seen[1] - computed
    idle = _seen[0] - passed - worked
    _seconds += idle if idle > STALL + SHARED * worked else 0.0
    return _seconds


def ignore_until_now() -> None:
    """The time since the last call was a wait on purpose: it does not count as a stall."""
    global _seen
    _seen = (time.monotonic(), time.process_time())
