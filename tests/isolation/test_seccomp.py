"""The seccomp filter: every refused call tried by its number, and what a driver and PyTorch need let through."""

from __future__ import annotations

import errno
import platform
import signal
import sys

import pytest
from walls import HONEST_TORCH, SmallZygote

from autograder.isolation.sandbox import seccomp

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")]

RAW_CALLS = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
refused = {}
for name, number, *args in CALLS:
    ctypes.set_errno(0)
    if libc.syscall(*map(ctypes.c_long, (number, *args))) != -1 or ctypes.get_errno() not in (1, 11, 25, 38):
        refused[name] = ctypes.get_errno()
result = refused
"""

#: Refused to every worker: name, number and arguments.
REFUSED_CALLS = [
    ("x32 getpid", 0x40000000 + 39),
    ("clone as fork", 56, 17, 0, 0, 0, 0),
    ("clone3", 435, 0, 0),
    ("fork", 57),
    ("vfork", 58),
    ("futex wake that others share", 202, 4096, 1, 1, 0, 0, 0),
    ("futex requeue that others share", 202, 4096, 3, 1, 0, 0, 0),
    ("fadvise64", 221, 0, 0, 0, 4),
    ("openat2", 437, -100, 0, 0, 24),
    ("execve", 59, 0, 0, 0),
    ("execveat", 322, 0, 0, 0, 0, 0),
    ("tkill", 200, 1, 0),
    ("tgkill others", 234, 1, 1, 0),
    ("kill others", 62, 1, 0),
    ("rt_sigqueueinfo", 129, 1, 0, 0),
    ("rt_tgsigqueueinfo", 297, 1, 1, 0, 0),
    ("ptrace", 101, 0, 0, 0, 0),
    ("process_vm_readv", 310, 1, 0, 0, 0, 0, 0),
    ("process_vm_writev", 311, 1, 0, 0, 0, 0, 0),
    ("process_madvise", 440, 0, 0, 0, 0, 0),
    ("process_mrelease", 448, 0, 0),
    ("kcmp", 312, 1, 1, 0, 0, 0),
    ("pidfd_open", 434, 1, 0),
    ("pidfd_getfd", 438, 0, 0, 0),
    ("pidfd_send_signal", 424, 0, 0, 0, 0),
    ("prctl dumpable", 157, 4, 1, 0, 0, 0),
    ("prctl pdeathsig", 157, 1, 0, 0, 0, 0),
    ("prctl seccomp", 157, 22, 0, 0, 0, 0),
    ("prctl mm", 157, 35, 0, 0, 0, 0),
    ("prlimit64 of another", 302, 1, 0, 0, 0),
    ("prlimit64 with a new limit above 4 GiB", 302, 0, 0, 1 << 32, 0),
    ("setrlimit", 160, 0, 0),
    ("fcntl with dirt in the upper half", 72, 1, (1 << 32) + 8, 1),
    ("fcntl F_SETFL, to append", 72, 1, 4, 0x400),
    ("fcntl F_SETFL, to append and not wait", 72, 1, 4, 0xC00),
    ("fcntl F_SETFL, signals when it can be read", 72, 1, 4, 0x2000),
    ("fcntl F_SETFL, past the cache", 72, 1, 4, 0x4000),
    ("fcntl F_SETLK", 72, 1, 6, 0),
    ("flock", 73, 1, 2),
    ("mmap shared-validate", 9, 0, 4096, 3, 0x23, -1, 0),
    ("ioctl of a terminal", 16, 0, 0x5401, 0),
    ("ioctl of a socket", 16, 0, 0x8905, 0),
    ("socketpair", 53, 1, 1, 0, 0),
    ("socket of the network", 41, 2, 1, 0),
    ("socket with dirt in the upper half", 41, (1 << 32) + 2, 5, 0),
    ("socket of netlink", 41, 16, 3, 0),
    ("socket of unix, stream", 41, 1, 1, 0),
    ("socket of unix, datagrams", 41, 1, 2, 0),
    ("connect", 42, 0, 0, 0),
    ("accept", 43, 0, 0, 0),
    ("accept4", 288, 0, 0, 0, 0),
    ("sendto", 44, 0, 0, 0, 0, 0, 0),
    ("sendmsg", 46, 0, 0, 0),
    ("sendmmsg", 307, 0, 0, 0, 0),
    ("recvmsg", 47, 0, 0, 0),
    ("io_uring_setup", 425, 1, 0),
    ("io_uring_enter", 426, 0, 0, 0, 0, 0, 0),
    ("userfaultfd", 323, 0),
    ("seccomp", 317, 0, 0, 0),
    ("landlock", 444, 0, 0, 1),
    ("setns", 308, 0, 0),
    ("unshare", 272, 0),
    ("clone into a namespace", 56, 0x10000 | 0x20000, 0, 0, 0, 0),
    ("mount", 165, 0, 0, 0, 0, 0),
    ("umount2", 166, 0, 0),
    ("pivot_root", 155, 0, 0),
    ("chroot", 161, 0),
    ("open_tree", 428, 0, 0, 0),
    ("move_mount", 429, 0, 0, 0, 0, 0),
    ("fsopen", 430, 0, 0),
    ("mount_setattr", 442, 0, 0, 0, 0, 0),
    ("open_by_handle_at", 304, 0, 0, 0),
    ("bpf", 321, 0, 0, 0),
    ("perf_event_open", 298, 0, 0, -1, -1, 0),
    ("add_key", 248, 0, 0, 0, 0, 0),
    ("request_key", 249, 0, 0, 0, 0),
    ("keyctl", 250, 0, -2, 1),
    ("shmget", 29, 0, 4096, 0o1600),
    ("shmat", 30, 0, 0, 0),
    ("shmctl", 31, 0, 0, 0),
    ("semget", 64, 0, 1, 0o1600),
    ("semop", 65, 0, 0, 0),
    ("semctl", 66, 0, 0, 0),
    ("msgget", 68, 0, 0o1600),
    ("msgsnd", 69, 0, 0, 0, 0),
    ("msgrcv", 70, 0, 0, 0, 0, 0),
    ("msgctl", 71, 0, 0, 0),
    ("mq_open", 240, 0, 0, 0, 0),
    ("mq_unlink", 241, 0),
    ("mq_timedsend", 242, 0, 0, 0, 0, 0),
    ("inotify", 294, 0),
    ("fanotify_init", 300, 0, 0),
    ("chmod", 90, 0, 0),
    ("fchmod", 91, 0, 0),
    ("fchmodat", 268, -100, 0, 0),
    ("fchmodat2", 452, -100, 0, 0, 0),
    ("chown", 92, 0, 0, 0),
    ("fchown", 93, 0, 0, 0),
    ("lchown", 94, 0, 0, 0),
    ("fchownat", 260, -100, 0, 0, 0, 0),
    ("utime", 132, 0, 0),
    ("utimes", 235, 0, 0),
    ("futimesat", 261, -100, 0, 0),
    ("utimensat", 280, -100, 0, 0, 0),
    ("setxattr", 188, 0, 0, 0, 0, 0),
    ("lsetxattr", 189, 0, 0, 0, 0, 0),
    ("fsetxattr", 190, 0, 0, 0, 0, 0),
    ("removexattr", 197, 0, 0),
    ("setxattrat", 463, 0, 0, 0, 0, 0, 0),
    ("truncate", 76, 0, 0),
    ("rename", 82, 0, 0),
    ("renameat2", 316, -100, 0, -100, 0, 0),
    ("mkdir", 83, 0, 0),
    ("mkdirat", 258, -100, 0, 0),
    ("unlink", 87, 0),
    ("unlinkat", 263, -100, 0, 0),
    ("link", 86, 0, 0),
    ("symlink", 88, 0, 0),
    ("mknod", 133, 0, 0, 0),
    ("mknodat", 259, -100, 0, 0, 0),
    ("personality", 135, -1),
    ("sched_setaffinity", 203, 0, 8, 0),
    ("sched_setscheduler", 144, 0, 0, 0),
    ("setpriority", 141, 0, 0, 0),
    ("ioprio_set", 251, 1, 0, 0),
    ("setsid", 112),
    ("setpgid", 109, 0, 0),
    ("setuid", 105, 0),
    ("setresuid", 117, 0, 0, 0),
    ("capset", 126, 0, 0),
    ("sethostname", 170, 0, 0),
    ("timer_create", 222, 0, 0, 0),
    ("timerfd_create", 283, 0, 0),
    ("signalfd4", 289, -1, 0, 8, 0),
    ("set_mempolicy", 238, 0, 0, 0),
    ("mbind", 237, 0, 0, 0, 0, 0, 0),
    ("move_pages", 279, 0, 0, 0, 0, 0, 0),
    ("syslog", 103, 0, 0, 0),
    ("reboot", 169, 0, 0, 0, 0),
    ("init_module", 175, 0, 0, 0),
    ("quotactl", 179, 0, 0, 0, 0),
    ("swapon", 167, 0, 0),
    ("settimeofday", 164, 0, 0),
]

#: Refused to a worker on the CPU alone: a GPU's driver needs them.
CPU_REFUSES = [
    ("thread", 56, 0x10000, 0, 0, 0, 0),
    ("futex wait that others share", 202, 4096, 0, 1, 0, 0, 0),
    ("mmap shared", 9, 0, 4096, 3, 0x21, -1, 0),
    ("mmap shared, dirt in the upper half", 9, 0, 4096, 3, (1 << 32) + 0x21, -1, 0),
    ("ioctl of the driver", 16, -1, 0xC020462A, 0),
    ("ioctl of its unified memory", 16, -1, 0x30000001, 0),
    ("prctl, a thread's name", 157, 15, 0, 0, 0, 0),
    ("fcntl F_SETFL", 72, 1, 4, 0),
    ("fcntl F_SETFL, not to wait", 72, 1, 4, 0x8802),
    ("eventfd2", 290, 0, 0),
    ("memfd_create", 319, 0, 0),
    ("ftruncate", 77, 0, 0),
    ("socket of the driver", 41, 1, 5, 0),
    ("bind", 49, 0, 0, 0),
    ("listen", 50, 0, 0),
]

numbers_of_x86_64 = pytest.mark.skipif(platform.machine() != "x86_64", reason="numbers of x86_64")


@numbers_of_x86_64
def test_no_raw_system_call_goes_round_the_filter(plain: SmallZygote) -> None:
    assert plain(f"CALLS = {REFUSED_CALLS + CPU_REFUSES!r}\n{RAW_CALLS}")["result"] == {}


@numbers_of_x86_64
def test_beside_a_driver_the_same_calls_are_refused_but_for_what_it_needs(plain: SmallZygote) -> None:
    tried = [call for call in REFUSED_CALLS + CPU_REFUSES if call[0] != "thread"]  # one without a stack ends all
    let_through = plain(f"CALLS = {tried!r}\n{RAW_CALLS}", gpu=True)["result"]
    told_otherwise = {name: let_through.pop(name) for name in ("unlink", "unlinkat")}
    assert set(told_otherwise.values()) == {errno.ENOENT}  # where the kernel, with no name to look for, says EFAULT
    assert let_through.keys() == {name for name, *_ in CPU_REFUSES} - {"thread"}


#: What the driver does when CUDA starts, as far as it can be done without a card.
AS_A_DRIVER = r"""
import ctypes, fcntl, os, socket, threading
def rename():
    # Python 3.14 names its threads itself; libcuda writes here.
    with open(f"/proc/self/task/{threading.get_native_id()}/comm", "w") as file:
        file.write("cuda-EvtHandlr")
