# kind: lifetime
# verdict: timeout
"""Stops its own process, so that it neither answers nor ends."""
import os
import signal


def attack():
    os.kill(os.getpid(), signal.SIGSTOP)
