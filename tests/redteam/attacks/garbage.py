# kind: wire
# verdict: crashed
"""Writes random bytes to every file it has open."""
import os


def attack():
    for fd in range(3, 64):
        try:
            os.write(fd, os.urandom(100))
        except OSError:
            pass
    return ""
