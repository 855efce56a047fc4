"""`autograder grade` as an instructor types it: every input gets its verdict or one clear sentence."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shared import ROOT, verdicts

from autograder import cli
from autograder.core.files import write_whole
from autograder.course import submission_file, submitted
from autograder.course.course import Course
from autograder.grading import runner
from autograder.isolation import supervisor
from autograder.results import terminal
from autograder.results.wording import brief

RIGHT = (ROOT / "assignments/hw4_loss/submissions/accepted/loops.py").read_text()
WRONG = (ROOT / "assignments/hw4_loss/submissions/wrong/no_mask.py").read_text()
GRADE = [sys.executable, "-m", "autograder.cli", "grade"]

Grade = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Grade:
    """The command's exit code and all it printed; results go to tmp_path/out."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object, seed: str = "5") -> tuple[int, str]:
        try:
            code = cli.main(
                ["grade", *map(str, arguments), "--out", str(tmp_path / "out"), "--seed", seed, "--jobs", "1"]
            )
        except SystemExit as ended:  # argparse's own way of saying 2
            code = int(str(ended.code))
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def result(tmp_path: Path, student: str, assignment: str = "hw4_loss") -> dict[str, Any]:
    data: dict[str, Any] = json.loads((tmp_path / "out" / student / f"{assignment}.json").read_text())
    return data


def hand_in(
    tmp_path: Path, student: str, text: str | bytes, name: str = "hw4_loss.py", assignment: str = "hw4_loss"
) -> Path:
    folder = tmp_path / "submitted" / student / assignment
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path / "submitted"


def test_a_lone_file_is_graded_and_its_result_written(run: Grade, tmp_path: Path) -> None:
    path = tmp_path / "ada.py"
    path.write_text(RIGHT)
    code, _ = run(path, "--assignment", "hw4_loss")
    found = result(tmp_path, "ada")
    assert (code, found["score"], found["isolation"], found["schema"]) == (0, 100.0, "strict", 1)
    assert {
        "id",
        "title",
        "visibility",
        "score",
        "max_score",
        "verdict",
        "message",
        "hint",
        "diagnosis",
        "counterexample",
    } <= set(found["questions"][0]["checks"][0])


def test_a_lone_notebook_is_graded_cell_by_cell(run: Grade, tmp_path: Path) -> None:
    cells = [{"cell_type": "code", "source": text} for text in ("raise RuntimeError('a bad day')", RIGHT)]
    (tmp_path / "hw4_loss.ipynb").write_text(json.dumps({"cells": cells}))
    code, _ = run(tmp_path / "hw4_loss.ipynb", "--student", "grace")
    found = result(tmp_path, "grace")
    assert (code, found["score"]) == (0, 100.0)
    assert "a bad day" in found["notes"][0]


def test_functions_that_a_file_does_not_define_are_not_attempted(run: Grade, tmp_path: Path) -> None:
    path = tmp_path / "hw4_loss.py"
    path.write_text("def loss(w, b, X, y):\n    return ((y - (X @ w + b).clip(0)) ** 2).mean()\n")
    run(path)
    assert verdicts(result(tmp_path, "hw4_loss")) == {
        "loss": "passed",
        "d_loss": "not_attempted",
        "train": "not_attempted",
    }


def test_a_class_is_graded_whatever_one_of_it_is(run: Grade, tmp_path: Path) -> None:
    hand_in(tmp_path, "right", RIGHT)
    hand_in(tmp_path, "wrong", WRONG)
    hand_in(tmp_path, "binary", b"\0\1\2")
    hand_in(tmp_path, "latin", b"x = '\xe9'")
    hand_in(tmp_path, "empty", "")
    hand_in(tmp_path, "syntax", "def loss(w, b, X, y)\n    return 0")
    hand_in(tmp_path, "exits", RIGHT + "\nimport os\nos._exit(0)\n")
    hand_in(tmp_path, "noise", "this is not a notebook", name="hw4_loss.ipynb")
    hand_in(tmp_path, "misnamed", RIGHT, name="my solution.py")
    hand_in(tmp_path, "unknown", RIGHT, assignment="hw4_los")
    (hand_in(tmp_path, "absent", "") / "absent/hw4_loss/hw4_loss.py").unlink()
    (tmp_path / "submitted/absent/hw4_loss/hw4_loss.py").symlink_to("/etc/passwd")
    (tmp_path / "submitted/nothing/hw4_loss").mkdir(parents=True)
    code, said = run(tmp_path / "submitted")
    assert code == 1
    assert [result(tmp_path, who)["score"] for who in ("right", "misnamed", "empty", "syntax", "exits")] == [
        100,
        100,
        0,
        0,
        0,
    ]
    assert result(tmp_path, "wrong")["questions"][1]["checks"][0]["diagnosis"] == "no_mask"
    assert verdicts(result(tmp_path, "syntax"))["loss"] == "error"
    assert set(verdicts(result(tmp_path, "exits")).values()) == {"crashed"}
    for sentence in (
        "holds binary data",
        "line 1",
        "is not a notebook",
        "did you mean hw4_loss?",
        "is a link",
        "neither hw4_loss.ipynb",
    ):
        assert sentence in said
    assert not list((tmp_path / "out").rglob("*.part"))


