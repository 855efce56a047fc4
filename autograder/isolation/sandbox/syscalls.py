"""The system calls that a filter names, with their numbers on the two machines we know: (x86_64, aarch64).

A call that is not named here is refused everywhere. aarch64 never had the calls that a newer one replaces (`open`,
`stat`, `fork`, ...): they have None there.
"""

import platform

from .libc import Unavailable

#: AUDIT_ARCH_* of <linux/audit.h>: what a seccomp filter sees as the machine that makes the call.
AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

_NUMBERS: dict[str, tuple[int, int | None]] = {
    # bytes in and out
    "read": (0, 63),
    "write": (1, 64),
    "readv": (19, 65),
    "writev": (20, 66),
    "pread64": (17, 67),
    "preadv": (295, 69),
    "lseek": (8, 62),
    "close": (3, 57),
    "close_range": (436, 436),
    "dup": (32, 23),
    "dup3": (292, 24),
    "pipe2": (293, 59),
    "fcntl": (72, 25),
    "ioctl": (16, 29),
    # looking at files
    "openat": (257, 56),
    "newfstatat": (262, 79),
    "fstat": (5, 80),
    "statx": (332, 291),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlinkat": (267, 78),
    "getdents64": (217, 61),
    "getcwd": (79, 17),
    # memory
    "mmap": (9, 222),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "mprotect": (10, 226),
    "madvise": (28, 233),
    "brk": (12, 214),
    "membarrier": (324, 283),
    "get_mempolicy": (239, 236),
    # waiting and time
    "futex": (202, 98),
    "ppoll": (271, 73),
    "pselect6": (270, 72),
    "nanosleep": (35, 101),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "gettimeofday": (96, 169),
    "getitimer": (36, 102),
    "setitimer": (38, 103),
    "times": (100, 153),
    "sched_yield": (24, 124),
    # signals to oneself
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "rt_sigpending": (127, 136),
    "rt_sigtimedwait": (128, 137),
    "rt_sigsuspend": (130, 133),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "kill": (62, 129),
    "tgkill": (234, 131),
    # who and where am I
    "getpid": (39, 172),
    "getppid": (110, 173),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getresuid": (118, 148),
    "getresgid": (120, 150),
    "getgroups": (115, 158),
    "getcpu": (309, 168),
    "sched_getaffinity": (204, 123),
    "getpriority": (140, 141),
    "getrlimit": (97, 163),
    "prlimit64": (302, 261),
    "getrusage": (98, 165),
    "sysinfo": (99, 179),
    "uname": (63, 160),
    "getrandom": (318, 278),
    # coming and going
    "rseq": (334, 293),
    "set_robust_list": (273, 99),
    "set_tid_address": (218, 96),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "clone": (56, 220),
    "clone3": (435, 435),
    # the old forms, x86_64 only
    "open": (2, None),
    "stat": (4, None),
    "lstat": (6, None),
    "access": (21, None),
    "readlink": (89, None),
    "dup2": (33, None),
    "pipe": (22, None),
    "poll": (7, None),
    "select": (23, None),
    "alarm": (37, None),
    "pause": (34, None),
    "time": (201, None),
    "getpgrp": (111, None),
    "fork": (57, None),
    "vfork": (58, None),
}


#: What an NVIDIA driver and torch.cuda call besides, each with its reason. `seccomp` checks the arguments of most.
_DRIVER: dict[str, tuple[int, int | None]] = {
    "prctl": (157, 167),  # the driver names its threads
    "eventfd2": (290, 19),  # the driver's threads wake each other through one; it ends with the process
    "memfd_create": (319, 279),  # from driver 570 on, cuInit fails without one; it ends with the process
    "ftruncate": (77, 46),  # sets the size of that file; Landlock lets no other file be opened for writing
    # cuInit binds the abstract name cuda-uvmfd-NAMESPACE-PID and listens there, for other processes that want to
    # share memory of the card, and fails where it cannot. None can: connect and accept stay refused.
    "socket": (41, 198),
    "bind": (49, 200),
    "listen": (50, 201),
    # Before that it removes the file of that name, which it takes for the empty one; cuInit fails where the answer is
    # not that there is none. Nothing is removed: that answer is all it gets.
    "unlink": (87, None),
    "unlinkat": (263, 35),
}


def numbers(gpu: bool = False) -> dict[str, int]:
    """The calls that `seccomp` knows on this machine, by name; for a `gpu` those of its driver too.

    Raise `Unavailable` on a machine whose numbers we do not know.
    """
    machine = platform.machine()
    if machine not in AUDIT_ARCH:
        raise Unavailable(f"no system call table for {machine}")
    column = list(AUDIT_ARCH).index(machine)
    table = _NUMBERS | _DRIVER if gpu else _NUMBERS
    return {name: number for name, row in table.items() if (number := row[column]) is not None}
