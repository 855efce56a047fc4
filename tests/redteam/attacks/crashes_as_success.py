# kind: lifetime
# verdict: crashed
"""Crashes under a handler that exits with code 0."""
import ctypes

libc = ctypes.CDLL(None)
libc.signal(11, ctypes.cast(libc._exit, ctypes.c_void_p))


def attack():
    ctypes.string_at(0)
