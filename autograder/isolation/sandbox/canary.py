"""The canary: our own code in a locked worker, trying what a student must not be able to do.

Each attempt is the real thing, with arguments that would succeed on an open machine, so that only a wall can stop it.
The file needs nothing but the standard library, and must be imported before the worker is locked: afterwards not
every module may be within reach.
"""

import _thread
import ctypes
import mmap
import os
import platform
import signal
import socket
import struct
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from errno import EAGAIN, EBADF, EPERM, errorcode
from functools import partial
from typing import Any

if sys.platform != "win32":
    import resource

#: What is tried, and the errors that mean a wall there besides EPERM, EACCES and ENOSYS. Any other error means that
#: the attempt got through and met something else.
WALLS: dict[str, set[str]] = {
    "read_file": {"ENOENT"},
    "read_closed_file": {"ENOENT"},
    "stat_file": {"ENOENT"},
    "list_root_or_home": {"ENOENT"},
    "read_proc_judge": {"ENOENT"},
    "read_command_lines": {"ENOENT"},
    "write_file": {"ENOENT", "EROFS"},
    "chmod": {"ENOENT", "EROFS"},
    "file_times": {"ENOENT", "EROFS"},
    "file_attributes": {"ENOENT", "EROFS"},
    "tcp": {"ENETUNREACH"},
    "udp": {"ENETUNREACH"},
    "unix_abstract": {"ECONNREFUSED"},  # in a network of our own nobody listens to that name
    "socket_name": set(),  # a name that another worker finds taken
    "fork": {"EAGAIN"},
    "thread": {"EAGAIN"},
    "exec": set(),
    "signal_judge": {"ESRCH"},
    "signal_zygote": {"ESRCH"},
    "ptrace": {"ESRCH"},
    "process_vm_readv": set(),
    "memory": {"ENOMEM"},
    "shm": set(),
    "semaphore": set(),
    "message_queue": set(),
    "posix_message_queue": set(),
    "memfd": set(),
    "io_uring": set(),
    "bpf": set(),
    "keyctl": set(),
    "perf_event": set(),
    "root_uid": set(),
    "capabilities": set(),
    "inherited_fds": {"EBADF"},
    "raise_rlimit": set(),  # this and the next would change the process for those before
    "new_userns": set(),
}

MIB = 1 << 20
CLONE_NEWUSER, PTRACE_SEIZE, IPC_PRIVATE, IPC_CREAT, IPC_RMID = 0x10000000, 0x4206, 0, 0o1000, 0
BPF_MAP_CREATE, KEYCTL_GET_KEYRING_ID, PROCESS_KEYRING = 0, 0, -2
ARRAY_OF_ONE, UNLIMITED = struct.pack("=IIII", 2, 4, 4, 1), b"\xff" * 16
#: struct perf_event_attr: a software event, the one that counts nothing, outside the kernel only
DUMMY_EVENT = struct.pack("=IIQQQQQ64x", 1, 112, 9, 0, 0, 0, 0x60)
CALLS = {
    "x86_64": {
        "execve": 59,
        "perf_event_open": 298,
        "keyctl": 250,
        "bpf": 321,
        "io_uring_setup": 425,
        "mq_open": 240,
        "mq_unlink": 241,
    },
    "aarch64": {
        "execve": 221,
        "perf_event_open": 241,
        "keyctl": 219,
        "bpf": 280,
        "io_uring_setup": 425,
        "mq_open": 180,
        "mq_unlink": 181,
    },
}

FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/")  # in which everyone may write on many a machine

Word = int | bytes | ctypes.Array[ctypes.c_char] | None


def probe(bait: Mapping[str, Any]) -> dict[str, str]:
    """Try everything in `WALLS`; for each name "denied: <error>" or "POSSIBLE: <what was done>".

    `bait` is what `isolation.Bait` lays out. Nothing is raised; what succeeds is undone where it can be.
    """
    attempts = _attempts(bait)
    return {name: _verdict(attempts[name], walls | {"EPERM", "EACCES", "ENOSYS"}) for name, walls in WALLS.items()}


