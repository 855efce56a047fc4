# kind: wire
# verdict: timeout
"""Asks for a function that was never lent, without a pause and without an end."""
import os
import signal
import struct


def attack():
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    question, fd = struct.pack(">I", 8) + b"\x93\xa3ask\x00\x91\x00", wire()
    while True:
        os.write(fd, question * 1000)
