# kind: exhaustion
# verdict: wrong_value
"""Opens files until there are no more descriptors."""
import os


def attack():
    opened = []
    try:
        for _ in range(10_000):
            opened.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        pass
    for fd in opened:
        os.close(fd)
    return len(opened) > 1000
