# kind: wire
# verdict: wrong_value, crashed
"""Sends answers before it is asked, in the hope that one is taken for a verdict."""
import struct

BODY = b"\x93\xa5value\xcb" + struct.pack(">d", 0.0) + b"\x90"


def attack():
    send(BODY, BODY, b"\x92\xa7verdict\xa6passed")
    return ""