def test_a_second_run_does_nothing_that_is_done(run: Grade, tmp_path: Path) -> None:
    tree = hand_in(tmp_path, "ada", RIGHT)
    hand_in(tmp_path, "grace", WRONG)
    run(tree)
    before = (tmp_path / "out/ada/hw4_loss.json").stat().st_mtime_ns
    hand_in(tmp_path, "grace", RIGHT)
    _, said = run(tree)
    assert (tmp_path / "out/ada/hw4_loss.json").stat().st_mtime_ns == before
    assert result(tmp_path, "grace")["score"] == 100
    assert "1 graded, 1 were already" in said


def flat(said: str) -> str:
    """Without the ends of lines, which fall where the names of folders have them."""
    return " ".join(said.split())


HALF_A_PAIR = json.dumps({"cells": [{"cell_type": "code", "source": "x = '\ud800'"}]})


def test_work_handed_in_again_that_cannot_be_read_stops_nobody(run: Grade, tmp_path: Path) -> None:
    for who in ("ada", "ben", "eve"):
        tree = hand_in(tmp_path, who, RIGHT)
    run(tree)
    hand_in(tmp_path, "ben", "# coding: rot_13\n" + RIGHT)
    hand_in(tmp_path, "eve", HALF_A_PAIR, name="hw4_loss.ipynb")
    hand_in(tmp_path, "eve", RIGHT + "x = 1\n")
    code, said = run(tree)
    assert code == 1 and "names rot_13, which the grader does not read; save the file as UTF-8" in flat(said)
    assert "hw4_loss.ipynb and hw4_loss.py were both edited" in str(result(tmp_path, "eve")["notes"])
    assert "Traceback" not in said and result(tmp_path, "ada")["score"] == 100


