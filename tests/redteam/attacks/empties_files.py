# kind: result channel
# verdict: wrong_value
# stopped by: namespaces, landlock, seccomp
"""Empties or removes a file that is there."""
import os


def attack():
    for change in (
        lambda: open(BAIT["mine"], "r+").truncate(0),
        lambda: open(BAIT["mine"], "w").close(),
        lambda: os.truncate(BAIT["mine"], 0),
        lambda: os.unlink(BAIT["mine"]),
    ):
        try:
            change()
            return "emptied"
        except OSError:
            pass
    return ""
