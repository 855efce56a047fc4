"""A student's own machine: a released folder, its `make test`, and `check` in a real notebook."""

from __future__ import annotations

import builtins
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from shared import ROOT, installed_already, released_copy, verdicts, without_make

from autograder.checks.collect import collect
from autograder.course.course import Course
from autograder.isolation.worker import fake_packages
from autograder.isolation.worker.stage import Stage
from autograder.results.result_json import result_json
from autograder.student.local import LocalRun, small_cases

pytestmark = pytest.mark.slow

WRONG = (ROOT / "assignments/hw4_loss/submissions/wrong/no_mask.py").read_text()
SOLUTION = (ROOT / "solutions/hw4_loss/hw4_loss.py").read_text()

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """hw4 as a student has it."""
    return released_copy(tmp_path)


@pytest.fixture
def run(folder: Path, tmp_path: Path) -> Run:
    """`make test` in the folder, with this environment for the course's own."""
    environment = without_make(COLUMNS="150", **installed_already(folder, tmp_path / "course"))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["make", "test", *arguments]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, env=environment)

    return run


def test_untouched_stubs_are_not_attempted_and_earn_nothing(run: Run) -> None:
    done = run()
    assert done.returncode != 0
    assert done.stdout.count("not attempted") == 4  # the quiz too
    assert "0 of 100 points on the public checks" in done.stdout


def test_the_solution_earns_everything(run: Run, folder: Path) -> None:
    (folder / "hw4_loss.py").write_text(SOLUTION)
    done = run()
    assert done.returncode == 0, done.stdout
    assert "100 of 100 points on the public checks" in done.stdout
    assert "hw4_loss.py" in done.stdout  # of the two, the one that was edited


def test_practice_is_checked_like_the_rest_and_worth_nothing(run: Run, folder: Path) -> None:
    work, begun, quiz = SOLUTION.partition("# %%\ndef quiz(")
    (folder / "hw4_loss.py").write_text(work)
    done = run()
    assert done.returncode == 0
    assert re.search(r"○ quiz +practice +not attempted", done.stdout)
    (folder / "hw4_loss.py").write_text(work + begun + quiz.replace('"twice": 1', '"twice": 2'))
    done = run()
    assert done.returncode != 0 and re.search(r"✘ quiz +practice +wrong value", done.stdout)
    assert "Twice as many samples do not make the gradient" in done.stdout
    assert "100 of 100 points on the public checks" in done.stdout


