"""A real sandboxed worker: honest oddities cost nothing, and what breaks it is told apart."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.core.model import Limits
from autograder.isolation.supervisor import Supervisor, Zygote
from autograder.isolation.worker.calls import Order
from autograder.isolation.worker.lending import Loan
from autograder.judge import ports
from autograder.judge.ports import Loaded, RemotePort, StudentError, WorkerGone

pytestmark = pytest.mark.slow

Open = Callable[[str], RemotePort]


def loaded(port: RemotePort) -> Loaded:
    found: Loaded = port.loaded  # type: ignore[attr-defined]
    return found


def call(port: RemotePort, name: str, *args: Any, seconds: float = 5.0) -> Any:
    return port.call(Order(name, args), seconds, lambda number, args: 0.0).value


@pytest.mark.parametrize(
    "text",
    [
        "%matplotlib inline\n!pip install numpy\nf = lambda x: x\n",
        "import matplotlib.pyplot as plt\nfig, (a, b) = plt.subplots(1, 2)\nline, = a.plot([1])\nplt.show()\nf = lambda x: x",
        "import seaborn as sns, scipy.stats\nfrom pandas import DataFrame\nf = lambda x: x",
        "from tqdm import tqdm\ndef f(x):\n    for _ in tqdm(range(3)):\n        pass\n    return x",
        "try:\n    import cupy as xp\nexcept ImportError:\n    import numpy as xp\nf = lambda x: xp.asarray(x)",
        "try:\n    name = input('name? ')\nexcept EOFError:\n    name = ''\nf = lambda x: x",
        "print('x' * 10_000_000)\nf = lambda x: x",
        "import os\nos.write(1, b'x' * 1_000_000)\nf = lambda x: x",
        "\ufeffdef f(x):\r\n\treturn x\r\n",
        "# -*- coding: latin-1 -*-\nf = lambda x: x",
        "%%writefile hw4_loss.py\ndef f(x):\n    return x",
        "def f(x): return x\nif __name__ == '__main__':\n    raise SystemExit(f(1))",
        "import warnings, numpy as np\nwarnings.simplefilter('error')\nnp.seterr(all='raise')\nf = lambda x: x",
        "from autograder import check\nf = lambda x: x\ncheck('f')",
        "from autograder.student import check, picture\n@picture\ndef draw(): 1 / 0\nf = lambda x: x\ncheck('f')",
        "import autograder.student\nf = lambda x: x\nautograder.student.check('f')",
        "def f(x): return x\n1 / 0",
        "def f(x): return x\nimport sys\nsys.exit(3)",
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    a: int\nf = lambda x: P(x).a",
        "from __future__ import annotations\nf = lambda x: x",
        "files = !ls\ntime = %timeit 1\nf = lambda x: x",
        "get_ipython().run_line_magic('matplotlib', 'inline')\nf = lambda x: x",
        "import functools\nf = functools.partial(lambda a, x: x, 1)",
        "class F:\n    def __call__(self, x): return x\nf = F()",
    ],
)
def test_honest_but_odd_code_loses_nothing(port: Open, text: str) -> None:
    assert call(port(text), "f", 7.0) == 7.0


def test_no_note_is_left_on_an_open_file_for_the_next_student() -> None:
    """Where the filter of calls is missing too: no file is open in two workers."""
    leaves = """
