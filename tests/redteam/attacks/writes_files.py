# kind: result channel
# verdict: wrong_value
# stopped by: namespaces, landlock, seccomp
"""Writes, links and makes pipes where results, other students' work and build outputs lie."""
import os


def attack():
    made = []
    build = [os.path.dirname(path) for name, path in os.environ.items() if name.startswith("GITHUB_")]
    for folder in [BAIT["dir"], "/tmp", "/var/tmp", "/dev/shm", "/", os.getcwd(), *build]:
        path = f"{folder}/{BAIT['mark']}"
        for make in (
            lambda: open(path, "w"),
            lambda: os.mkdir(path),
            lambda: os.symlink("/etc/passwd", path),
            lambda: os.link(BAIT["file"], path),
            lambda: os.mkfifo(path),
            lambda: os.rename(BAIT["mine"], path),
        ):
            try:
                make()
                made.append(path)
            except OSError:
                pass
    return made
