# kind: wire
# verdict: crashed, timeout
"""Writes random bytes to every file it has open; one time in 64 they promise more than ever comes, and the judge waits."""
import os


def attack():
    for fd in range(3, 64):
        try:
            os.write(fd, os.urandom(100))
        except OSError:
            pass
    return ""
