# kind: lifetime
# verdict: wrong_value
"""Leaves a process behind: by fork, by vfork, by clone, from a new session."""
import ctypes
import os
import time


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    for call in ((57,), (56, 17, 0, 0, 0, 0), (435, 0, 0)):
        pid = libc.syscall(*map(ctypes.c_long, call))
        if pid == 0:
            os.setsid()
            time.sleep(60)
            os._exit(0)
        if pid > 0:
            return f"child {pid}"
    return ""
