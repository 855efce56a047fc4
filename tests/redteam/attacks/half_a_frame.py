# kind: wire
# verdict: timeout
"""Announces a frame, sends half of it, and waits."""
import os
import signal
import struct
import time


def attack():
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    os.write(wire(), struct.pack(">I", 1000) + b"half")
    time.sleep(60)
