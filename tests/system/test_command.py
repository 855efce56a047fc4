"""The command as a process of a real machine: what the machine refuses is a sentence, and what was graded is kept."""

from __future__ import annotations

import json
import os
import pty
import re
import resource
import shutil
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from shared import ROOT

from autograder import cli
from autograder.checks.collect import collect
from autograder.course import submitted
from autograder.course.course import Course
from autograder.grading import runner

pytestmark = pytest.mark.xdist_group("command")

RIGHT = (ROOT / "assignments/hw4_loss/submissions/accepted/loops.py").read_text()
GRADE = [sys.executable, "-m", "autograder.cli", "grade"]

Run = Callable[..., tuple[int, str]]


def class_of(folder: Path, *students: str) -> Path:
    for who in students:
        (folder / "submitted" / who / "hw4_loss").mkdir(parents=True)
        (folder / "submitted" / who / "hw4_loss/hw4_loss.py").write_text(RIGHT)
    return folder / "submitted"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """`autograder grade` in this process: its exit code, and all it printed as one line."""
    monkeypatch.setenv("COLUMNS", "400")

    def run(*arguments: object) -> tuple[int, str]:
        code = cli.main(["grade", *map(str, arguments), "--seed", "5", "--jobs", "1"])
        said = capsys.readouterr()
        return code, " ".join((said.out + said.err).split())

    return run


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command for a class of two that is graded already: it only shows the table."""
    folder = tmp_path_factory.mktemp("graded")
    tree = class_of(folder, "ada", "ben")
    command = [*GRADE, str(tree), "--out", str(folder / "out"), "--jobs", "1"]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return command


def ended(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, text=True, cwd=ROOT, **({"capture_output": True} | options))
    assert "Traceback" not in (done.stdout or "") + (done.stderr or "")
    return done


def through_shell(line: str, command: list[str]) -> list[str]:
    return ["sh", "-c", line, "sh", *command]


def test_a_student_s_results_that_may_not_be_looked_at_cost_that_student(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree, locked, whole = class_of(tmp_path, "ada", "ben"), str(tmp_path / "out/ben"), os.stat
    (tmp_path / "out/ben").mkdir(parents=True)

    def stat(path: Any, *more: Any, **options: Any) -> os.stat_result:
        if isinstance(path, (str, os.PathLike)) and os.fspath(path).startswith(locked):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return whole(path, *more, **options)

    monkeypatch.setattr(os, "stat", stat)
    code, said = run(tree, "--out", tmp_path / "out")
    assert code == 1 and "1 graded" in said and (tmp_path / "out/ada/hw4_loss.json").is_file()


@pytest.mark.parametrize(
    ("out", "sentence"),
    [
        ("x" * 300, "no result can be written there: File name too long"),
        ("dangling", "is a link to nowhere, which is not there"),
        ("file", "is not a folder"),
    ],
)
def test_nobody_is_judged_where_no_result_can_be_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str, sentence: str
) -> None:
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(runner, "_graded", lambda *_, **__: pytest.fail("somebody was judged"))
    code, said = run(class_of(tmp_path, "ada"), "--out", tmp_path / out)
    assert code == 2 and sentence in said and "--out" in said


def test_an_error_of_the_machine_that_nobody_named_is_a_sentence(run: Run) -> None:
    code, said = run("/" + "x" * 300)
    assert code == 2 and said.startswith("autograder: this machine refuses: /xxx") and "File name too long" in said


def test_a_bug_of_ours_shows_where_it_is(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submitted, "find_tasks", lambda *_: {}["a bug"])
    with pytest.raises(KeyError):
        run("submitted")


@pytest.mark.parametrize(
    "locale",
    [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
    ids=["encoding", "locale"],
)
def test_a_terminal_that_knows_ascii_only_shows_the_table(graded: list[str], locale: dict[str, str]) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONIOENCODING"}
    done = ended(graded, env=environment | locale)
    assert done.returncode == 0 and "2 were already" in done.stdout and "ada" in done.stdout


@pytest.fixture(scope="module")
def wordy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of a student with a long name and much to look at, and of one who has nothing."""
    folder = tmp_path_factory.mktemp("wordy")
    tree = class_of(folder, LONG_NAME, "ben")
    wrong = ROOT / "assignments/hw4_loss/submissions/wrong/no_mask.py"
    shutil.copyfile(wrong, tree / LONG_NAME / "hw4_loss/hw4_loss.py")
    command = [*GRADE, str(tree), "--out", str(folder / "out"), "--jobs", "1"]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return folder


LONG_NAME = "a-student-whose-name-is-longer-than-any-column-of-a-terminal-is-wide-and-is-kept-whole"


def piped(*arguments: str) -> list[str]:
    """The lines that a command writes into a pipe, where nothing says how wide they may be."""
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    return ended([sys.executable, "-m", "autograder.cli", *arguments], env=environment).stdout.splitlines()


def test_in_a_pipe_a_row_of_the_class_is_a_line_with_all_of_its_words(wordy: Path) -> None:
    lines = piped("grade", str(wordy / "submitted"), "--out", str(wordy / "out"), "--jobs", "1")
    (row,) = [line for line in lines if LONG_NAME in line]
    data = json.loads((wordy / "out" / LONG_NAME / "hw4_loss.json").read_text())
    assert all(each["id"] in row for each in data["questions"] if each["verdict"] != "passed")
    assert [line.split()[:2] for line in lines if " hw4_loss " in line] == [
        [LONG_NAME, "hw4_loss"],
        ["ben", "hw4_loss"],
    ]
    assert sum("results in " in line for line in lines) == 1


