# kind: result channel
# verdict: wrong_value
# stopped by: namespaces, seccomp
"""Changes a file that is there: its mode, its times, its owner."""
import os


def attack():
    for change in (
        lambda: os.chmod(BAIT["file"], 0o644),
        lambda: os.utime(BAIT["file"]),
        lambda: os.chown(BAIT["file"], os.getuid(), -1),
        lambda: os.setxattr(BAIT["file"], "user.x", b"x"),
    ):
        try:
            change()
            return "changed"
        except OSError:
            pass
    return ""