def test_a_reader_that_fails_costs_one_submission(run: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = hand_in(tmp_path, "ada", RIGHT)
    hand_in(tmp_path, "ben", RIGHT)
    run(tree)
    whole = submission_file.read

    def read(path: Path, *rest: Any) -> submission_file.SubmissionFile:
        if "ben" in path.parts:
            raise IndexError("of a fault of ours")
        return whole(path, *rest)

    monkeypatch.setattr(submission_file, "read", read)
    code, said = run(tree)
    assert code == 1 and "could not be read, IndexError: of a fault of ours; report it" in flat(said)
    assert "1 were already" in said and "1 could not be judged" in said


def test_a_file_whose_name_is_no_utf_8_is_graded(run: Grade, tmp_path: Path) -> None:
    tree = hand_in(tmp_path, "ada", RIGHT, name=os.fsdecode(b"L\xf6sung.py"))
    code, said = run(tree)
    assert code == 0 and result(tmp_path, "ada")["score"] == 100
    assert "graded L?sung.py, which should be named hw4_loss.py" in said
    (tmp_path / "submitted/ada/hw4_loss" / os.fsdecode(b"L\xf6sung.py")).write_bytes(b"\0")
    code, said = run(tree)
    assert code == 1 and "holds binary data" in said


def test_a_lone_file_named_like_a_module_imports_that_module(run: Grade, tmp_path: Path) -> None:
    (tmp_path / "numpy.py").write_text(RIGHT)
    run(tmp_path / "numpy.py", "--assignment", "hw4_loss")
    assert result(tmp_path, "numpy")["score"] == 100


def test_a_student_called_like_an_assignment_is_a_student(run: Grade, tmp_path: Path) -> None:
    for who in ("hw4_loss", "ada", "ben"):
        tree = hand_in(tmp_path, who, RIGHT)
    assert run(tree)[0] == 0
    assert [result(tmp_path, who)["score"] for who in ("hw4_loss", "ada", "ben")] == [100, 100, 100]


def test_folders_in_a_submission_make_no_students(tmp_path: Path) -> None:
    hand_in(tmp_path, "ada", RIGHT)
    for inner in ("ben/hw4_loss", "hw4_loss"):
        (tmp_path / "submitted/ada/hw4_loss" / inner).mkdir(parents=True)
    (tmp_path / "submitted/ada/hw1_numerical").mkdir()
    (tmp_path / "submitted/ada/hw4_los").mkdir()
    for place in ("submitted", "submitted/ada"):
        tasks, problems = submitted.find_tasks(Course(ROOT), [tmp_path / place])
        assert {task.student for task in tasks} == {"ada"} and len(tasks) == 2
        assert ["did you mean hw4_loss?" in problem.sentence for problem in problems] == [True]


def test_a_folder_that_may_not_be_read_costs_one_student(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for who in ("ada", "ben"):
        tree = hand_in(tmp_path, who, RIGHT)
    whole = os.scandir

    def scandir(path: Any) -> Any:
        if isinstance(path, Path) and path.name == "ben":
            raise PermissionError(13, "Permission denied")
        return whole(path)

    monkeypatch.setattr(os, "scandir", scandir)
    tasks, problems = submitted.find_tasks(Course(ROOT), [tree], "hw4_loss")
    assert [task.student for task in tasks] == ["ada"]
    assert [(each.student, "cannot be read" in each.sentence) for each in problems] == [("ben", True)]


def test_the_table_of_a_class_needs_no_more_of_a_result_than_is_kept(run: Grade, tmp_path: Path) -> None:
    for who, text in (("ada", RIGHT), ("ben", WRONG), ("eve", "1 / 0"), ("gil", "")):
        hand_in(tmp_path, who, text)
    run(tmp_path / "submitted")
    rows = [result(tmp_path, who) for who in ("ada", "ben", "eve", "gil")]

    def shown(rows: list[dict[str, Any]]) -> str:
        console = terminal.console(width=200, record=True, file=io.StringIO())
        console.print(terminal.class_table(rows))
        return str(console.export_text())

    assert shown([brief(row) for row in rows]) == shown(rows)


def test_a_damaged_result_is_graded_again(run: Grade, tmp_path: Path) -> None:
    tree = hand_in(tmp_path, "ada", RIGHT)
    run(tree)
    (tmp_path / "out/ada/hw4_loss.json").write_text('{"schema": 1, "sco')
    run(tree)
    assert result(tmp_path, "ada")["score"] == 100


def test_the_same_seed_gives_the_same_result_but_for_times(run: Grade, tmp_path: Path) -> None:
    tree = hand_in(tmp_path, "ada", WRONG)
    found = []
    for _ in range(2):
        run(tree, "--again", seed="77")
        data = result(tmp_path, "ada")
        found.append({key: value for key, value in data.items() if key not in ("seconds", "timings")})
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere.py", "--assignment", "hw4_loss"], "there is no such file"),
        (["nowhere.py", "--assignment", "hw4_lss"], "did you mean hw4_loss?"),
        (["{right}"], "Name it with --assignment"),
        (["{right}", "--assignment", "hw4_loss", "--student", "../evil"], "cannot be a student's name"),
        (["{empty}"], "no submission there"),
        (["{right}", "--assignment", "hw4_loss", "--isolation", "some"], "invalid choice"),
        (["{right}", "--assignment", "hw4_loss", "--device", "cuda"], "no CUDA device"),
    ],
)
def test_bad_usage_is_one_sentence(run: Grade, tmp_path: Path, arguments: list[str], sentence: str) -> None:
    (tmp_path / "anna.py").write_text(RIGHT)
    (tmp_path / "empty").mkdir()
    code, said = run(*[a.format(right=tmp_path / "anna.py", empty=tmp_path / "empty") for a in arguments])
    assert code == (1 if "no such file" in sentence else 2)
    assert sentence in said and "Traceback" not in said


def test_two_submissions_of_one_student_are_not_guessed_between(run: Grade, tmp_path: Path) -> None:
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "ada.py").write_text(RIGHT)
    code, said = run(tmp_path / "first/ada.py", tmp_path / "second/ada.py", "--assignment", "hw4_loss")
    assert code == 1 and "two submissions" in said
    assert result(tmp_path, "ada")["score"] is None and "name the one that counts" in result(tmp_path, "ada")["problem"]


