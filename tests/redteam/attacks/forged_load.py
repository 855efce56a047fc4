# kind: wire
# verdict: crashed
"""Answers a call as if it were asked to load, with fields of the wrong types."""


def attack():
    send(b"\x93\xa6loaded\xc0\xc0")
    return ""
