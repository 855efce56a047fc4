# kind: exhaustion
# verdict: wrong_value
"""Forks as often as it can."""
import os


def attack():
    made = 0
    for _ in range(100):
        try:
            if os.fork() == 0:
                os._exit(0)
            made += 1
        except OSError:
            pass
    return made
