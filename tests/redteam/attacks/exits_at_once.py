# kind: lifetime
# verdict: crashed
"""Ends the process without a word."""
import os


def attack():
    os._exit(0)
