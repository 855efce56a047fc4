"""Planted attacks on a real judge, and honest work that looks like one. `make redteam` runs every user and every level.

Here all attacks are run as the user that runs the tests, and a third of those that take no time as an ordinary user too.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from field import LAYERS, SECURITY, Attack, Field, Outcome, attacks, table
from shared import ROOT
from walls import environment_for_everyone

from autograder.core.model import Check
from autograder.grading.bench import Bench
from autograder.isolation.sandbox import landlock
from autograder.judge.submission import Submission
from autograder.judge.verdicts import QuestionRun

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="grading needs Linux")

ALL = attacks()
EVERYTHING = bool(os.environ.get("REDTEAM"))
ORDINARY_UID = 54_321  # nobody's: an attack that gets through meets nobody else's processes


@pytest.fixture(scope="session")
def field() -> Iterator[Field]:
    with Field() as field:
        yield field


def expected(attack: Attack, missing: frozenset[str]) -> bool:
    """Whether it gets through where these layers are missing: every one that would stop it alone."""
    return bool(attack.stopped_by) and set(attack.stopped_by) <= missing


@pytest.mark.parametrize("attack", ALL, ids=lambda attack: attack.name)
def test_an_attack_earns_what_it_is_worth_and_harms_nobody(field: Field, attack: Attack) -> None:
    outcome = field.run(attack)
    assert outcome.through == ()
    assert outcome.verdict in attack.verdicts
    assert outcome.score is not None and outcome.score <= (20 if attack.earns else 0)


@pytest.fixture(scope="session")
def ordinary_python() -> Iterator[Path]:
    """A Python for an ordinary user, with the packages of this one."""
    if os.geteuid() != 0:
        yield Path(sys.executable)
        return
    with tempfile.TemporaryDirectory(prefix="python-") as scratch:
        Path(scratch).chmod(0o755)
        yield environment_for_everyone(Path(scratch), ordinary())


def ordinary() -> dict[str, Any]:
    return {"user": ORDINARY_UID, "group": ORDINARY_UID, "extra_groups": []} if os.geteuid() == 0 else {}


def run(python: Path, who: dict[str, Any], missing: frozenset[str], names: list[str]) -> tuple[str, list[Outcome]]:
    """The level that was measured, and what came of these attacks."""
    command = [python, "-B", ROOT / "tests/redteam/field.py", "--without", ",".join(missing), *names]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", **who)
    assert done.returncode == 0, done.stderr[-3000:]
    first, *rest = map(json.loads, done.stdout.splitlines())
    return first["level"], [Outcome(**{**row, "through": tuple(row["through"])}) for row in rest]


def test_as_an_ordinary_user_no_attack_gets_through_either(ordinary_python: Path) -> None:
    quick = [attack.name for attack in ALL if EVERYTHING or "timeout" not in attack.verdicts][:: 1 if EVERYTHING else 3]
    level, found = run(ordinary_python, ordinary(), frozenset(), quick)
    assert level == "strict" and len(found) == len(quick)
    assert {outcome.name: outcome.through for outcome in found if outcome.through} == {}


WEAKER = [frozenset(names) for count in (1, 2, 3) for names in itertools.combinations(LAYERS, count)]


@pytest.mark.parametrize("missing", WEAKER if EVERYTHING else WEAKER[:1], ids=lambda missing: " ".join(sorted(missing)))
@pytest.mark.parametrize("who", ["ordinary user", "root"] if EVERYTHING else ["ordinary user"])
def test_with_layers_missing_those_get_through_that_the_table_names(
    ordinary_python: Path, who: str, missing: frozenset[str]
) -> None:
    if who == "root" and os.geteuid() != 0:
        pytest.skip("the tests do not run as root")
    if landlock.abi() < 6:
        pytest.skip("the table is that of a kernel whose Landlock knows signals (ABI 6, Linux 6.12)")
    tried = [attack for attack in ALL if attack.stopped_by or missing == set(LAYERS)]
    promised = {attack.name for attack in tried if expected(attack, missing)}
    python, uid = (ordinary_python, ordinary()) if who == "ordinary user" else (Path(sys.executable), {})
    level, found = run(python, uid, missing, [attack.name for attack in tried])
    through = {outcome.name for outcome in found if outcome.through}
    assert through == promised if who == "ordinary user" else through <= promised  # a user of their own stops some
    assert (level == "strict") == (promised <= {"finds_out_what_exists"})  # what exists is no secret


def test_the_table_in_security_md_is_that_of_the_suite() -> None:
    assert table() in SECURITY.read_text(encoding="utf-8"), "run: .venv/bin/python tests/redteam/field.py --table"


CARRIES = """
seen = []
def carry(w, b, X, y, *rest, **more):
    seen.append("%.6f" % X.ravel()[0])
    raise ValueError(" ".join(dict.fromkeys(seen[::-1])))
