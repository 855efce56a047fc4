"""Namespaces: no other processes, no network, a host name of its own, and no files but those that were let in.

The zygote enters them once, and they hold for all its workers. `enter` needs no binary and no privilege where the
kernel lets ordinary users have namespaces; where it does not, nothing is changed.
"""

import contextlib
import os
import signal
import stat
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from . import libc
from .libc import Unavailable, call, syscall

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 0x1000, 0x4000, 0x40000
MNT_DETACH = 2
MOUNT_SETATTR, AT_FDCWD, AT_RECURSIVE = 442, -100, 0x8000
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV = 1, 2, 4

USERS = range(60_000, 65_000)  # root gives one of these users to each judge's workers

HOST_NAME = b"worker"  # what a student's code is told instead of the machine's own name

#: Any directory would do: it is hidden in our own namespace only, and for a moment.
STAGE, OUTSIDE = "/tmp", "/.outside"


@dataclass(frozen=True)
class Entered:
    """Whether this process is in namespaces of its own.

    `reason` names those namespaces, or says why there are none.
    """

    held: bool
    reason: str

    def __bool__(self) -> bool:
        return self.held


def enter() -> Entered:
    """Go on as the first process of new namespaces, while the caller's process waits for it to end.

    Must be called before any thread is started. The waiting process ends as its child ends (same status, same
    signal). Both die with the thread that started this process: start a zygote from a thread that lives. As root
    with users to give away no user namespace is made, so that workers can still be given uids of their own.
    """
    try:
        libc.require_linux()
        libc.die_with_parent()
        _rehearse()
        _unshare()
    except (Unavailable, OSError) as refusal:
        return Entered(False, str(refusal))
    child = os.fork()
    if child:
        _wait_and_end_as(child)
    libc.die_with_parent()
    return Entered(True, "mount, pid, net, ipc, uts" + ("" if os.geteuid() == 0 else ", user"))


def shut_in(readable: Iterable[str]) -> None:
    """Move this process into a root that holds only `readable`, each at its own place, all read-only.

    Needs `enter` before it. There is no /proc inside. Raise `OSError` for a path that is not there or a mount that
    is refused; the process should then end, because it may be left half-way.
    """
    links, bound = _lay_out(readable)  # looked up while these paths still lead there
    devices = [path for path in bound if stat.S_ISCHR(os.stat(path).st_mode)]
    _keep_mounts_here()
    call("mount", b"tmpfs", STAGE.encode(), b"tmpfs", MS_NOSUID | MS_NODEV, b"size=1m,mode=755")
    os.mkdir(STAGE + OUTSIDE)
    call("pivot_root", STAGE.encode(), (STAGE + OUTSIDE).encode())
    os.chdir("/")
    umask = os.umask(0o022)  # the worker, perhaps another user, must find its way through
    for path, target in links.items():
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(target, path)
    for path in bound:
        _bind(path)
    os.umask(umask)
    call("umount2", OUTSIDE.encode(), MNT_DETACH)
    os.rmdir(OUTSIDE)
    _set_attributes("/", AT_RECURSIVE, ATTR_RDONLY | ATTR_NOSUID | ATTR_NODEV, 0)
    for path in devices:
        _set_attributes(path, 0, 0, ATTR_NODEV)


def mount_own_proc() -> None:
    """Replace /proc by one that shows only the processes of this namespace, for a process that keeps its root.

    Needs `enter` before it. Raise `OSError` where the kernel refuses, as it does in a container that hides parts of
    its own /proc; nothing is changed then.
    """
    _keep_mounts_here()
    call("mount", b"proc", b"/proc", b"proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, None)


def _keep_mounts_here() -> None:
    """From now on no mount of ours shows outside of our namespace."""
    call("mount", None, b"/", None, MS_REC | MS_PRIVATE, None)


def _rehearse() -> None:
    """Do all of it in a child that is thrown away, because some kernels refuse only half-way."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            _unshare()
            shut_in(())
            os.write(writing, b"well")
        except (Unavailable, OSError) as refusal:
            os.write(writing, str(refusal).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as answer:
        said = answer.read().decode()
    os.waitpid(child, 0)
    if said != "well":
        raise Unavailable(said or "the rehearsal died")


def has_users() -> bool:
    """Whether this process is root with users to give away: root in a rootless container often has only itself."""
    if os.geteuid() != 0:
        return False
    for name in ("uid_map", "gid_map"):
        with contextlib.suppress(FileNotFoundError), open(f"/proc/self/{name}") as file:  # a kernel may have no maps
            if sum(int(line.split()[2]) for line in file) <= USERS[-1]:
                return False
    return True


def _unshare() -> None:
    uid, gid = os.geteuid(), os.getegid()
    flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS
    if has_users():
        call("unshare", flags)
        call("sethostname", HOST_NAME, len(HOST_NAME))
        return
    call("unshare", flags | CLONE_NEWUSER)
    call("sethostname", HOST_NAME, len(HOST_NAME))
    for name, line in (
        ("setgroups", "deny"),  # the kernel wants this before an ordinary user may map a group
        ("uid_map", f"{uid or USERS[0]} {uid} 1"),  # a root without users becomes one of them
        ("gid_map", f"{gid or USERS[0]} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(line)


def _wait_and_end_as(child: int) -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the judge's terminal is the judge's to answer
    os.closerange(0, 2**31 - 1)  # or the judge would not see the zygote close its end
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code < 0:
        with contextlib.suppress(OSError):  # SIGKILL has no handler to reset
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


def _lay_out(readable: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """The symbolic links on the way to each path, and the real paths they lead to, none inside another."""
    links: dict[str, str] = {}
    real: set[str] = set()
    for path in readable:
        os.stat(path)  # raises where it leads nowhere, or in a circle
        here, ahead = "/", path.split("/")
        while ahead:
            step = os.path.normpath(os.path.join(here, ahead.pop(0)))
            if os.path.islink(step):
                links[step] = target = os.readlink(step)
                here = "/" if target.startswith("/") else here
                ahead[:0] = target.split("/")
            else:
                here = step
        real.add(here)
    bound: list[str] = []
    for path in sorted(real):
        if not _inside(path, bound):
            bound.append(path)
    return {path: target for path, target in links.items() if not _inside(path, bound)}, bound


def _inside(path: str, trees: Sequence[str]) -> bool:
    return any(path.startswith(tree + "/") for tree in trees)


def _bind(path: str) -> None:
    source = OUTSIDE + path
    if os.path.isdir(source):
        os.makedirs(path, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC))
    # With what is mounted below it: a user namespace may not uncover what a mount hides.
    call("mount", source.encode(), path.encode(), None, MS_BIND | MS_REC, None)


def _set_attributes(path: str, flags: int, add: int, remove: int) -> None:
    attributes = struct.pack("=QQQQ", add, remove, 0, 0)
    syscall(MOUNT_SETATTR, AT_FDCWD, path.encode(), flags, attributes, len(attributes))
