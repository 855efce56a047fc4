"""Start a command where some system calls fail, as a container's own filter has it.

python tests/support/shut.py ENOSYS 444,272 COMMAND...
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Sequence
from pathlib import Path

UNSHARE, MOUNT = {"x86_64": (272, 165), "aarch64": (97, 40)}.get(platform.machine(), (0, 0))
LANDLOCK = 444


def shut(numbers: Sequence[int], error: str, command: Sequence[str]) -> list[str]:
    """The command that starts another one where these calls fail with that error."""
    return [sys.executable, __file__, error, ",".join(map(str, numbers)), *command]


def main(error: str, numbers: str, *command: str) -> None:
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from autograder.isolation.sandbox import libc, seccomp
    from autograder.isolation.sandbox.seccomp import Op

    ops = [Op(seccomp.LOAD, seccomp.NUMBER)]
    ops += [Op(seccomp.EQUAL, int(number), "deny") for number in numbers.split(",") if number]
    ops += [Op(seccomp.RETURN, seccomp.ALLOW), Op(seccomp.RETURN, seccomp.ERRNO | getattr(errno, error))]
    ops += [Op(seccomp.RETURN, seccomp.ALLOW), Op(seccomp.RETURN, seccomp.KILL)]
    code = ctypes.create_string_buffer(b"".join(seccomp._encode(ops, at) for at in range(len(ops))))
    libc.forbid_new_privileges()
    program = struct.pack("@HP", len(ops), ctypes.addressof(code))
    libc.call("prctl", seccomp.PR_SET_SECCOMP, seccomp.MODE_FILTER, program, 0, 0)
    os.execv(command[0], command)


if __name__ == "__main__":
    main(*sys.argv[1:])
