"""seccomp: a list of the system calls a worker may make; every other one fails with EPERM.

The answer is an error and never a signal, so that honest code which tries its luck lives on. Pure NumPy,
one-threaded PyTorch and the standard library need no more than what stands here: no sockets, no exec, no
threads, nothing that changes a file, nothing that looks at another process.

The program is assembled once; only the worker's own pid is written into it after each fork.
"""

import ctypes
import errno
import platform
import struct
from collections.abc import Sequence
from typing import Literal, NamedTuple

from .libc import call, require_linux
from .syscalls import AUDIT_ARCH, dangerous, numbers

PR_SET_SECCOMP, MODE_FILTER = 22, 2
LOAD, EQUAL, AT_LEAST, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
X32_CALLS = 0x40000000

# Where the calls' words lie in struct seccomp_data (both machines are little-endian).
NUMBER, MACHINE = 0, 4
ARGUMENT, HIGH_HALF = [16 + 8 * index for index in range(6)], 4

#: F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC. Not F_SETFL: the flags of a file outlive who set them.
HARMLESS_FCNTL = (0, 1, 2, 3, 1030)
MAP_TYPE, MAP_PRIVATE = 0x0F, 0x02
CLONE_THREAD, FUTEX_PRIVATE_FLAG = 0x10000, 128

#: Refused with the error that makes libraries fall back or report it properly.
REFUSED = {
    "clone": errno.EAGAIN,  # "can't start new thread", BlockingIOError: what a full machine says
    "fork": errno.EAGAIN,
    "vfork": errno.EAGAIN,
    "clone3": errno.ENOSYS,  # libc then tries clone
    "ioctl": errno.ENOTTY,  # isatty() asks this of every file that is opened
}

Target = int | Literal["allow", "deny", "kill"]


class Op(NamedTuple):
    """One BPF instruction; a jump goes that many instructions ahead, or to a verdict by name."""

    code: int
    value: int | None  # None stands for the worker's own pid
    yes: Target = 0
    no: Target = 0


#: Where every program ends; jumps to "deny", "allow" and "kill" lead there.
VERDICTS = (Op(RETURN, ERRNO | errno.EPERM), Op(RETURN, ALLOW), Op(RETURN, KILL))

OWN_PROCESS_ONLY = [Op(LOAD, ARGUMENT[0]), Op(EQUAL, None, "allow", "deny")]

#: Calls that are allowed with some arguments only. Each list ends in a verdict.
CHECKED = {
    "kill": OWN_PROCESS_ONLY,
    "tgkill": OWN_PROCESS_ONLY,
    "prlimit64": [  # read one's own limits, set none
        Op(LOAD, ARGUMENT[0]),
        Op(EQUAL, 0, 0, "deny"),
        Op(LOAD, ARGUMENT[2]),
        Op(EQUAL, 0, 0, "deny"),
        Op(LOAD, ARGUMENT[2] + HIGH_HALF),
        Op(EQUAL, 0, "allow", "deny"),
    ],
    "fcntl": [
        Op(LOAD, ARGUMENT[1]),
        *(Op(EQUAL, command, "allow") for command in HARMLESS_FCNTL[:-1]),
        Op(EQUAL, HARMLESS_FCNTL[-1], "allow", "deny"),
    ],
    "futex": [  # one that is not private reaches every process with the same file in its memory, such as libc
        Op(LOAD, ARGUMENT[1]),
        Op(ANY_BIT, FUTEX_PRIVATE_FLAG, "allow", "deny"),
    ],
    "mmap": [  # shared memory could outgrow a limit on private data
        Op(LOAD, ARGUMENT[3]),
        Op(AND, MAP_TYPE),
        Op(EQUAL, MAP_PRIVATE, "allow", "deny"),
    ],
}


#: Where a driver makes calls of its own: what is checked there, beside the calls that are always refused.
BESIDE_A_DRIVER = {
    "kill": OWN_PROCESS_ONLY,
    "tgkill": OWN_PROCESS_ONLY,
    "prlimit64": CHECKED["prlimit64"],
    "clone": [Op(LOAD, ARGUMENT[0]), Op(ANY_BIT, CLONE_THREAD, "allow", "deny")],  # its threads, and no process
}


class Filter:
    """The assembled program, waiting in memory for a pid."""

    def __init__(self, gpu: bool = False) -> None:
        """Assemble for this machine; raise `Unavailable` on one whose calls we do not know.

        For a `gpu` the list is turned round: a driver may make any call but the dangerous ones.
        """
        require_linux()
        table = numbers()
        machine = AUDIT_ARCH[platform.machine()]
        ops = _program_beside_a_driver(table, machine) if gpu else _program(table, machine)
        code = b"".join(_encode(ops, at) for at in range(len(ops)))
        self._pid_offsets = [8 * at + 4 for at, op in enumerate(ops) if op.value is None]
        self._code = ctypes.create_string_buffer(code, len(code))
        # struct sock_fprog: the number of instructions, and a pointer to them
        self._program = struct.pack("@HP", len(ops), ctypes.addressof(self._code))

    def install(self, pid: int) -> None:
        """Filter this process's calls from now on. `pid` is its own, as it sees itself."""
        for offset in self._pid_offsets:
            struct.pack_into("=I", self._code, offset, pid)
        call("prctl", PR_SET_SECCOMP, MODE_FILTER, self._program, 0, 0)


def _program(table: dict[str, int], machine: int) -> list[Op]:
    ops = _right_machine(machine)
    ops += [Op(EQUAL, table[name], "allow") for name in table if name not in CHECKED and name not in REFUSED]
    for name, code in REFUSED.items():
        if name in table:
            ops += [Op(EQUAL, table[name], 0, 1), Op(RETURN, ERRNO | code)]
    for name, checks in CHECKED.items():
        ops += [Op(EQUAL, table[name], 0, len(checks)), *checks]
    return [*ops, *VERDICTS]


def _program_beside_a_driver(table: dict[str, int], machine: int) -> list[Op]:
    ops = _right_machine(machine)
    ops += [Op(EQUAL, number, "deny") for number in dangerous().values()]
    ops += [Op(EQUAL, table[name], "deny") for name in ("fork", "vfork") if name in table]
    ops += [Op(EQUAL, table["clone3"], 0, 1), Op(RETURN, ERRNO | REFUSED["clone3"])]
    for name, checks in BESIDE_A_DRIVER.items():
        ops += [Op(EQUAL, table[name], 0, len(checks)), *checks]
    return [*ops, Op(AT_LEAST, 0, "allow", "allow"), *VERDICTS]


def _right_machine(machine: int) -> list[Op]:
    ops = [Op(LOAD, MACHINE), Op(EQUAL, machine, 0, "kill"), Op(LOAD, NUMBER)]
    if machine == AUDIT_ARCH["x86_64"]:
        ops.append(Op(AT_LEAST, X32_CALLS, "deny"))  # a second numbering of the same calls
    return ops


def _encode(ops: Sequence[Op], at: int) -> bytes:
    verdicts = {"deny": len(ops) - 3, "allow": len(ops) - 2, "kill": len(ops) - 1}

    def ahead(target: Target) -> int:
        return target if isinstance(target, int) else verdicts[target] - at - 1

    op = ops[at]
    return struct.pack("=HBBI", op.code, ahead(op.yes), ahead(op.no), op.value or 0)
