# kind: theft
# verdict: wrong_value
# stopped by: seccomp
"""Leaves memory that outlives it for the next student: System V and POSIX segments and queues, the kernel's keyring."""
import ctypes
import os


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    made = []
    for name, call in {
        "shm": lambda: libc.shmget(0x7ED7EA, 4096, 0o1600),
        "msg": lambda: libc.msgget(0x7ED7EA, 0o1600),
        "sem": lambda: libc.semget(0x7ED7EA, 1, 0o1600),
        "memfd": lambda: os.memfd_create("x"),
        "keyring": lambda: libc.syscall(248, b"user", b"redteam", b"x", 1, -2),
    }.items():
        try:
            if call() >= 0:
                made.append(name)
        except OSError:
            pass
    for name in ("shm", "msg", "sem"):  # tidy up where it got through
        if name in made:
            getattr(libc, f"{name}ctl")(getattr(libc, f"{name}get")(0x7ED7EA, *((0,) if name == "msg" else (1, 0))), 0, 0, 0)
    return made
