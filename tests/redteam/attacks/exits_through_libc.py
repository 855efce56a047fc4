# kind: lifetime
# verdict: crashed
"""Ends the process through the C library, with handlers that turn a crash into a success."""
import ctypes

libc = ctypes.CDLL(None)
libc.signal(11, ctypes.cast(libc._exit, ctypes.c_void_p))


def attack():
    try:
        libc.quick_exit(0)
    finally:
        ctypes.string_at(0)
