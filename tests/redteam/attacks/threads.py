# kind: lifetime
# verdict: wrong_value
"""Starts threads that would go on after the answer."""
import threading
import time


def attack():
    started = 0
    for _ in range(100):
        try:
            threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
            started += 1
        except RuntimeError:
            pass
    return started