def test_in_a_pipe_tables_of_statistics_and_of_a_regrade_have_a_line_a_row(wordy: Path) -> None:
    lines = piped("stats", str(wordy / "out"))
    assert [line.split()[0] for line in lines[2:5]] == ["loss", "d_loss", "train"]
    changed = [*("regrade", str(wordy / "submitted"), "--out", str(wordy / "out"), "--jobs", "1"), "--seed", "12"]
    assert len([line for line in piped(*changed) if "still hold" in line]) == 1


def test_at_a_terminal_of_80_columns_the_table_folds(wordy: Path) -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (40, 80))
    command = [*GRADE, str(wordy / "submitted"), "--out", str(wordy / "out"), "--jobs", "1"]
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"} | {"TERM": "xterm"}
    subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, cwd=ROOT, check=True, env=environment)
    os.close(theirs)
    said = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", os.read(ours, 100_000).decode())
    os.close(ours)
    assert "ben" in said and all(len(line) <= 80 for line in said.splitlines())


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_table_that_cannot_be_shown_is_said_and_is_no_success(graded: list[str], unbuffered: str) -> None:
    with open("/dev/full", "w") as full:
        done = ended(
            graded,
            stdout=full,
            stderr=subprocess.PIPE,
            capture_output=False,
            env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
        )
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "kept and written" in done.stderr and "standard output: No space left" in done.stderr


def test_a_folder_deleted_from_under_the_command_is_said(graded: list[str], tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    done = ended(through_shell(f"cd '{tmp_path}/gone' && rmdir '{tmp_path}/gone' && exec \"$@\"", graded))
    assert done.returncode == 2 and "the folder that you are in was deleted" in done.stderr


def test_ctrl_c_while_the_command_is_still_loading_is_an_interruption(graded: list[str], tmp_path: Path) -> None:
    (tmp_path / "rich").mkdir()
    (tmp_path / "rich/__init__.py").write_text("raise KeyboardInterrupt")
    done = ended(graded, env=os.environ | {"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 130 and "interrupted" in done.stderr


def test_ctrl_c_while_checks_are_collected_is_an_interruption(tmp_path: Path) -> None:
    """pytest takes it for its own, and hands over what it has so far."""
    folder = shutil.copytree(ROOT / "assignments/hw4_loss", tmp_path / "assignments/hw4_loss")
    (folder / "test_hidden.py").write_text("raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        collect(folder, ["test_public.py", "test_hidden.py"], Course(tmp_path).assignment("hw4_loss"))


def test_too_few_descriptors_are_a_reason_and_no_fault_of_the_course(graded: list[str]) -> None:
    done = ended([*graded, "--again"], preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8)))
    assert done.returncode == 1 and "pytest cannot collect its checks" in done.stdout
    assert "Too many open files" in " ".join(done.stdout.split())


def test_python_without_docstrings_is_not_the_course_s_fault(graded: list[str]) -> None:
    done = ended([*graded, "--again"], env=os.environ | {"PYTHONOPTIMIZE": "2"})
    assert done.returncode == 1 and "unset PYTHONOPTIMIZE" in " ".join(done.stdout.split())


@pytest.mark.parametrize("closed", ["<&- >&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams_change_nothing(tmp_path: Path, closed: str) -> None:
    tree, out = class_of(tmp_path, "ada"), tmp_path / "out"
    done = ended(through_shell(f'exec "$@" {closed}', [*GRADE, str(tree), "--out", str(out), "--jobs", "1"]))
    assert done.returncode == 0 and (out / "ada/hw4_loss.json").is_file()


def test_results_deleted_while_others_are_graded_are_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree, out, whole = class_of(tmp_path, "ada", "ben"), tmp_path / "out", runner.run

    def deleting(*arguments: Any, **options: Any) -> Iterator[dict[str, Any]]:
        yield from whole(*arguments, **options)
        shutil.rmtree(out / "ada")

    monkeypatch.setattr(runner, "run", deleting)
    code, said = run(tree, "--out", out)
    assert code == 1 and "1 graded · 1 deleted since" in said and "the same command grades it again" in said
    monkeypatch.setattr(runner, "run", whole)
    code, said = run(tree, "--out", out)
    assert code == 0 and "1 graded, 1 were already" in said


def test_a_folder_in_a_result_s_place_is_no_earlier_result(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out/ada/hw4_loss.json").mkdir(parents=True)
    code, said = run(class_of(tmp_path, "ada"), "--out", tmp_path / "out")
    assert code == 1 and "cannot be written" in said and "earlier result" not in said


@pytest.mark.parametrize("place", ["results", "ada/results"])
def test_results_among_the_submissions_are_no_submissions(run: Run, tmp_path: Path, place: str) -> None:
    tree = class_of(tmp_path, "ada")
    assert run(tree, "--out", tree / place)[0] == 0
    code, said = run(tree, "--out", tree / place)
    assert code == 0 and "0 graded, 1 were already" in said
