"""How cells are run: what only the grader lacks costs a line, what fails by itself the rest of its cell."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from autograder.isolation.worker import fake_packages
from autograder.isolation.worker.stage import Stage, fresh_namespace

F = "def f(x):\n    return np.sum(x)\n"
NP = "import numpy as np\n"


@pytest.fixture(autouse=True)
def as_in_a_worker() -> Iterator[None]:
    here = os.getcwd()
    with fake_packages.lent():
        yield
    os.chdir(here)


def staged(*cells: str, name: str = "c", seconds: float = 4.0, twin: tuple[str, ...] = (), **modules: str) -> Stage:
    stage = Stage(fresh_namespace("work"))
    texts = [(name if name.endswith(".py") else f"{name} {number}", cell) for number, cell in enumerate(cells, 1)]
    files = [(f"{module}.py", text) for module, text in modules.items()]
    stage.load(texts, seconds, True, ["f", "Net.go", "Net.init"], files, [("twin.py", each) for each in twin])
    return stage


def told(stage: Stage) -> list[tuple[str, Any]]:
    """Of each remark its kind, and the line that it is about."""
    return [(kind, trouble.frames[-1][1] if trouble.frames else about) for kind, about, trouble in stage.remarks]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("import os; os.chdir('/no/such/place')", "passed_over"),
        ("data = np.loadtxt('no_such_file.csv')", "passed_over"),
        ("name = input('name? ') if False else open('/proc/no_such').read()", "passed_over"),
        ("import scipy.special; scipy.special.erf(0)", "passed_over"),
        ('raise RuntimeError("can\'t start new thread")', "passed_over"),
        ("import os; os.environ['NO_SUCH_VARIABLE']", "passed_over"),
        ("import subprocess; raise subprocess.CalledProcessError(1, 'ls')", "passed_over"),
        ("while True: pass", "passed_over"),
        ("raise EOFError", "passed_over"),
        ("1 / 0", "failed"),
        ("raise SystemExit(2)", "failed"),
        ("assert False", "failed"),
        ("no_such_name", "failed"),
        ("{}['no such key']", "failed"),
    ],
)
def test_whose_fault_it_is_that_a_statement_failed(line: str, kind: str) -> None:
    stage = staged(f"{NP}{line}\n{F}", seconds=1.0)
    assert told(stage) == [(kind, 2)]
    assert stage.state("f")[0] == ("there" if kind == "passed_over" else "lost")


def test_what_hangs_on_a_statement_that_was_passed_over_is_passed_over_too_and_told_once() -> None:
    stage = staged(f"{NP}data = np.loadtxt('no_such.csv')\nX = data[:, 0]\ny = X + 1\n{F}")
    assert told(stage) == [("passed_over", 2)] and stage.state("f")[0] == "there"


def test_an_exception_behind_an_exception_tells_too() -> None:
    handled = "try:\n    open('no_such')\nexcept OSError:\n    raise SystemExit('no data')\n"
    assert told(staged(NP + handled + F)) == [("passed_over", 5)]


@pytest.mark.parametrize(
    "text",
    [
        "from numba import njit\n@njit\ndef f(x): return np.sum(x)",
        "import numba as nb\n@nb.njit(parallel=True)\ndef f(x): return np.sum(x)",
        "from jaxtyping import Float, Array\ndef f(x: Float[Array, 'n']) -> Float[Array, '']: return np.sum(x)",
        "from jaxtyping import Float, Array\nVector = Float[Array, 'n']\ndef f(x: Vector) -> Vector: return np.sum(x)",
        "from typing import List, no_such\ndef f(x: List[no_such]): return np.sum(x)",
        "from numba import jit\nclass A:\n    @jit\n    def g(self, x: jit): return np.sum(x)\ndef f(x): return A().g(x)",
    ],
)
def test_no_decorator_and_no_annotation_takes_a_function_away(text: str) -> None:
    assert staged(NP + text).namespace["f"](np.ones(3)) == 3.0


@pytest.mark.parametrize(
    ("below", "line"),
    [
        ("f = f(np.ones(3))", 1),
        ("x = 1\nfor np in range(3): pass", 2),
        ("with open('/dev/null') as f: pass", 1),
        ("import os\n\nscale = 7.0", 3),
    ],
)
def test_who_binds_a_name_again_is_told_and_takes_nothing_away(below: str, line: int) -> None:
    stage = staged(NP + "scale = 1.0\n" + F.replace("np.sum", "scale * np.sum"), below)
    assert stage.namespace["f"](np.ones(3)) == 3.0
    ((_, where),) = told(stage)
    assert where == line and stage.remarks[0].trouble.frames[0][0] == "c 2"


@pytest.mark.parametrize(
    ("above", "below", "value"),
    [
        ("scale = None", "scale = 2.0", 6.0),  # filled in later
        ("scale = 5.0", "def scale(): pass\nscale = 2.0", 15.0),
        ("def helper(): return 1", "def helper(): return 2", 3.0),
        ("scale = [0]", "scale[0] = 1", 3.0),
    ],
)
def test_what_is_meant_to_change_changes(above: str, below: str, value: float) -> None:
    body = "scale" if above.startswith("scale") else "1"
    body = "scale[0]" if "[0]" in above else body
    assert staged(NP + above, F.replace("np.sum", f"{body} * np.sum"), below).namespace["f"](np.ones(3)) == value


def test_a_failing_cell_of_a_text_costs_itself_and_one_that_is_not_python_too() -> None:
    text = f"# %%\n{NP}# %%\n1 / 0\nx = 1\n# %%\ndef (\n# %% [markdown]\nprose\n# %%\n{F}"
    stage = staged(text, name="work.py")
    assert stage.state("f")[0] == "there" and told(stage) == [("failed", 4), ("failed", 7)]


def test_a_module_of_one_s_own_follows_the_same_rules_and_its_lines_are_shown() -> None:
    helper = f"import pandas\n!ls\n{NP}def g(x):\n    return np.sum(x) / x['a']\n"
    stage = staged("from helper import g\ndef f(x): return g(x)", helper=helper)
    with pytest.raises(IndexError) as caught:
        stage.namespace["f"](np.ones(3))
    assert stage.trouble(caught.value).frames[-1][:2] == ("helper.py", 5)
    assert told(staged("import helper", helper="1 / 0"))[-1] == ("failed", 1)


def test_what_ends_up_in_both_twins_is_joined_function_by_function() -> None:
    stub = "def f(x):\n    raise NotImplementedError"
    net = "class Net:\n    def __init__(self): self.a = 1\n    def go(self): {}\n"
    stage = staged(stub + "\n" + net.format("return self.a"), twin=(NP + F + net.format("pass"),))
    assert stage.namespace["f"](np.ones(3)) == 3.0 and stage.namespace["Net"]().go() == 1
    stage = staged(NP + F + net.format("pass"), twin=(stub + "\n" + net.format("return self.a + f([1])"),))
    assert stage.namespace["Net"]().go() == 2.0  # the twin's method, with the notebook's function
    stage = staged(NP + F, twin=(NP + F.replace("sum", "mean"),))
    assert [remark[:2] for remark in stage.remarks] == [("twice", "f")]


def test_no_cell_runs_itself_for_ever() -> None:
    stage = staged(f"{NP}x = 'get_ipython().run_cell(x)'\nget_ipython().run_cell(x)", F)
    assert stage.state("f")[0] == "there" and told(stage)[0][0] == "failed"
