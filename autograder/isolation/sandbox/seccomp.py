"""seccomp: a list of the system calls a worker may make; every other one fails with EPERM.

The answer is an error and never a signal, so that honest code which tries a refused call can go on. Pure NumPy,
one-threaded PyTorch and the standard library need no sockets, no exec, no threads, no call that changes a file and
none that looks at another process. A worker that uses a GPU has the same list and, besides, what the driver needs:
`syscalls` names those calls, `BESIDE_A_DRIVER` says with which arguments.

The program is assembled once; only the worker's own pid is written into it after each fork.
"""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Sequence
from typing import Literal, NamedTuple

from .libc import call, require_linux, syscall
from .syscalls import AUDIT_ARCH, numbers

PR_SET_SECCOMP, MODE_FILTER = 22, 2
SECCOMP, SET_MODE_FILTER, NEW_LISTENER = {"x86_64": 317, "aarch64": 277}, 1, 8
LOAD, EQUAL, AT_LEAST, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
ALLOW, KILL, ERRNO, NOTIFY = 0x7FFF0000, 0x80000000, 0x00050000, 0x7FC00000
X32_CALLS = 0x40000000

# Where the calls' words lie in struct seccomp_data (both machines are little-endian).
NUMBER, MACHINE = 0, 4
ARGUMENT, HIGH_HALF = [16 + 8 * index for index in range(6)], 4

#: F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC. Not F_SETFL: a file's flags stay when the process that set
#: them ends.
HARMLESS_FCNTL = (0, 1, 2, 3, 1030)
#: The flags that a driver sets: whether to wait (0x800); the others change nothing: how the file was opened (0x3), and
#: O_LARGEFILE on either machine.
F_SETFL, HARMLESS_FLAGS = 4, 0x800 | 0x3 | 0x8000 | 0x20000
MAP_TYPE, MAP_SHARED, MAP_PRIVATE = 0x0F, 0x01, 0x02
CLONE_THREAD, CLONE_NEW_NAMESPACES = 0x10000, 0x7E020000
FUTEX_PRIVATE_FLAG, FUTEX_COMMAND, FUTEX_WAIT, FUTEX_WAIT_BITSET = 0x80, 0x7F, 0, 9
PR_SET_NAME, PR_GET_NAME = 15, 16
AF_UNIX, SOCKET_TYPE, SOCK_SEQPACKET = 1, 0x0F, 5
#: The type byte of the driver's own ioctls; those of its unified memory have type 0 or are one of the two numbers.
IOCTL_TYPE, NVIDIA_IOCTL = 0xFF00, ord("F") << 8
UVM_INITIALIZE, UVM_DEINITIALIZE, UVM_BELOW = 0x30000001, 0x30000002, 0x100

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


#: Where neither Landlock nor a root of its own keeps a worker from writing: files are opened for reading alone.
OPENED_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
READ_ONLY = {
    name: [Op(LOAD, ARGUMENT[flags]), Op(ANY_BIT, OPENED_TO_WRITE, "deny", "allow")]
    for name, flags in (("open", 1), ("openat", 2))
}

