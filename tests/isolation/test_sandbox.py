"""The wall around a student's process, tried by effect in real processes: as root and as an ordinary user,
with namespaces and without, locked and, to see that the tests can fail, unlocked.
"""

import contextlib
import os
import platform
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy
import pytest
from shared import ROOT
from walls import HONEST_TORCH, MEMORY, SITE_PACKAGES, SmallZygote

from autograder.isolation.sandbox import Bait, Jail, Unavailable, enter, landlock, measure, readable_paths
from autograder.isolation.sandbox.canary import WALLS
from autograder.isolation.sandbox.isolation import NAMES

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")]


def test_a_locked_worker_can_do_nothing_a_student_must_not_do(zygote: SmallZygote, namespaces: bool) -> None:
    with Bait(MEMORY) as bait:
        answer = zygote("result = probe(bait)", bait=bait.message())
        isolation = measure(answer["result"], bait)
    assert isolation.level == "strict"
    assert isolation.leaks.keys() <= (set() if namespaces else NAMES)


def test_without_a_lock_the_canary_finds_nearly_everything_possible(zygote: SmallZygote, namespaces: bool) -> None:
    with Bait(MEMORY) as bait:
        isolation = measure(zygote("result = probe(bait)", bait=bait.message(), lock=False)["result"], bait)
    assert isolation.level == "none"
    by_namespaces = {"tcp", "udp", "unix_abstract", "signal_judge"}
    by_being_another_user = {"chmod", "root_uid", "bpf", "capabilities", "signal_judge", "ptrace"}
    by_being_another_user |= {"read_closed_file", "read_proc_judge"}
    by_the_machine = {"io_uring", "perf_event", "new_userns", "keyctl", "shm", "posix_message_queue"}
    expected = set(WALLS) - by_being_another_user - by_the_machine
    assert isolation.leaks.keys() >= (expected - by_namespaces if namespaces else expected)


def test_honest_numpy_works(zygote: SmallZygote) -> None:
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


def test_honest_torch_works(zygote: SmallZygote) -> None:
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


def test_what_a_student_tries_fails_as_an_ordinary_exception(zygote: SmallZygote) -> None:
    met = zygote(f"TRIES = {list(TRIES)!r}\n{TRY_ALL}")["result"]
    assert {work: name for work, name in met.items() if name not in TRIES[work].split(" or ")} == {}


def test_an_endless_loop_is_ended_by_the_kernel(plain: SmallZygote) -> None:
    answer = plain("import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass", cpu_seconds=1)
    assert answer["status"] == -signal.SIGKILL
    assert plain("while True: pass", cpu_seconds=1)["status"] == -signal.SIGXCPU


def test_beside_a_driver_its_own_proc_opens_nothing_but_the_names_of_its_threads(zygote: SmallZygote) -> None:
    writes = ["/tmp/mine", "/dev/shm/cuda.mine", "/proc/self/oom_score_adj", "/proc/self/coredump_filter"]
    reads = [
        "/proc/self/root/etc/passwd",
        "/proc/self/cwd/etc/passwd",
        f"/proc/self/root{Path(__file__)}",
        "/proc/1/environ",
    ]
    answer = zygote(
        f"""
result = []
for path, mode in [*((path, "w") for path in {writes!r}), *((path, "r") for path in {reads!r})]:
    try:
        open(path, mode).close()
        result.append(path)
    except OSError:
        pass
""",
        gpu=True,
    )
    assert answer["result"] == []


def test_a_worker_is_not_told_the_machines_name(shared: Path, who: str) -> None:
    names = "import os, socket\nresult = [os.uname().nodename, socket.gethostname()]"
    assert SmallZygote(shared, who, namespaces=True)(names)["result"] == ["worker", "worker"]
    assert socket.gethostname() != "worker"


def test_in_a_private_root_nothing_else_is_there_even_to_stat(shared: Path, who: str) -> None:
    outside = [str(ROOT / "tests"), "/proc", "/etc/passwd", "/tmp", "/home", "/var", "/usr/bin", "/sys"]
    needed = [Path(SITE_PACKAGES), Path(sys.prefix), Path(sys.base_prefix)]  # what lies above them is there, if bare
    hidden = [path for path in outside if not any(root.is_relative_to(path) for root in needed)]
    answer = SmallZygote(shared, who, namespaces=True)(f"""
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


def test_a_worker_dies_with_its_zygote(zygote: SmallZygote) -> None:
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
        ({"read_file": ""}, "modes"),
        ({"read_command_lines": "POSSIBLE: python3", "fork": None}, "modes"),
        ({"read_closed_file": "POSSIBLE: a secret"}, "none"),
        ({"read_file": "", "write_file": ""}, "none"),
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
        closed = Path(str(where["inside"])).read_text()
        isolation = measure({**DENIED, "exec": f"denied: {stolen}", "fork": f"denied: {closed}"}, bait)
    assert isolation.level == "none"
    assert (
        isolation.leaks.keys()
        == {"read_file", "read_closed_file", "write_file", "file_times", "tcp", "udp", "unix_abstract"} | marked
    )
    assert not Path(str(where["dir"])).exists()
