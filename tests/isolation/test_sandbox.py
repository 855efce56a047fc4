"""The wall around a student's process, tried by effect in real processes: as root and as an ordinary user,
with namespaces and without, locked and, to see that the tests can fail, unlocked.
"""

import contextlib
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
import pytest
from shared import ROOT

from autograder.isolation.sandbox import Bait, Jail, Unavailable, enter, landlock, measure, readable_paths, seccomp
from autograder.isolation.sandbox.canary import WALLS
from autograder.isolation.sandbox.isolation import NAMES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")

MIB = 1 << 20
MEMORY = 256 * MIB
WORKER_UID, ORDINARY_UID = 60001, 1000
SITE_PACKAGES = str(Path(numpy.__file__).parents[1])
AS_ROOT = os.geteuid() == 0
WHO = ["root", "ordinary user"]


@pytest.fixture(scope="module")
def shared() -> Iterator[Path]:
    """A copy of the room where every user can read it, which is not true of the repository."""
    folder = Path(tempfile.mkdtemp(prefix="sandbox-"))
    folder.chmod(0o755)
    shutil.copytree(
        ROOT / "autograder/isolation/sandbox",
        folder / "autograder/isolation/sandbox",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copy(ROOT / "tests/support/mini_zygote.py", folder)
    yield folder
    shutil.rmtree(folder)


def python_for_everyone() -> str:
    """This interpreter, or the system's where this one lies in a home that others cannot enter."""
    for python in (sys.executable, "/usr/bin/python3"):
        command = [python, "-I", "-c", f"import sys; sys.path.insert(0, {SITE_PACKAGES!r}); import numpy"]
        try:
            if subprocess.run(command, capture_output=True, **as_ordinary_user()).returncode == 0:
                return python
        except PermissionError:
            continue
    pytest.skip(f"no Python with NumPy that uid {ORDINARY_UID} can run: {sys.executable} is out of its reach")


def as_ordinary_user() -> dict[str, Any]:
    return {"user": ORDINARY_UID, "group": ORDINARY_UID, "extra_groups": []} if AS_ROOT else {}


class Zygote:
    """Runs one worker of the mini zygote and tells what became of it."""

    def __init__(self, shared: Path, who: str, namespaces: bool) -> None:
        if who == "root" and not AS_ROOT:
            pytest.skip("the tests do not run as root")
        self._shared, self._namespaces = shared, namespaces
        self._uid = WORKER_UID if who == "root" else None
        self._as = {} if who == "root" else as_ordinary_user()
        # In a private root the paths are open to all. Without it, as beside a driver, a worker meets the old ones.
        self._python = sys.executable if who == "root" and namespaces else python_for_everyone()

    def start(
        self,
        work: str,
        *,
        lock: bool = True,
        packages: tuple[str, ...] = ("numpy",),
        cpu_seconds: int = 5,
        bait: dict[str, Any] | None = None,
        gpu: bool = False,
    ) -> subprocess.Popen[str]:
        order = {
            "paths": [str(self._shared), SITE_PACKAGES],
            "namespaces": self._namespaces,
            "lock": lock,
            "uid": self._uid,
            "packages": packages,
            "memory": MEMORY,
            "cpu_seconds": cpu_seconds,
            "bait": bait or {},
            "gpu": gpu,
            "work": work,
        }
        return subprocess.Popen(
            [
                python_for_everyone() if gpu else self._python,
                "-I",
                "-B",
                self._shared / "mini_zygote.py",
                json.dumps(order),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            **self._as,
        )

    def __call__(self, work: str, **how: Any) -> dict[str, Any]:
        with self.start(work, **how) as process:
            out, err = process.communicate(timeout=60)
        assert out, err
        answer: dict[str, Any] = json.loads(out.splitlines()[-1])
        if self._namespaces and not answer["namespaces"][0]:
            pytest.skip(f"this kernel gives no namespaces: {answer['namespaces'][1]}")
        if "landlock" in answer["missing"]:
            pytest.skip(f"this kernel has no Landlock: {answer['missing']['landlock']}")
        return answer


@pytest.fixture(params=WHO)
def who(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[True, False], ids=["namespaces", "no namespaces"])
def namespaces(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def zygote(shared: Path, who: str, namespaces: bool) -> Zygote:
    return Zygote(shared, who, namespaces)


@pytest.fixture
def plain(shared: Path) -> Zygote:
    """As the tests' own user, with whatever namespaces there are."""
    return Zygote(shared, "root" if AS_ROOT else "ordinary user", namespaces=False)


def test_a_locked_worker_can_do_nothing_a_student_must_not_do(zygote: Zygote, namespaces: bool) -> None:
    with Bait(MEMORY) as bait:
        answer = zygote("result = probe(bait)", bait=bait.message())
        isolation = measure(answer["result"], bait)
    assert isolation.level == "strict"
    assert isolation.leaks.keys() <= (set() if namespaces else NAMES)


def test_without_a_lock_the_canary_finds_nearly_everything_possible(zygote: Zygote, namespaces: bool) -> None:
    with Bait(MEMORY) as bait:
        isolation = measure(zygote("result = probe(bait)", bait=bait.message(), lock=False)["result"], bait)
    assert isolation.level == "none"
    by_namespaces = {"tcp", "udp", "unix_abstract", "signal_judge"}
    by_being_another_user = {"chmod", "root_uid", "bpf", "capabilities", "signal_judge", "ptrace"}
    by_the_machine = {"io_uring", "perf_event", "new_userns", "keyctl", "shm", "posix_message_queue"}
    expected = set(WALLS) - by_being_another_user - by_the_machine
    assert isolation.leaks.keys() >= (expected - by_namespaces if namespaces else expected)


def test_honest_numpy_works(zygote: Zygote) -> None:
    answer = zygote("""
import statistics, random, json, decimal, fractions, itertools, warnings, time, io, copy, typing
rng = np.random.default_rng(0)
a = rng.normal(size=(60, 60))
u, s, v = np.linalg.svd(a)
assert np.allclose(u * s @ v, a)
assert np.allclose(a @ np.linalg.solve(a, np.ones(60)), 1)
assert np.allclose(np.fft.ifft(np.fft.fft(a[0])), a[0])
np.testing.assert_allclose(np.linalg.inv(a) @ a, np.eye(60), atol=1e-8)
np.random.seed(1); np.random.rand(3); np.einsum("ij,jk", a, a); np.polyfit([1, 2, 3], [1, 4, 9], 1)
time.sleep(0.001); print("x" * 100_000, flush=True)
open("/dev/null", "w").write("x"); open("/dev/urandom", "rb").read(1)
result = "well"
""")
    assert answer.get("error") is None
    assert answer["result"] == "well"


HONEST_TORCH = """
torch.manual_seed(0)
net = torch.nn.Sequential(torch.nn.Linear(20, 30), torch.nn.ReLU(), torch.nn.Linear(30, 1))
x = torch.randn(500, 20, dtype=torch.float32)
for _ in range(3):
    loss = torch.nn.functional.mse_loss(net(x), x[:, :1])
    loss.backward()
torch.linalg.svd(torch.randn(200, 200, dtype=torch.float64))
result = net[0].weight.grad.abs().sum().item() > 0
"""


def test_honest_torch_works(zygote: Zygote) -> None:
    pytest.importorskip("torch")
    answer = zygote(HONEST_TORCH, packages=("torch", "torchgen", "functorch", "numpy"))
    assert answer.get("error") is None
    assert answer["result"] is True


#: A line of a student's -> the exception it must meet. What cannot be found or opened differs by layer.
TRIES = {
    "hoard = []\nwhile True: hoard.append(bytearray(1 << 20))": "MemoryError",
    "np.ones(10**9)": "MemoryError",
    "import os; os.fork()": "BlockingIOError",
    "import threading; threading.Thread(target=print).start()": "RuntimeError",
    "import subprocess; subprocess.run(['/bin/true'])": "BlockingIOError",
    "import os; os.execv('/bin/sh', ['sh'])": "PermissionError",
    "import socket; socket.socket()": "PermissionError",
    "import os; os.kill(-1, 9)": "PermissionError",
    "import os; os.kill(0, 9)": "PermissionError",
    "open('/etc/passwd')": "FileNotFoundError or PermissionError",
    "open('/dev/null', 'r+b', 0).close(); open('/dev/zero', 'r+b', 0)": "OSError or PermissionError",
    "import fcntl; fcntl.fcntl(1, 8, 1)  # F_SETOWN": "PermissionError",
    "import fcntl, os; fcntl.fcntl(1, fcntl.F_SETFL, os.O_APPEND)": "PermissionError",
    "import mmap; mmap.mmap(-1, 4096)": "PermissionError",
    "import os, mmap; mmap.mmap(os.open('/dev/zero', 0), 4096, mmap.MAP_SHARED, 1)": "PermissionError",
    "import sys; open(sys.modules['autograder.isolation.sandbox'].__file__)": "FileNotFoundError or PermissionError",
    "import pytest": "ModuleNotFoundError or PermissionError",
}

TRY_ALL = """
result = {}
for work in TRIES:
    try:
        exec(work, {"np": np})
        result[work] = "went through"
    except Exception as error:
        result[work] = type(error).__name__
"""


def test_what_a_student_tries_fails_as_an_ordinary_exception(zygote: Zygote) -> None:
    met = zygote(f"TRIES = {list(TRIES)!r}\n{TRY_ALL}")["result"]
    assert {work: name for work, name in met.items() if name not in TRIES[work].split(" or ")} == {}


def test_an_endless_loop_is_ended_by_the_kernel(plain: Zygote) -> None:
    answer = plain("import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass", cpu_seconds=1)
    assert answer["status"] == -signal.SIGKILL
    assert plain("while True: pass", cpu_seconds=1)["status"] == -signal.SIGXCPU


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
    ("fcntl F_SETFL", 72, 1, 4, 0),
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
    ("eventfd2", 290, 0, 0),
    ("memfd_create", 319, 0, 0),
    ("ftruncate", 77, 0, 0),
    ("socket of the driver", 41, 1, 5, 0),
    ("bind", 49, 0, 0, 0),
    ("listen", 50, 0, 0),
]

numbers_of_x86_64 = pytest.mark.skipif(platform.machine() != "x86_64", reason="numbers of x86_64")


@numbers_of_x86_64
def test_no_raw_system_call_goes_round_the_filter(plain: Zygote) -> None:
    assert plain(f"CALLS = {REFUSED_CALLS + CPU_REFUSES!r}\n{RAW_CALLS}")["result"] == {}


@numbers_of_x86_64
def test_beside_a_driver_the_same_calls_are_refused_but_for_what_it_needs(plain: Zygote) -> None:
    tried = [call for call in REFUSED_CALLS + CPU_REFUSES if call[0] != "thread"]  # one without a stack ends all
    let_through = plain(f"CALLS = {tried!r}\n{RAW_CALLS}", gpu=True)["result"]
    assert let_through.keys() == {name for name, *_ in CPU_REFUSES} - {"thread"}


#: What the driver does when CUDA starts, as far as it can be done without a card.
AS_A_DRIVER = r"""
import ctypes, os, socket, threading
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
listener.bind(b"\0cuda-uvmfd-4026531836-1"); listener.listen(16)
open("/proc/self/status").read(); open("/proc/self/maps").read()
libc = ctypes.CDLL(None)
libc.pthread_self.restype = ctypes.c_void_p
named = libc.pthread_setname_np(ctypes.c_void_p(libc.pthread_self()), b"cuda00")
result = [done, named]
"""


def test_beside_a_driver_what_cuda_does_when_it_starts_can_be_done(zygote: Zygote) -> None:
    answer = zygote(AS_A_DRIVER, gpu=True)
    assert answer.get("error") is None
    assert answer["result"] == [[True], 0]


def test_beside_a_driver_nothing_but_a_threads_own_name_is_written(zygote: Zygote) -> None:
    paths = ["/tmp/mine", "/dev/shm/cuda.mine", "/proc/self/oom_score_adj", "/proc/self/coredump_filter", "/dev/nvidia"]
    answer = zygote(
        f"""
result = []
for path in {paths!r}:
    try:
        open(path, "w").close()
        result.append(path)
    except OSError:
        pass
""",
        gpu=True,
    )
    assert answer["result"] == []


def test_what_pytorch_does_on_a_cpu_it_does_beside_a_driver(zygote: Zygote) -> None:
    pytest.importorskip("torch")
    answer = zygote(HONEST_TORCH, packages=("torch", "torchgen", "functorch", "numpy"), gpu=True)
    assert answer.get("error") is None
    assert answer["result"] is True


def test_a_worker_is_not_told_the_machines_name(shared: Path, who: str) -> None:
    names = "import os, socket\nresult = [os.uname().nodename, socket.gethostname()]"
    assert Zygote(shared, who, namespaces=True)(names)["result"] == ["worker", "worker"]
    assert socket.gethostname() != "worker"


@pytest.mark.skipif(platform.machine() != "x86_64", reason="machine code of x86_64")
def test_the_32_bit_door_ends_the_process(plain: Zygote) -> None:
    answer = plain("""
import ctypes, mmap
page = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
page.write(bytes.fromhex("b814000000cd80c3"))  # mov eax, 20 (getpid); int 0x80; ret
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
""")
    assert answer["status"] == -signal.SIGSYS


def test_in_a_private_root_nothing_else_is_there_even_to_stat(shared: Path, who: str) -> None:
    outside = [str(ROOT / "tests"), "/proc", "/etc/passwd", "/tmp", "/home", "/var", "/usr/bin", "/sys"]
    needed = [Path(SITE_PACKAGES), Path(sys.prefix), Path(sys.base_prefix)]  # what lies above them is there, if bare
    hidden = [path for path in outside if not any(root.is_relative_to(path) for root in needed)]
    answer = Zygote(shared, who, namespaces=True)(f"""
import os
result = [path for path in {hidden!r}
          if os.access(path, os.F_OK)]
assert os.path.exists("/lib64") and os.path.exists("/dev/null") and os.getcwd() == "/"
""")
    assert answer.get("error") is None
    assert answer["result"] == []


def test_namespaces_end_as_the_zygote_ends(shared: Path) -> None:
    def status(last_words: str) -> int:
        script = f"import sys, os, ctypes; sys.path.insert(0, {str(shared)!r})\n"
        script += f"from autograder.isolation.sandbox import enter; entered = enter()\n{last_words}"
        return subprocess.run([sys.executable, "-I", "-c", script], capture_output=True).returncode

    assert status("sys.exit(7)") == 7
    if status("sys.exit(not entered)") == 0:
        assert status("ctypes.string_at(0)") == -signal.SIGSEGV


def test_the_zygote_dies_with_the_process_that_waits_for_it(shared: Path) -> None:
    script = f"import sys, time; sys.path.insert(0, {str(shared)!r})\n"
    script += "from autograder.isolation.sandbox import enter; enter(); print('up', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-I", "-c", script], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        start = time.monotonic()
        process.kill()
        assert process.stdout.read() == b""  # every copy of the pipe is closed
        assert time.monotonic() - start < 10


def test_a_worker_dies_with_its_zygote(zygote: Zygote) -> None:
    with zygote.start("print('up', flush=True); import time; time.sleep(60)") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        start = time.monotonic()
        process.kill()
        assert process.stdout.read() == ""  # every copy of the pipe is closed
        assert time.monotonic() - start < 10


def test_where_the_kernel_refuses_namespaces_nothing_is_changed(shared: Path) -> None:
    script = f"""
import os, sys; sys.path.insert(0, {str(shared)!r})
from autograder.isolation.sandbox import namespaces
real = namespaces.call
def call(name, *args):
    if name == "pivot_root":
        raise PermissionError(1, "pivot_root: not today")
    return real(name, *args)
namespaces.call = call
before = os.getpid(), os.stat("/proc/self/ns/mnt"), os.listdir("/tmp")
entered = namespaces.enter()
assert not entered and "not today" in entered.reason
assert before == (os.getpid(), os.stat("/proc/self/ns/mnt"), os.listdir("/tmp"))
"""
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_layer_that_is_not_there_is_reported_and_not_pretended(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(38, "landlock_create_ruleset: Function not implemented")

    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    monkeypatch.setattr(landlock, "syscall", refuse)
    jail = Jail(["/usr"])
    assert jail.layers == ("rlimits",)
    assert "riscv64" in jail.missing["seccomp"]
    assert "not implemented" in jail.missing["landlock"]


def test_on_another_system_nothing_is_prepared_and_nothing_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    jail = Jail(["/usr"])
    assert jail.layers == ()
    assert all("darwin" in reason for reason in (jail.missing["landlock"], jail.missing["seccomp"]))
    with pytest.raises(Unavailable):
        jail.lock(None, None)  # type: ignore[arg-type]  # refused before they are looked at
    assert not enter()


def test_a_layer_that_cannot_be_applied_stops_the_worker(shared: Path) -> None:
    script = f"""
import os, sys; sys.path.insert(0, {str(shared)!r})
from autograder.isolation.sandbox import Jail, ProcessLimits
jail = Jail(["/usr"])
os.close(jail._ruleset)
if not os.fork():
    jail.lock(ProcessLimits(1 << 28, 5), None)
    print("locked")
else:
    os.wait()
"""
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True)
    assert "locked" not in done.stdout
    assert "Bad file descriptor" in done.stderr


def test_every_number_in_the_filter_fits_a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for machine in ("x86_64", "aarch64"):
        monkeypatch.setattr(platform, "machine", lambda machine=machine: machine)
        seccomp.Filter()


def test_the_readable_set_holds_no_place_where_other_things_lie() -> None:
    readable = readable_paths(["numpy", "no_such_package"])
    assert str(Path(numpy.__file__).parent) in readable
    assert all(os.path.exists(path) for path in readable)
    outside = [
        SITE_PACKAGES,
        str(ROOT / "tests"),
        os.path.expanduser("~"),
        sys.prefix,
        sys.base_prefix,
        "/usr",
        "/usr/lib",
    ]
    assert not [path for path in readable for place in outside if f"{place}/".startswith(f"{path}/")]
    assert not [path for path in readable if path.endswith("-packages")]


DENIED = dict.fromkeys(WALLS, "denied: EPERM")


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, "strict"),
        ({"stat_file": "POSSIBLE: 32 bytes", "list_root_or_home": "POSSIBLE: []"}, "strict"),
        ({"fork": "POSSIBLE: had a child"}, "partial"),
        ({"message_queue": "POSSIBLE: msgget made one"}, "partial"),
        ({"file_attributes": "POSSIBLE: None"}, "partial"),
        ({"fork": None}, "partial"),
        ({"memory": 7}, "partial"),
        ({"tcp": "POSSIBLE: reached"}, "none"),
        ({"read_file": ""}, "none"),
    ],
)
def test_the_level_is_that_of_the_worst_leak(changes: dict[str, object], level: str) -> None:
    with Bait(MEMORY) as bait:
        isolation = measure({**DENIED, **changes}, bait)
    assert isolation.level == level
    assert isolation.leaks.keys() == changes.keys()
    assert set(isolation.holds) == WALLS.keys() - changes.keys()


def test_a_probe_that_is_not_reported_counts_as_a_leak() -> None:
    with Bait(MEMORY) as bait:
        assert measure({}, bait).leaks == dict.fromkeys(WALLS, "not reported")


def test_the_judge_believes_its_own_eyes_and_not_the_report() -> None:
    marked = set()
    with Bait(MEMORY) as bait:
        where = bait.message()
        stolen = Path(str(where["file"])).read_text()
        Path(str(where["dir"]), "mine").touch()
        socket.create_connection(("127.0.0.1", int(str(where["tcp"])))).close()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.sendto(b"x", ("127.0.0.1", int(str(where["udp"]))))
        with socket.socket(socket.AF_UNIX) as unix:
            unix.connect(f"\0{where['unix']}")
        os.utime(str(where["everyones"]))
        with contextlib.suppress(OSError):  # not every file system has attributes
            os.setxattr(str(where["everyones"]), "user.mine", b"x")
            marked.add("file_attributes")
        isolation = measure({**DENIED, "exec": f"denied: {stolen}"}, bait)
    assert isolation.level == "none"
    assert isolation.leaks.keys() == {"read_file", "write_file", "file_times", "tcp", "udp", "unix_abstract"} | marked
    assert not Path(str(where["dir"])).exists()
