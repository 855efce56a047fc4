# kind: theft
# verdict: wrong_value
# stopped by: namespaces, landlock
"""Reads the judge's environment, command line and memory in /proc, and its own for what was inherited."""
import os
import sys


def attack():
    found = repr(dict(os.environ)) + repr(sys.argv)
    opened = []
    for pid in (BAIT["pid"], os.getppid(), "self"):
        for name in ("environ", "cmdline", "mem", "maps"):
            try:
                with open(f"/proc/{pid}/{name}", "rb") as file:
                    found += file.read(1).decode("latin-1") + file.read(100_000).decode("latin-1") if name != "mem" else ""
                    opened += [f"/proc/{pid}/{name}"] if pid != "self" else []
            except OSError:
                pass
    return BAIT["secret_name"] in found or opened