loss = d_loss = train = carry
"""


def test_what_hidden_checks_ask_comes_out_in_no_public_one(
    bench: Bench, grade: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """State that student code keeps between questions carries nothing to where its messages are shown."""
    asked: dict[str, set[str]] = {"public": set(), "hidden": set()}
    visibility = ""

    def noted_deciding(self: QuestionRun, check: Check, *rest: Any) -> Any:
        nonlocal visibility
        visibility = check.visibility
        return deciding(self, check, *rest)

    def noted_invoke(self: Submission, name: str, question: str, args: tuple[Any, ...], *rest: Any, **more: Any) -> Any:
        asked[visibility].add(f"{args[2].ravel()[0]:.6f}")
        return invoke(self, name, question, args, *rest, **more)

    invoke, deciding = Submission.invoke, QuestionRun.deciding
    bench.judge("hw4_loss")
    monkeypatch.setattr(QuestionRun, "deciding", noted_deciding)
    monkeypatch.setattr(Submission, "invoke", noted_invoke)
    checks = [check for question in grade(CARRIES)["questions"] for check in question["checks"]]
    told = {visibility: [c["message"] for c in checks if c["visibility"] == visibility] for visibility in asked}
    secret = asked["hidden"] - asked["public"]
    assert secret and any(number in message for number in secret for message in told["hidden"])
    assert not [number for number in secret for message in told["public"] if number in message]


RIGHT = (ROOT / "assignments/hw4_loss/submissions/accepted/vectorised.py").read_text()
ODD = {
    "prints": "print('x' * 1000)\nprint('FAILED')\nprint('score: 0')\n",
    "plots": "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()\n",
    "asks for input": "try:\n    name = input('name? ')\nexcept EOFError:\n    pass\n",
    "packages that are not here": "import scipy.optimize\nimport pandas as pd\nfrom sklearn import svm\n",
    "a seed for all": "import random\nimport numpy as np\nnp.random.seed(0)\nrandom.seed(0)\n",
    "top-level training": "import numpy as np\nfor _ in range(200):\n    np.linalg.svd(np.random.rand(30, 30))\n",
    "strict warnings": "import warnings, numpy as np\nwarnings.simplefilter('error')\nnp.seterr(all='raise')\n",
    "names in other alphabets": "π = 3\nдлина = 4\ndef größe(x): return x * π\n",
    "deep recursion": "import sys\nsys.setrecursionlimit(3000)\ndef down(n): return n and down(n - 1)\ndown(2500)\n",
    "reads its own file": "try:\n    text = open(__file__).read()\nexcept (OSError, NameError):\n    pass\n",
    "writes a picture": "try:\n    open('plot.png', 'wb').write(b'x')\nexcept OSError:\n    pass\n",
    "counts its cores": "import os\nos.cpu_count()\nos.environ['OMP_NUM_THREADS'] = '4'\n",
    "signal handler": "import signal\nsignal.signal(signal.SIGINT, lambda *a: None)\n",
    "main guard": "if __name__ == '__main__':\n    raise SystemExit('not when graded')\n",
    "an assertion that fails": "assert 1 == 2, 'my own test'\n",
    "exit at the end": None,
    "threads are tried": "import threading\ntry:\n    threading.Thread(target=print).start()\nexcept RuntimeError:\n    pass\n",
    "a debugger left in": "import pdb, logging\nlogging.basicConfig(level=0)\nlogging.debug('x')\n",
}


@pytest.mark.parametrize("how", ODD)
def test_honest_work_that_looks_hostile_gets_full_marks(grade: Callable[..., dict[str, Any]], how: str) -> None:
    odd = ODD[how]
    if odd is None:
        text = f"{RIGHT}\nimport sys\nsys.exit(1)\n"
    elif how in ("main guard", "an assertion that fails"):
        text = f"{RIGHT}\n{odd}"  # what stood before it counts
    else:
        text = odd + RIGHT
    assert grade(text)["score"] == 100


def test_files_beside_the_work_change_nothing(tmp_path: Path) -> None:
    """Own tests that fail, a conftest, shadows of packages, start-up files: neither run nor charged."""
    from autograder import cli

    folder = tmp_path / "submitted/ada/hw4_loss"
    folder.mkdir(parents=True)
    bomb = f"import pathlib\npathlib.Path({str(tmp_path / 'ran')!r}).touch()\nraise SystemExit(0)\n"
    for name in (
        "conftest",
        "test_public",
        "numpy",
        "torch",
        "json",
        "pytest",
        "sitecustomize",
        "usercustomize",
        "autograder",
    ):
        (folder / f"{name}.py").write_text(bomb)
        (folder.parent / f"{name}.py").write_text(bomb)
    for name in ("pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml"):
        (folder / name).write_text("[pytest]\naddopts = --collect-only -p evil\n")
    (folder / "evil.pth").write_text(f"import pathlib; pathlib.Path({str(tmp_path / 'ran')!r}).touch()\n")
    (folder / "evil-1.dist-info").mkdir()
    (folder / "evil-1.dist-info/entry_points.txt").write_text("[pytest11]\nevil = conftest\n")
    (folder / "hw4_loss.py").write_text(RIGHT)
    before = Path.cwd()
    try:
        os.chdir(folder)
        code = cli.main(["grade", str(tmp_path / "submitted"), "--out", str(tmp_path / "out"), "--jobs", "1"])
    finally:
        os.chdir(before)
    assert code == 0
    assert json.loads((tmp_path / "out/ada/hw4_loss.json").read_text())["score"] == 100
    assert not (tmp_path / "ran").exists()