def _verdict(attempts: list[Callable[[], object]], walls: set[str]) -> str:
    met = []
    for attempt in attempts:
        try:
            return f"POSSIBLE: {attempt()}"[:300]
        except OSError as error:
            name = errorcode.get(error.errno or 0, str(error))
            if name not in walls:
                return f"POSSIBLE: no wall, only {name}"
            met.append(name)
        except Exception as error:  # a fault of the canary's own proves nothing, so it counts as a leak
            return f"POSSIBLE: not tried, {error!r}"[:300]
    return f"denied: {', '.join(dict.fromkeys(met))}"


def _attempts(bait: Mapping[str, Any]) -> dict[str, list[Callable[[], object]]]:
    file, judge, zygote = bait["file"], bait["pid"], os.getppid()
    secrets = [f"/proc/{pid}/{name}" for pid in (judge, zygote) for name in ("environ", "mem")]
    folders = [bait["dir"], *FOLDERS]
    return {
        "read_file": [lambda: _read(file)],
        "read_closed_file": [partial(_read, bait["closed"]), partial(_read, bait["inside"])],
        "stat_file": [lambda: f"{os.stat(file).st_size} bytes"],
        "list_root_or_home": [partial(os.listdir, at) for at in ("/", "/home", os.path.dirname(file))],
        # Opening is the permission: the first page of a memory is never mapped.
        "read_proc_judge": [partial(_open, at, os.O_RDONLY) for at in secrets],
        "read_command_lines": [partial(_read, f"/proc/{pid}/cmdline") for pid in (judge, zygote)],
        "write_file": [partial(_create, f"{at}/{bait['name']}") for at in folders],
        "chmod": [lambda: os.chmod(file, 0o644)],
        # Everyone may write to this file, so that nobody's rights but our own walls keep the worker from it.
        "file_times": [lambda: os.utime(bait["everyones"])],
        "file_attributes": [lambda: os.setxattr(bait["everyones"], "user.canary", b"canary")],
        # Hosts are given as bytes: a str would have to import a codec first.
        "tcp": [lambda: _reach(socket.AF_INET, socket.SOCK_STREAM, (b"127.0.0.1", bait["tcp"]))],
        "udp": [lambda: _reach(socket.AF_INET, socket.SOCK_DGRAM, (b"127.0.0.1", bait["udp"]))],
        "unix_abstract": [lambda: _reach(socket.AF_UNIX, socket.SOCK_STREAM, b"\0" + bait["unix"].encode())],
        "socket_name": [partial(_take_name, socket.SOCK_STREAM), partial(_take_name, socket.SOCK_SEQPACKET)],
        "fork": [_fork],
        "thread": [_start_thread],
        # A successful exec would end the canary; a null path shows as well whether the call gets through.
        "exec": [lambda: _syscall("execve", None, None, None)],
        "signal_judge": [lambda: os.kill(judge, 0)],
        "signal_zygote": [lambda: os.kill(zygote, 0), lambda: os.kill(zygote, signal.SIGCONT)],
        # Seizing does not stop the process, and ends with us.
        "ptrace": [partial(_call, "ptrace", PTRACE_SEIZE, pid, 0, 0) for pid in (judge, zygote)],
        "process_vm_readv": [lambda: _read_memory(zygote)],
        "memory": [
            partial(mmap.mmap, -1, bait["memory"] + 64 * MIB, flags=flags | mmap.MAP_ANONYMOUS)
            for flags in (mmap.MAP_PRIVATE, mmap.MAP_SHARED)
        ],
        "shm": [partial(_make, "shmget", (4096,), "shmctl", ())],  # POSIX has files in /dev/shm: see write_file
        "semaphore": [partial(_make, "semget", (1,), "semctl", (0,))],
        "message_queue": [partial(_make, "msgget", (), "msgctl", ())],
        "posix_message_queue": [_make_posix_queue],
        "memfd": [lambda: os.close(os.memfd_create("canary"))],
        "io_uring": [lambda: os.close(_syscall("io_uring_setup", 4, ctypes.create_string_buffer(120)))],
        "bpf": [lambda: os.close(_syscall("bpf", BPF_MAP_CREATE, ARRAY_OF_ONE, len(ARRAY_OF_ONE)))],
        "keyctl": [lambda: _syscall("keyctl", KEYCTL_GET_KEYRING_ID, PROCESS_KEYRING, 1)],
        "perf_event": [lambda: os.close(_syscall("perf_event_open", DUMMY_EVENT, 0, -1, -1, 0))],
        "root_uid": [_be_root],
        "capabilities": [_have_capabilities],
        "inherited_fds": [lambda: _find_open(set(bait["fds"]))],
        "raise_rlimit": [
            partial(_call, "setrlimit", which, UNLIMITED)  # Python's own would hide the error
            for which in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)
        ],
        "new_userns": [lambda: _call("unshare", CLONE_NEWUSER)],
    }


