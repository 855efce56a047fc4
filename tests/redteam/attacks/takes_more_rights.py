# kind: theft
# verdict: wrong_value
# stopped by: seccomp
"""Raises its limits, becomes root, makes namespaces, mounts, loads programs into the kernel, opens files by handle."""
import ctypes
import resource
import struct


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    gained = []
    for name, call in {
        "rlimit": lambda: libc.setrlimit(resource.RLIMIT_AS, b"\xff" * 16),
        "root": lambda: libc.setuid(0),
        "user namespace": lambda: libc.unshare(0x10000000),
        "mount": lambda: libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, None),
        "chroot": lambda: libc.chroot(b"/"),
        "io_uring": lambda: libc.syscall(425, 4, ctypes.create_string_buffer(120)),
        "bpf": lambda: libc.syscall(321, 0, struct.pack("=IIII", 2, 4, 4, 1), 16),
        "userfaultfd": lambda: libc.syscall(323, 1),
        "dumpable": lambda: libc.prctl(4, 1, 0, 0, 0),
    }.items():
        if call() >= 0:
            gained.append(name)
    return gained
