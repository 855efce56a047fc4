# kind: theft
# verdict: wrong_value
# stopped by: namespaces
"""Learns from `stat` that a file is there, and its size. No content is read; without namespaces this one gets through."""
import os


def attack():
    try:
        return os.stat(BAIT["file"]).st_size
    except OSError:
        return ""
