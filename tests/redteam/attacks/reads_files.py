# kind: theft
# verdict: wrong_value
# stopped by: namespaces, landlock
"""Reads a secret that everyone may read, the hidden checks, the reference, and whatever lies in the usual places."""
import os


def attack():
    course = BAIT["course"]
    for path in [BAIT["file"], *(f"{course}/{name}" for name in ("test_hidden.py", "hw4_loss.py", "test_public.py")), "/etc/passwd"]:
        try:
            with open(path) as file:
                return file.read(2000)
        except OSError:
            pass
    for folder in (course, "/home", "/tmp", os.path.dirname(BAIT["file"])):
        try:
            return os.listdir(folder)
        except OSError:
            pass
    return ""
