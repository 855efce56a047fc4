# kind: wire
# verdict: crashed
"""Sends a pickle that would run a command where it is read."""
import os
import pickle


class Bomb:
    def __reduce__(self):
        return os.mkdir, (f"{BAIT['dir']}/{BAIT['mark']}",)


def attack():
    send(pickle.dumps(Bomb()))
    return ""