def _call(name: str, *args: Word) -> int:
    words = (ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args)
    answer: int = getattr(ctypes.CDLL(None, use_errno=True), name)(*words)
    if answer == -1:
        raise OSError(ctypes.get_errno(), name)
    return answer


def _syscall(name: str, *args: Word) -> int:
    return _call("syscall", CALLS[platform.machine()][name], *args)


def _read(path: str) -> str:
    with open(path, "rb") as file:
        return file.read(200).decode()


def _open(path: str, flags: int) -> str:
    os.close(os.open(path, flags, 0o600))
    return path


def _create(path: str) -> str:
    _open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    with suppress(OSError):  # it is there all the same; the judge removes it
        os.unlink(path)
    return path


def _reach(family: int, kind: int, address: Any) -> str:
    with socket.socket(family, kind) as end:
        end.connect(address)
        end.send(b"canary")
    return f"reached {address}"


def _fork() -> str:
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    return "had a child"


def _start_thread() -> str:
    try:
        _thread.start_new_thread(lambda: None, ())
    except RuntimeError as error:  # Python does not tell which error it met
        raise OSError(EAGAIN, str(error)) from error
    return "ran a thread"


def _take_name(kind: int) -> str:
    with socket.socket(socket.AF_UNIX, kind) as end:
        end.bind(b"\0canary")
    return "took a name"


def _make(get: str, size: tuple[int, ...], control: str, which: tuple[int, ...]) -> str:
    """Make what System V lets processes share, and remove it."""
    number = _call(get, IPC_PRIVATE, *size, IPC_CREAT | 0o600)
    with suppress(OSError):  # it is there all the same; it ends with our namespace
        _call(control, number, *which, IPC_RMID, None)
    return f"{get} made one"


def _make_posix_queue() -> str:
    # libc's own mq_open lies in a library that may be out of reach by now.
    os.close(_syscall("mq_open", b"canary", os.O_CREAT | os.O_RDWR, 0o600, None))
    with suppress(OSError):
        _syscall("mq_unlink", b"canary")
    return "made one"


def _read_memory(pid: int) -> str:
    ours = ctypes.create_string_buffer(8)  # an address of the heap, which our parent has as well
    vector = struct.pack("@PN", ctypes.addressof(ours), 8)
    return f"read {_call('process_vm_readv', pid, vector, 1, vector, 1, 0)} bytes"


def _be_root() -> str:
    if 0 in os.getresuid():
        return "uid 0"
    raise PermissionError(EPERM, "some other user")


def _have_capabilities() -> str:
    sets = ctypes.create_string_buffer(24)
    _call("capget", struct.pack("=Ii", 0x20080522, 0), sets)
    if any(sets.raw):
        return f"capabilities {sets.raw.hex()}"
    raise PermissionError(EPERM, "none")


def _find_open(expected: set[int]) -> str:
    for fd in set(range(1024)) - expected:
        try:
            return f"fd {fd} is open, mode {os.fstat(fd).st_mode:o}"
        except OSError:
            pass
    raise OSError(EBADF, "none but those expected")
