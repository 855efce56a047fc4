# kind: exhaustion
# verdict: wrong_value
"""Takes memory that a limit on private memory does not count."""
import mmap


def attack():
    hoard = []
    try:
        for _ in range(64):
            hoard.append(mmap.mmap(-1, 64 << 20))
            hoard[-1].write(b"x" * (64 << 20))
    except (OSError, ValueError):
        pass
    return len(hoard) >= 9 and len(hoard)
