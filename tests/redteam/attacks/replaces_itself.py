# kind: lifetime
# verdict: wrong_value
# stopped by: seccomp
"""Runs another program in its place. A path that is no path shows whether the call gets through."""
import ctypes
import os


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    libc.execve(None, None, None)
    return "exec gets through" if ctypes.get_errno() == 14 else ""