import fcntl, os
found = fcntl.fcntl(0, fcntl.F_GETFL) & os.O_APPEND
fcntl.fcntl(0, fcntl.F_SETFL, os.O_APPEND)
def f(x): return found, fcntl.fcntl(0, fcntl.F_GETFL) & os.O_APPEND
"""
    with Zygote(without=frozenset({"seccomp"})) as zygote:
        zygote.wait_until_warm()
        for _ in range(2):
            worker = zygote.fork(Limits())
            port = RemotePort(worker.channel)
            port.load("__main__", [("cell", leaves)], ["f"], "cpu", 5.0)
            assert call(port, "f", 0) == (0, os.O_APPEND)
            worker.end()


def test_a_missing_package_is_an_error_only_when_it_is_used(port: Open) -> None:
    with pytest.raises(StudentError, match=r"scipy.*not available when your work is graded"):
        call(port("import scipy\ndef f(x): return scipy.special.erf(x)"), "f", 1.0)


def test_pytorch_is_not_there_for_homework_in_numpy_and_its_use_says_so(port: Open) -> None:
    text = "import torch\nfrom torch import nn\ndef f(x): return torch.sin(x)\n"
    with pytest.raises(StudentError, match=r"NotInNumPy: this homework is done without torch, which is not there"):
        call(port(text), "f", 1.0)
    assert call(port(text.replace("torch.sin(x)", "2 * x")), "f", 1.0) == 2.0


def test_an_exception_comes_with_the_student_s_line(port: Open) -> None:
    with pytest.raises(StudentError) as caught:
        call(port("def g(x):\n    return 1 / x\n\ndef f(x):\n    return g(x)\n"), "f", 0.0)
    trouble = caught.value.trouble
    assert (trouble.type, trouble.frames[-1]) == ("ZeroDivisionError", ("work.py", 2, "g", "return 1 / x"))


def test_a_syntax_error_points_at_its_line(port: Open) -> None:
    opened = port("x = 1\ndef f(x)\n    return x\n")
    (trouble,) = [remark.trouble for remark in loaded(opened).remarks]
    assert (trouble.type, trouble.frames[-1][1]) == ("SyntaxError", 2)
    assert loaded(opened).states["f"][0] == "lost"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("def f(x):\n    raise NotImplementedError('your code goes here')", "stub"),
        ("def f(x):\n    '''What it does.'''\n    pass", "stub"),
        ("def f(x):\n    ...", "stub"),
        ("def f(x):\n    return x", "there"),
        ("def f(x):\n    pass\ndef g(x):\n    return x\nf = g", "there"),
        ("x = 1", "missing"),
        ("1 / 0\ndef f(x): return x", "lost"),
    ],
)
def test_not_attempted_is_told_apart_from_wrong(port: Open, text: str, state: str) -> None:
    assert loaded(port(text)).states["f"][0] == state


def test_methods_attached_to_a_class_later_are_found(port: Open) -> None:
    text = "class Net:\n    def forward(self):\n        pass\nNet.forward = lambda self: 1\n"
    assert loaded(port(text)).states["Net.forward"][0] == "there"


def test_an_endless_loop_is_stopped_and_the_worker_lives(port: Open) -> None:
    opened = port("def f(x):\n    while True:\n        pass\ndef g(x): return x")
    with pytest.raises(StudentError, match="OutOfTime"):
        call(opened, "f", 1.0, seconds=0.2)
    assert call(opened, "g", 1.0) == 1.0


def test_a_loop_that_swallows_everything_is_cut_off(port: Open) -> None:
    text = "import signal\ndef f(x):\n    signal.signal(signal.SIGALRM, signal.SIG_IGN)\n    while True: pass"
    with pytest.raises(WorkerGone) as caught:
        call(port(text), "f", 1.0, seconds=0.2)
    assert caught.value.verdict == "timeout"


def test_an_endless_loop_at_import_leaves_what_stood_before(port: Open) -> None:
    opened = port("def f(x): return x\nwhile True: pass")
    assert call(opened, "f", 1.0) == 1.0


def test_too_much_memory_is_a_memory_error_and_the_worker_lives(port: Open) -> None:
    opened = port("import numpy as np\ndef f(x): return np.ones((200_000, 200_000)).sum()\ndef g(x): return x")
    with pytest.raises(StudentError, match="MemoryError"):
        call(opened, "f", 1.0)
    assert call(opened, "g", 1.0) == 1.0


@pytest.mark.parametrize("how", ["os._exit(0)", "os.abort()", "import ctypes; ctypes.string_at(0)"])
def test_the_end_of_the_process_is_a_crash(port: Open, how: str) -> None:
    with pytest.raises(WorkerGone) as caught:
        call(port(f"import os\ndef f(x):\n    {how}"), "f", 1.0)
    assert caught.value.verdict == "crashed"


@pytest.mark.parametrize(
    "attack",
    [
        "open('/etc/passwd').read()",
        "__import__('os').listdir('/work')",
        "__import__('socket').socket()",
        "__import__('subprocess').run(['true'])",
        "__import__('os').fork()",
        "__import__('threading').Thread(target=print).start()",
        "open('/tmp/left-behind', 'w')",
        "__import__('os').kill(1, 9)",
    ],
)
def test_what_a_student_has_no_business_with_is_denied(port: Open, attack: str) -> None:
    with pytest.raises(StudentError):
        call(port(f"def f(x):\n    {attack}\n    return x"), "f", 1.0)


def test_the_worker_s_memory_holds_no_check_and_no_answer(port: Open) -> None:
    text = "import sys\ndef f(x): return sorted({n.partition('.')[0] for n in sys.modules})"
    modules = set(call(port(text), "f", 1.0))
    assert "autograder" in modules and "numpy" in modules  # the former is a stand-in for `check`
    assert not modules & {"pytest", "_pytest", "torch", "test_public", "test_hidden", "tomllib"}


def test_changed_arguments_are_reported_and_restored_ones_are_not(port: Open) -> None:
    opened = port("def f(x):\n    x[0] += 1\ndef g(x):\n    x[0] += 1\n    x[0] -= 1\n    return x")
    x = np.array([1.0, 2.0])
    assert opened.call(Order("f", (x,)), 5.0, lambda n, a: None) == (None, [0], [])
    assert opened.call(Order("g", (x,)), 5.0, lambda n, a: None).mutated == []
    assert x[0] == 1.0


def test_answers_that_would_fill_the_judge_s_memory_are_cut_off_by_question(
    port: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "MAX_ANSWERS", 3_000_000)
    opened = port("import numpy as np\ndef f(x): return np.zeros(125_000)")
    for _ in range(3):
        opened.begin()
        assert call(opened, "f", 1.0).nbytes == 1_000_000
        call(opened, "f", 1.0)
    with pytest.raises(WorkerGone, match="answers of more than"):
        call(opened, "f", 1.0)


def test_workers_draw_different_random_numbers(port: Open) -> None:
    text = "import numpy as np\ndef f(x): return np.random.rand()"
    assert call(port(text), "f", 1.0) != call(port(text), "f", 1.0)


def test_without_namespaces_the_other_walls_still_hold() -> None:
    with Zygote(without=frozenset({"namespaces"})) as zygote:
        zygote.wait_until_warm()
        isolation = zygote.measure(Limits())
        assert "namespaces" in zygote.missing
        assert isolation.level == "strict" and set(isolation.leaks) <= {"stat_file", "list_root_or_home"}


def test_a_zygote_that_died_is_replaced() -> None:
    supervisor = Supervisor()
    supervisor.fork("numpy", Limits()).end()
    (zygote,) = supervisor._zygotes.values()
    zygote._process.kill()
    zygote._process.wait()
    assert (
        RemotePort(supervisor.fork("numpy", Limits()).channel)
        .load("m", [("m.py", "f = 1")], ["f"], "cpu", 5.0)
        .states["f"][0]
        == "there"
    )
    supervisor.close()


class Doubling:
    """Answers what is lent with twice the argument, and notes what was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def known(self, asked: bytes) -> None:
        return None

    def answer(self, request: list[Any], asked: bytes, evaluate: Any, deadline: float | None) -> list[Any]:
        _, _, (x, *_functions), *_ = request
        self.asked.append(x)
        return ["lent", 2 * x, {}, []]


def test_the_same_is_asked_of_the_judge_once_where_only_values_are_passed(supervisor: Supervisor) -> None:
    text = """
def f(x):
    ones = [d(x) for _ in range(5)]
    ones[0] += 1
    return ones, d(2 * x), d(x), [d(x, abs) for _ in range(2)]
def d(x): ...
"""
    worker, lends = supervisor.fork("numpy", Limits()), Doubling()
    try:
        port = RemotePort(worker.channel, lends)
        port.load("__main__", [("work.py", text)], ["f", "d"], "cpu", 5.0, loans=[Loan("d", 1)], judged="f")
        x = np.ones(2)
        ones, *others = call(port, "f", x)
    finally:
        worker.end()
    assert [each.tolist() for each in ones] == [[3.0, 3.0], *[[2.0, 2.0]] * 4], "each answer is an array of its own"
    assert [each[0] for each in lends.asked] == [1.0, 2.0, 1.0, 1.0, 1.0]
    assert [others[0][0], others[1][0], others[2][1][0]] == [4.0, 2.0, 2.0]
