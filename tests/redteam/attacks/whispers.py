# kind: theft
# verdict: wrong_value
# stopped by: seccomp
"""Signals to a worker beside it through a futex on a page of libc, which all processes have in the same memory."""
import ctypes


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    word = ctypes.cast(libc.qsort, ctypes.c_void_p).value & ~4095
    return libc.syscall(ctypes.c_long(202), ctypes.c_long(word), 1, 1, 0, 0, 0) >= 0 and "a word that others see was woken"
