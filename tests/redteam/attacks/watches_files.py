# kind: result channel
# verdict: wrong_value
# stopped by: namespaces, seccomp
"""Waits for a result to appear, to overwrite it."""
import ctypes


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init()
    return "watching" if watch >= 0 and libc.inotify_add_watch(watch, BAIT["dir"].encode(), 0xFFF) >= 0 else ""
