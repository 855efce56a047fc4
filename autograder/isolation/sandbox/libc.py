"""The kernel's calls that Python does not wrap, each failing as an `OSError` that names the call.

There is one `ctypes` library handle, one helper that turns -1 into an exception, and the few verbs that the other
modules of this package share.
"""

import ctypes
import os
import sys
from functools import cache

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
CAPABILITY_VERSION_3 = 0x20080522
SIGKILL = 9


class Unavailable(Exception):
    """This kernel, machine or platform cannot give the layer asked for; the message says why."""


def require_linux() -> None:
    """Raise `Unavailable` on any system but Linux, where none of these walls exist."""
    if sys.platform != "linux":
        raise Unavailable(f"needs Linux, this is {sys.platform}")


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def call(name: str, *args: int | bytes | ctypes.Array[ctypes.c_char] | None) -> int:
    """Call the libc function `name`; raise `OSError` with its errno where it answers -1."""
    # ctypes would pass a plain int as 32 bits; pointers and flags need the whole register.
    words = (ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args)
    answer: int = getattr(_libc(), name)(*words)
    if answer == -1:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")
    return answer


def syscall(number: int, *args: int | bytes | ctypes.Array[ctypes.c_char] | None) -> int:
    """Make the system call `number`, for which libc has no function of its own."""
    return call("syscall", number, *args)


def die_with_parent() -> None:
    """Be killed when the parent thread ends. A change of uid undoes this, so it comes after."""
    call("prctl", PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)


def forbid_dumps() -> None:
    """Close this process's memory and /proc entries to other processes of the same user."""
    call("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0)


def forbid_new_privileges() -> None:
    """No set-uid program can raise this process again; Landlock and seccomp ask for it."""
    call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def drop_capabilities() -> None:
    """Give up every capability, those included that a user namespace hands to its first process."""
    header = CAPABILITY_VERSION_3.to_bytes(4, sys.byteorder) + bytes(4)
    call("capset", header, bytes(24))
