# kind: lifetime
# verdict: timeout
"""Patches every clock it can see, then takes its time."""
import signal
import time

time.time = time.monotonic = time.perf_counter = lambda: 0.0


def attack():
    signal.setitimer(signal.ITIMER_REAL, 0)
    while True:
        time.sleep(1)
