# kind: lifetime
# verdict: error
"""Ends the interpreter in a call, with a handler registered for its end."""
import atexit
import os
import sys

atexit.register(os._exit, 0)


def attack():
    sys.exit(0)
