"""Whether this process was kept from running: stopped, frozen, or starved of its processor.

Deadlines pass meanwhile and are nobody's fault. Who waits or works says so often (`look`); time between two looks in
which nothing of it was computed is a stall, if there is more of it than any wait between two looks takes.
"""

from __future__ import annotations

import time

LONGEST_WAIT = 0.5  # seconds that a wait may take before the next look
STALL = 2.0  # seconds that are no hiccup of a busy machine
SHARED = 3.0  # with as many others a processor may be shared

_seen = (time.monotonic(), time.process_time())
_seconds = 0.0


def stalled_seconds() -> float:
    """Seconds of all stalls so far."""
    global _seconds
    passed, computed = _seen
    ignore_until_now()
    worked = _seen[1] - computed
    idle = _seen[0] - passed - worked
    _seconds += idle if idle > STALL + SHARED * worked else 0.0
    return _seconds


def ignore_until_now() -> None:
    """What was since the last look was a wait on purpose."""
    global _seen
    _seen = (time.monotonic(), time.process_time())
