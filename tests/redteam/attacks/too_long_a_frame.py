# kind: wire
# verdict: crashed
"""Announces four gigabytes."""
import os


def attack():
    os.write(wire(), b"\xff\xff\xff\xff")
    return ""
