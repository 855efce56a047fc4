# kind: lifetime
# verdict: wrong_value
# stopped by: landlock, seccomp
"""Signals the judge, its own parent, and everything that it may."""
import os
import signal


def attack():
    met = []
    for pid in (os.getppid(), BAIT["pid"], -1):
        try:
            os.kill(pid, signal.SIGCONT)
            met.append(pid)
        except OSError:
            pass
    return [pid for pid in met if pid != -1] or (met if len(met) > 1 else "")