def work(): rename(); done.append(ctypes.CDLL(None).eventfd(0, 0) >= 0)
done = []
thread = threading.Thread(target=work)
thread.start(); thread.join()
memory = os.memfd_create("cuda"); os.ftruncate(memory, 1 << 20)
listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_CLOEXEC)
try: os.unlink("")
except FileNotFoundError: pass
reading = os.pipe()[0]
fcntl.fcntl(reading, fcntl.F_SETFL, os.O_NONBLOCK); fcntl.fcntl(reading, fcntl.F_SETFL, 0x8000)
listener.bind(b"\0cuda-uvmfd-4026531836-1"); listener.listen(16)
open("/proc/self/status").read(); open("/proc/self/maps").read()
libc = ctypes.CDLL(None)
libc.pthread_self.restype = ctypes.c_void_p
named = libc.pthread_setname_np(ctypes.c_void_p(libc.pthread_self()), b"cuda00")
result = [done, named]
"""


def test_beside_a_driver_what_cuda_does_when_it_starts_can_be_done(zygote: SmallZygote) -> None:
    answer = zygote(AS_A_DRIVER, gpu=True)
    assert answer.get("error") is None
    assert answer["result"] == [[True], 0]


def test_what_pytorch_does_on_a_cpu_it_does_beside_a_driver(zygote: SmallZygote) -> None:
    pytest.importorskip("torch")
    answer = zygote(HONEST_TORCH, packages=("torch", "torchgen", "functorch", "numpy"), gpu=True)
    assert answer.get("error") is None
    assert answer["result"] is True


@pytest.mark.skipif(platform.machine() != "x86_64", reason="machine code of x86_64")
def test_the_32_bit_door_ends_the_process(plain: SmallZygote) -> None:
    answer = plain("""
import ctypes, mmap
page = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
page.write(bytes.fromhex("b814000000cd80c3"))  # mov eax, 20 (getpid); int 0x80; ret
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
""")
    assert answer["status"] == -signal.SIGSYS


def test_every_number_in_the_filter_fits_a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for machine in ("x86_64", "aarch64"):
        monkeypatch.setattr(platform, "machine", lambda machine=machine: machine)
        seccomp.Filter()
