"""How many values a msgpack body would unfold to, counted before any of them is made.

One byte of msgpack can become a Python object of 100 bytes, so a 64 MB frame of empty lists would need gigabytes. The
count reads the first bytes of each value and skips its content. It need not reject invalid msgpack: the decoder does.
"""

from __future__ import annotations

from collections.abc import Collection

COPIES = 4  # of a body's bytes that nesting may cause, altogether

#: First byte -> bytes of content that follow, for values of a fixed size.
_FIXED = {0xCA: 4, 0xCB: 8, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8, 0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8}
#: First byte -> bytes of the length that follows: bin, str, and ext, which has one more byte for its code.
_COUNTED = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4, 0xC7: 1, 0xC8: 2, 0xC9: 4}
_EXTENSIONS = {0xC7, 0xC8, 0xC9}
_FIXED_EXTENSIONS = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}


def unpacks_to_more_than(data: bytes, limit: int, nested: Collection[int]) -> bool:
    """Whether a body has more than `limit` values, or decoding would copy it more than `COPIES` times.

    `nested` are the codes of extensions whose content is a body too: the decoder copies it to read it.
    """
    at, end, values, copied = 0, len(data), 0, 0
    while at < end:
        first = data[at]
        at += 1
        values += 1
        if first in _FIXED:
            at += _FIXED[first]
        elif 0xA0 <= first < 0xC0:
            at += first - 0xA0
        elif first in _COUNTED or first in _FIXED_EXTENSIONS:
            wide = _COUNTED.get(first, 0)
            length = int.from_bytes(data[at : at + wide], "big") if wide else _FIXED_EXTENSIONS[first]
            at += wide
            if first in _EXTENSIONS or not wide:
                code = data[at] if at < end else -1
                at += 1
                if code in nested:
                    copied += length
                    length = 0
            at += length
        elif first in (0xDC, 0xDE):
            at += 2
        elif first in (0xDD, 0xDF):
            at += 4
        if values > limit or copied > COPIES * end:
            return True
    return False
