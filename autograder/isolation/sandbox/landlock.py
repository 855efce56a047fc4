"""Landlock: after `restrict`, the process opens nothing but what was granted, and writes nothing.

One ruleset is prepared in the zygote and entered by every worker; beside a GPU's driver each worker prepares its own.
It handles every right the kernel knows and grants reading only: no writing, no executing, no TCP, no signals or
abstract sockets out of the jail. It does not cover `stat`, `chmod`, `utime` and UDP: the private root and seccomp do.
"""

import ctypes
import os
import stat
import struct
from collections.abc import Collection, Iterable

from .libc import Unavailable, require_linux, syscall

# The same numbers on every machine, as for all system calls since 2019.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
ASK_FOR_ABI = 1
RULE_PATH_BENEATH = 1

WRITE_FILE, READ_FILE, READ_DIR = 1 << 1, 1 << 2, 1 << 3
#: How many file rights each ABI knows; the last also stands for the later ones.
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
TCP_BIND_AND_CONNECT = SIGNAL_AND_ABSTRACT_SOCKET = 0b11

WRITABLE = frozenset({"/dev/null"})
TRUNCATE = 1 << 14  # from ABI 3
DEVICE_IOCTL = 1 << 15  # from ABI 5


def abi() -> int:
    """The version of Landlock this kernel speaks; raise `Unavailable` where it has none."""
    require_linux()
    try:
        return syscall(CREATE_RULESET, None, 0, ASK_FOR_ABI)
    except OSError as refusal:
        raise Unavailable(str(refusal)) from refusal


def prepare(
    readable: Iterable[str],
    listable: Iterable[str] = (),
    devices: Iterable[str] = (),
    writable: Collection[str] = WRITABLE,
) -> int:
    """A ruleset, as a file descriptor, that opens the `readable` trees and files.

    Of the `listable` directories only the names may be seen; `devices` may be written and driven (ioctl). What is
    both readable and `writable` may be written, and nothing can be made there. Raise `Unavailable` where the kernel
    does not do what its ABI promises, `OSError` for a path that is not there.
    """
    version = abi()
    file_rights = (1 << FILE_RIGHTS[min(version, max(FILE_RIGHTS))]) - 1
    # A kernel that knows less takes the longer structure too, if what it does not know is zero.
    handled = struct.pack(
        "=QQQ",
        file_rights,
        TCP_BIND_AND_CONNECT if version >= 4 else 0,
        SIGNAL_AND_ABSTRACT_SOCKET if version >= 6 else 0,
    )
    try:
        ruleset = syscall(CREATE_RULESET, handled, len(handled), 0)
    except OSError as refusal:
        raise Unavailable(f"ABI {version}, but {refusal}") from refusal
    for path in readable:
        writes = (WRITE_FILE | TRUNCATE) & file_rights if path in writable else 0
        _grant(ruleset, path, READ_FILE | READ_DIR | writes)
    for path in listable:
        _grant(ruleset, path, READ_DIR)
    for path in devices:
        _grant(ruleset, path, (READ_FILE | READ_DIR | WRITE_FILE | DEVICE_IOCTL) & file_rights)
    return ruleset


def restrict(ruleset: int) -> None:
    """Enter the ruleset, for good. Needs `forbid_new_privileges` before it."""
    syscall(RESTRICT_SELF, ruleset, 0)


def _grant(ruleset: int, path: str, rights: int) -> None:
    where = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(where).st_mode):
            rights &= ~READ_DIR  # the kernel refuses a directory's right on a file
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, where))
        syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(where)
