# kind: lifetime
# verdict: timeout
"""Sleeps, with the alarm blocked."""
import signal
import time


def attack():
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    time.sleep(10**6)
