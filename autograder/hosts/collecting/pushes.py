"""What was there at a moment, by the times at which a server took what was pushed.

The dates in a commit are the student's to write; the server's are not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from autograder.core.model import BadInput


@dataclass(frozen=True)
class Push:
    """A branch moved from one commit to another, at a time of the server's. "" is for no commit, or an unknown one."""

    time: datetime
    before: str
    after: str


@dataclass(frozen=True)
class Moment:
    """What a branch was at a moment: the commit, when it came there (None: not known), and what is odd about it."""

    commit: str
    time: datetime | None
    note: str = ""


def at(pushes: Iterable[Push], moment: datetime | None) -> Moment | None:
    """The commit of the last push until then, of all pushes where it is None; None where the branch did not exist.

    Where the server no longer tells that push, the commit that a later push replaced was there. `BadInput` where it
    tells neither.
    """
    known = sorted(pushes, key=lambda push: push.time)  # stable: what came in one second stays in the server's order
    until = [push for push in known if moment is None or push.time <= moment]
    later = known[len(until) :]
    if not until and not later:
        raise BadInput("the server tells of no push, and so not what was there when it was due")
    if not until:
        return Moment(later[0].before, None, "when it was pushed is not told any more") if later[0].before else None
    last = until[-1]
    if not last.after:
        return None  # it was deleted
    note = ""
    if later and later[0].before and later[0].before != last.after:
        note = f"something was pushed after {last.time:%Y-%m-%d %H:%M} UTC of which the server tells no time"
    return Moment(last.after, last.time, note)