def test_too_little_isolation_refuses_and_says_what_is_missing(
    run: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autograder.isolation import sandbox

    weak = sandbox.Isolation("partial", (), {"fork": "POSSIBLE: made a process"})
    monkeypatch.setattr(supervisor, "measure", lambda report, bait: weak)
    code, said = run(hand_in(tmp_path, "ada", RIGHT))
    assert code == 1 and "isolation is partial, and strict is asked for" in said and "fork" in said
    assert result(tmp_path, "ada")["score"] is None and "on this machine" in result(tmp_path, "ada")["problem"]


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_whole("text", tmp_path / "out" / "x.json")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_reference_that_fails_its_own_checks_grades_nobody(
    run: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = tmp_path / "course"
    shutil.copytree(ROOT / "assignments/hw4_loss", course / "assignments/hw4_loss")
    lesson = course / "assignments/hw4_loss/hw4_loss.py"
    lesson.write_text(lesson.read_text().replace("2 / len(y) * X.T @ error", "2.002 / len(y) * X.T @ error"))
    monkeypatch.chdir(course)
    code, said = run(hand_in(tmp_path, "ada", RIGHT))
    assert code == 1 and "nobody is graded" in said and "d_loss" in said
    assert result(tmp_path, "ada")["score"] is None and "nobody was graded" in result(tmp_path, "ada")["problem"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (r'@question\("loss"', '@question("los"', "no question 'los'"),
        (r"(def test_\w+)\(submission", r"\1(submision", "submision"),
        (r"    agree\(", "    agre(", "agre"),
        (r"import numpy as np", "import numpi as np", "numpi"),
        (r'(def test_\w+\(.*\):\n)    """.*"""\n', r"\1", "no docstring"),
        (r"@question\(.*\)\n(def test_)", r"\1", "does not say which question"),
    ],
)
def test_a_broken_check_is_the_course_s_fault_and_grades_nobody(
    run: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, sentence: str
) -> None:
    course = tmp_path / "course"
    shutil.copytree(ROOT / "assignments/hw4_loss", course / "assignments/hw4_loss")
    checks = course / "assignments/hw4_loss/test_public.py"
    text, count = re.subn(old, new, checks.read_text(), count=1)
    assert count == 1
    checks.write_text(text)
    monkeypatch.chdir(course)
    code, said = run(hand_in(tmp_path, "ada", RIGHT))
    assert code == 1 and sentence in said
    assert result(tmp_path, "ada")["score"] is None and "nobody was graded" in result(tmp_path, "ada")["problem"]


def test_a_killed_run_leaves_no_process_and_no_half_written_file_and_goes_on(tmp_path: Path) -> None:
    for number in range(40):
        tree = hand_in(tmp_path, f"s{number:02d}", RIGHT)
    command = [*GRADE, tree, "--out", tmp_path / "out", "--jobs", "2"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    for _ in range(600):
        if len(list((tmp_path / "out").rglob("*.json"))) >= 5 or process.poll() is not None:
            break
        time.sleep(0.02)
    process.kill()
    process.wait()
    finished = {path: path.read_text() for path in (tmp_path / "out").rglob("*.json")}
    assert 5 <= len(finished) < 40 and all(json.loads(text)["score"] == 100 for text in finished.values())
    for _ in range(200):
        alive = [p for p in Path("/proc").glob("[0-9]*/cmdline") if str(tmp_path).encode() in _content(p)]
        if not alive:
            break
        time.sleep(0.05)
    assert alive == []
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert again.returncode == 0 and "were already" in again.stdout
    assert {path: path.read_text() for path in finished} == finished
    assert len(list((tmp_path / "out").rglob("*.json"))) == 40 and not list((tmp_path / "out").rglob("*.part"))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""  # it ended meanwhile


def test_ctrl_c_keeps_what_is_finished_and_the_next_run_goes_on(tmp_path: Path) -> None:
    course = tmp_path / "course"
    shutil.copytree(ROOT / "assignments/hw4_loss", course / "assignments/hw4_loss")
    toml = course / "assignments/hw4_loss/assignment.toml"
    toml.write_text(toml.read_text().replace("question_seconds = 10", "question_seconds = 4"))
    tree = hand_in(tmp_path, "a", RIGHT)
    hand_in(tmp_path, "b", "def loss(w, b, X, y):\n    while True: pass")
    command = [*GRADE, tree, "--out", tmp_path / "out", "--jobs", "1"]
    process = subprocess.Popen(command, cwd=course, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    first = tmp_path / "out/a/hw4_loss.json"
    for _ in range(600):
        if first.exists() or process.poll() is not None:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130 and "goes on from there" in said and "Traceback" not in said
    assert json.loads(first.read_text())["score"] == 100
    assert [path.name for path in (tmp_path / "out").rglob("*.json")] == ["hw4_loss.json"]
    again = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)
    assert again.returncode == 0 and "1 graded, 1 were already" in again.stdout


def test_a_fault_of_the_course_never_replaces_an_earlier_mark(
    run: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = hand_in(tmp_path, "ada", RIGHT)
    run(tree)
    good = result(tmp_path, "ada")
    monkeypatch.setattr(runner, "result_json", lambda _: good | {"score": None})
    code, said = run(tree, "--again")
    assert code == 1 and "the earlier result stands" in said
    assert result(tmp_path, "ada") == good