def test_another_file_can_be_named(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(SOLUTION)
    for form in ("=", " "):
        assert run(f"ARGS=--submission{form}{tmp_path / 'mine.py'}").returncode == 0
    assert "there is no such file" in run("ARGS=--submission=absent.py").stderr


def test_a_wrong_gradient_is_explained_with_its_name_its_place_and_its_inputs(run: Run, folder: Path) -> None:
    (folder / "hw4_loss.py").write_text(WRONG)
    said = run().stdout
    for part in ("wrong value", "expected ", "got ", " dw[", "d_loss(w=[1.0, -1.0]", "without its ReLU", "hint"):
        assert part in said
    assert "20 / 20" in said


def test_hints_come_in_steps_a_question_a_section_and_the_check_itself(run: Run, folder: Path) -> None:
    (folder / "hw4_loss.py").write_text(WRONG)
    first = run("K=d_loss").stdout
    assert first.count("hint ") == 1 and "more      python homework.py test d_loss --hints 2" in first
    hints = re.findall(r"hint +(.*)", run("K=d_loss", "HINTS=3").stdout)
    assert hints[0].strip().endswith("?") and hints[1].startswith("Section 2 of the lesson")
    assert hints[2].startswith("The check is test_the_gradient_of_the_lesson in test_public.py") and len(hints) == 3
    alone = run("K=test_the_gradient_of_the_lesson", "HINTS=4").stdout
    assert "0 of 50 points" in alone and alone.count("hint ") == 3 and "more  " not in alone


@pytest.mark.parametrize("name", Course(ROOT).names)
def test_every_question_has_a_question_and_then_a_section_of_its_lesson(name: str) -> None:
    for question in Course(ROOT).assignment(name).questions:
        asked, section = question.hints
        number = re.match(r"Section (\d+) of the lesson", section)
        assert "?" in asked and number, question.id
        assert re.search(rf"^# ##? {number[1]}\b", (ROOT / f"assignments/{name}/{name}.py").read_text(), re.MULTILINE)


def test_a_wrong_value_is_shown_on_the_small_cases_that_the_release_names(run: Run, folder: Path) -> None:
    assignment, note = Course(ROOT).assignment("hw4_loss"), json.loads((folder / "release.json").read_text())
    lesson = ROOT / "assignments/hw4_loss/hw4_loss.py"
    note["small"] = small_cases(lesson, assignment, collect(folder, ["test_public.py"], assignment))
    (folder / "release.json").write_text(json.dumps(note))
    (folder / "hw4_loss.py").write_text("print('noise')\n" + WRONG.replace("def d_loss(w, b, X, y):", "def d_loss(w, b, X, y):\n    print('noise')"))  # fmt: skip
    said = run("K=test_gradient_on_mixed_samples", "ARGS=-s").stdout
    (X,) = re.findall(r"X=(\[\[.*?\]\])", " ".join(said.split()))
    assert np.shape(json.loads(X)) == (2, 1) and "without its ReLU" in said
    note["small"] = {}
    (folder / "release.json").write_text(json.dumps(note))
    assert f"X={X}" not in " ".join(run("K=test_gradient_on_mixed_samples").stdout.split())


def test_looking_for_small_cases_leaves_no_stand_in_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("display", "get_ipython"):  # of a test before this one, whose run at home keeps them
        monkeypatch.delattr(builtins, name, raising=False)
    others = [finder for finder in sys.meta_path if not isinstance(finder, fake_packages._Finder)]
    monkeypatch.setattr(sys, "meta_path", others)
    modules, path = dict(sys.modules), list(sys.meta_path)
    lesson = ROOT / "assignments/hw4_loss/hw4_loss.py"
    assert small_cases(lesson, Course(ROOT).assignment("hw4_loss"), []) == {}
    assert sys.meta_path == path and not hasattr(builtins, "get_ipython")
    assert not [name for name in sys.modules.keys() - modules.keys() if name.startswith("matplotlib")]


def test_an_edited_notebook_is_what_is_checked(run: Run, folder: Path) -> None:
    book = nbformat.read(folder / "hw4_loss.ipynb", as_version=4)
    for cell in book.cells:
        if cell.cell_type == "code" and cell.source.startswith("def loss"):
            cell.source = "def loss(w, b, X, y):\n    return ((y - (X @ w + b).clip(0)) ** 2).mean()"
    nbformat.write(book, folder / "hw4_loss.ipynb")
    said = run().stdout
    assert "hw4_loss.ipynb" in said and "✔ loss" in said


def test_a_syntax_error_points_at_the_student_s_line(run: Run, folder: Path) -> None:
    (folder / "hw4_loss.py").write_text("x = 1\ndef d_loss(w, b, X, y)\n    return 1\n")
    said = run().stdout
    assert said.count("hw4_loss.py line 2: `def d_loss(w, b, X, y)`") == 1 and "there is no" not in said


def test_an_exception_names_the_line_and_what_to_mend_first(run: Run, folder: Path) -> None:
    (folder / "hw4_loss.py").write_text(
        "def loss(w, b, X, y):\n    raise NotImplementedError('your code goes here')\n\n\n"
        "def train(w, b, X, y, learning_rate=0.1, steps=100):\n    return loss(w, b, X, y)\n\n\n"
        "def d_loss(w, b, X, y):\n    return X / 0 + w[9]\n"
    )
    said = " ".join(run().stdout.split())
    assert "it relies on loss: fix loss first" in said
    assert "hw4_loss.py line 10: return X / 0 + w[9]" in said
    assert "hw4_loss.py line 6: return loss(w, b, X, y) hw4_loss.py line 2: raise NotImplementedError" in said


def test_pytest_s_own_flags_work(run: Run, folder: Path) -> None:
    (folder / "hw4_loss.py").write_text(WRONG)
    done = run(f"ARGS=-k d_loss -x --junitxml={folder / 'out.xml'}")
    assert "d_loss" in done.stdout and "loss      " not in done.stdout.replace("d_loss", "")
    assert "deselected" not in done.stdout and "failed" not in done.stdout  # ours says points, pytest nothing
    (case,) = ElementTree.parse(folder / "out.xml").iter("testcase")
    assert "expected -2, got" in str(next(iter(case)).get("message"))


def test_checks_that_cannot_be_read_are_said_to_be(run: Run, folder: Path) -> None:
    with (folder / "test_public.py").open("a") as checks:
        checks.write("def broken(\n")
    done = run()
    assert done.returncode != 0 and "test_public.py cannot be read" in done.stdout and "never closed" in done.stdout


def test_the_debugger_stops_at_the_student_s_own_line(run: Run, folder: Path) -> None:
    (folder / "hw4_loss.py").write_text("def loss(w, b, X, y):\n    return w[99]\n")
    done = run("ARGS=-k loss --pdb")
    assert "hw4_loss.py(2)loss()" in done.stdout and "-> return w[99]" in done.stdout


def test_the_debugger_stops_at_the_first_line_of_a_function_that_gives_a_wrong_value(run: Run, folder: Path) -> None:
    (folder / "hw4_loss.py").write_text(WRONG)
    said = run("ARGS=-k d_loss -x --pdb").stdout
    found, stopped, _ = said.partition("hw4_loss.py(12)d_loss()\n-> e = X @ w + b - y")
    assert stopped and "dw[1]: 2 of 2 entries differ" in found and "check_run.py" not in said


def test_what_is_printed_cannot_steer_the_terminal(run: Run, folder: Path) -> None:
    (folder / "hw4_loss.py").write_text(
        "def loss(w, b, X, y):\n    raise ValueError('\\x1b[2J\\x1b]0;owned\\x07 [bold]100/100')\n"
    )
    said = run().stdout
    assert "[bold]100/100" in said and "\x1b]0;" not in said and "\x07" not in said


@pytest.mark.parametrize("name", ["random", "types", "numpy", "pytest"])
def test_a_file_that_is_named_like_a_module_of_others_is_told_and_harms_nothing(
    run: Run, folder: Path, name: str
) -> None:
    (folder / f"{name}.py").write_text("raise RuntimeError('not the module that was meant')\n")
    (folder / "hw4_loss.py").write_text(SOLUTION)
    done = run()
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{name}.py has the name of a module" in " ".join(done.stdout.split())


def test_a_module_of_one_s_own_is_imported(run: Run, folder: Path) -> None:
    (folder / "mymath.py").write_text("import numpy as np\n\n\ndef relu(x):\n    return np.maximum(0, x)\n")
    (folder / "hw4_loss.py").write_text("from mymath import relu\n" + SOLUTION.replace("np.maximum(0.0, X", "relu(X"))
    assert run().returncode == 0


def test_a_console_that_cannot_show_a_sign_shows_the_rest(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    (folder / "hw4_loss.py").write_text(SOLUTION)
    command = [sys.executable, "-P", "-m", "pytest", "-p", "autograder.student.plugin"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=without_make(PYTHONUTF8="0", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"))  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "100 of 100 points on the public checks" in done.stdout and "Unicode" not in done.stderr


def test_in_a_notebook_check_says_the_same_for_one_question(folder: Path) -> None:
    book = nbformat.read(folder / "hw4_loss.ipynb", as_version=4)
    for cell in book.cells:
        if cell.cell_type == "code" and cell.source.startswith("def d_loss"):
            cell.source = (
                "def d_loss(w, b, X, y):\n    e = X @ w + b - y\n    return 2 / len(y) * X.T @ e, 2 / len(y) * e.sum()"
            )
        if cell.cell_type == "code" and cell.source.startswith("def loss"):
            cell.source = "def loss(w, b, X, y):\n    print('N =', len(y))\n    return reLu(X @ w + b)"
    again = nbformat.v4.new_code_cell('w = 1\ntrain = train(1, 2, 3) if w > 1 else w\ncheck("train")')
    book.cells.append(again)
    where = {"metadata": {"path": str(folder)}}
    NotebookClient(book, resources=where, kernel_name="python3", timeout=120, allow_errors=True).execute()
    said = {
        cell.source: "".join(out.get("data", {}).get("text/plain", "") + out.get("text", "") for out in cell.outputs)
        for cell in book.cells
        if cell.cell_type == "code"
    }
    said = {source: " ".join(re.sub(r"\x1b\[[\d;]*m", "", text).split()) for source, text in said.items()}
    pictures = [cell for cell in book.cells if cell.source.startswith("@picture")]
    told = {out.text for cell in pictures for out in cell.outputs if out.output_type == "stream"}
    assert any(
        re.fullmatch(r"The picture stopped: NameError: .*'reLu'.*, at In\[\d+\] line 3\.\n", line) for line in told
    )
    assert all(line.startswith("The picture ") and line.count("\n") == 1 for line in told)
    assert re.search(r"at In\[\d+\] line 3: return reLu\(X @ w \+ b\) printed N = 3 also", said['check("loss")'])
    assert "is the name spelled" in said['check("loss")'].lower() and "N =" not in said['check("d_loss")']
    assert "not attempted" in said['check("quiz")']
    assert "without its ReLU" in said['check("d_loss")'] and "hint" in said['check("d_loss")']
    assert "train" not in said['check("d_loss")']
    assert "train is a value now and not a function: In [" in said[again.source] and "line 2" in said[again.source]


@pytest.mark.parametrize(("body", "verdict"), [("while True: pass", "timeout"), ("raise SystemExit(3)", "error")])
def test_in_a_notebook_too_a_function_that_does_not_come_back_is_a_finding(body: str, verdict: str) -> None:
    assignment = Course(ROOT).assignment("hw4_loss")
    hasty = replace(assignment, limits=replace(assignment.limits, question_seconds=0.2))
    stage = Stage({})
    stage.load([("cell 1", f"def loss(w, b, X, y):\n    {body}")], 5.0, isolated=False)
    mine = LocalRun(hasty, stage, "this notebook")
    mine.run([check for check in collect(ROOT / "assignments/hw4_loss", ["test_public.py"], assignment) if check.question == "loss"])  # fmt: skip
    assert verdicts(result_json(mine.result())) == {"loss": verdict}


def test_home_and_grading_take_and_refuse_the_same(
    run: Run, folder: Path, grade: Callable[..., dict[str, object]]
) -> None:
    for name in ("loops", "rows"):
        text = (ROOT / f"assignments/hw4_loss/submissions/accepted/{name}.py").read_text()
        (folder / "hw4_loss.py").write_text(text)
        assert run().returncode == 0
        assert grade(text)["score"] == 100