#: What a driver needs, where it differs from the lists above. The reason is next to each call.
BESIDE_A_DRIVER = {
    "clone": [  # the driver and autograd start threads; a new process or a new namespace is neither's
        Op(LOAD, ARGUMENT[0]),
        Op(ANY_BIT, CLONE_NEW_NAMESPACES, "deny"),
        Op(ANY_BIT, CLONE_THREAD, "allow", "deny"),
    ],
    "futex": [  # joining a thread waits on a futex that is not private; to wake another process's stays refused
        Op(LOAD, ARGUMENT[1]),
        Op(ANY_BIT, FUTEX_PRIVATE_FLAG, "allow"),
        Op(AND, FUTEX_COMMAND),
        Op(EQUAL, FUTEX_WAIT, "allow"),
        Op(EQUAL, FUTEX_WAIT_BITSET, "allow", "deny"),
    ],
    "mmap": [  # the card's registers and memory are mapped shared from its devices
        Op(LOAD, ARGUMENT[3]),
        Op(AND, MAP_TYPE),
        Op(EQUAL, MAP_PRIVATE, "allow"),
        Op(EQUAL, MAP_SHARED, "allow", "deny"),
    ],
    "ioctl": [  # everything the driver asks of its devices; other files answer as on a CPU
        Op(LOAD, ARGUMENT[1]),
        Op(EQUAL, UVM_INITIALIZE, "allow"),
        Op(EQUAL, UVM_DEINITIALIZE, "allow"),
        Op(AT_LEAST, UVM_BELOW, 0, "allow"),
        Op(AND, IOCTL_TYPE),
        Op(EQUAL, NVIDIA_IOCTL, "allow"),
        Op(RETURN, ERRNO | errno.ENOTTY),
    ],
    "fcntl": [  # the driver reads its devices and pipes without waiting; no file is open in two workers
        Op(LOAD, ARGUMENT[1]),
        *(Op(EQUAL, command, "allow") for command in HARMLESS_FCNTL),
        Op(EQUAL, F_SETFL, 0, "deny"),
        Op(LOAD, ARGUMENT[2]),
        Op(ANY_BIT, 0xFFFFFFFF & ~HARMLESS_FLAGS, "deny", "allow"),
    ],
    "unlink": [Op(RETURN, ERRNO | errno.ENOENT)],
    "unlinkat": [Op(RETURN, ERRNO | errno.ENOENT)],
    "prctl": [Op(LOAD, ARGUMENT[0]), Op(EQUAL, PR_SET_NAME, "allow"), Op(EQUAL, PR_GET_NAME, "allow", "deny")],
    "socket": [  # of the one kind that the driver listens on: no network, and nothing that a datagram can leave by
        Op(LOAD, ARGUMENT[0]),
        Op(EQUAL, AF_UNIX, 0, "deny"),
        Op(LOAD, ARGUMENT[1]),
        Op(AND, SOCKET_TYPE),
        Op(EQUAL, SOCK_SEQPACKET, "allow", "deny"),
    ],
}


class Filter:
    """The assembled program, waiting in memory for a pid."""

    def __init__(self, gpu: bool = False, read_only: bool = False) -> None:
        """Assemble for this machine, with what a driver needs for a `gpu`; raise `Unavailable` on a machine whose
        calls we do not know.

        With `read_only` no file is opened for writing, not even /dev/null: where nothing else keeps a worker from it.
        """
        require_linux()
        known = numbers(gpu)
        checked = CHECKED | (BESIDE_A_DRIVER if gpu else {}) | (READ_ONLY if read_only else {})
        ops = _program(known, {name: checks for name, checks in checked.items() if name in known})
        code = b"".join(_encode(ops, at) for at in range(len(ops)))
        self._pid_offsets = [8 * at + 4 for at, op in enumerate(ops) if op.value is None]
        self._code = ctypes.create_string_buffer(code, len(code))
        # struct sock_fprog: the number of instructions, and a pointer to them
        self._program = struct.pack("@HP", len(ops), ctypes.addressof(self._code))

    def install(self, pid: int) -> None:
        """Filter this process's calls from now on. `pid` is its own, as it sees itself."""
        self._set_pid(pid)
        call("prctl", PR_SET_SECCOMP, MODE_FILTER, self._program, 0, 0)

    def install_listening(self, pid: int) -> int:
        """Install it so that a call it does not know waits until somebody answers it; return the descriptor to do so.

        seccomp_unotify(2) says how. It is there to find out which calls a new driver needs; no worker runs with it.
        """
        self._set_pid(pid)
        struct.pack_into("=I", self._code, len(self._code) - 8 * len(VERDICTS) + 4, NOTIFY)
        return syscall(SECCOMP[platform.machine()], SET_MODE_FILTER, NEW_LISTENER, self._program)

    def _set_pid(self, pid: int) -> None:
        for offset in self._pid_offsets:
            struct.pack_into("=I", self._code, offset, pid)


def _program(table: dict[str, int], checked: dict[str, list[Op]]) -> list[Op]:
    ops = _right_machine(AUDIT_ARCH[platform.machine()])
    ops += [Op(EQUAL, table[name], "allow") for name in table if name not in checked and name not in REFUSED]
    for name, code in REFUSED.items():
        if name in table and name not in checked:
            ops += [Op(EQUAL, table[name], 0, 1), Op(RETURN, ERRNO | code)]
    for name, checks in checked.items():
        ops += [Op(EQUAL, table[name], 0, len(checks)), *checks]
    return [*ops, *VERDICTS]


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
