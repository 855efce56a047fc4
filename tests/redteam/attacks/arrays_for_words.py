# kind: wire
# verdict: crashed
"""Sends an array where the wire has a word: a comparison with it has no truth value."""
import struct

HEAD = b"\x92\xa7float64\x91\x02"
ARRAY = b"\xc7" + bytes([1 + len(HEAD) + 16]) + b"\x01" + bytes([len(HEAD)]) + HEAD + bytes(16)


def attack():
    send(b"\x93" + ARRAY + ARRAY + ARRAY)
    return ""
