"""`autograder audit`: whatever no longer matches is named, and with a key nobody can change a score unseen."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from shared import ROOT

from autograder import cli
from autograder.results import signature
from autograder.results.store import readable_json

pytestmark = pytest.mark.slow

Run = Callable[..., tuple[int, str]]

GRADE = ("grade", "submitted", "--jobs", "1")
RESULT, SIGNED = Path("results/ada/hw4_loss.json"), Path("signed/ada/hw4_loss.json")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with one assignment, one submission, and a key pair as openssl makes it."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "assignments/hw4_loss", root / "assignments/hw4_loss")
    folder = root / "submitted/ada/hw4_loss"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "assignments/hw4_loss/submissions/wrong/no_mask.py", folder / "hw4_loss.py")
    for name in ("key", "other"):
        key = Ed25519PrivateKey.generate()
        plain = serialization.NoEncryption()
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        (root / f"{name}.pem").write_bytes(pem)
        pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        (root / f"{name}.public.pem").write_bytes(pem)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert cli.main([*GRADE, "--out", "results"]) == 0
        patch.setenv(signature.VARIABLE, "key.pem")
        assert cli.main([*GRADE, "--out", "signed"]) == 0
    return root


@pytest.fixture
def run(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command in a copy of the course, its exit code and what it said."""
    shutil.copytree(course, tmp_path / "course")
    monkeypatch.chdir(tmp_path / "course")

    def run(*arguments: str, key: str = "") -> tuple[int, str]:
        monkeypatch.setenv(signature.VARIABLE, key)
        code = cli.main(list(arguments))
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def change(path: Path, **fields: Any) -> None:
    path.write_text(readable_json(json.loads(path.read_text()) | fields))


def test_a_result_that_stands_is_passed_over(run: Run) -> None:
    code, said = run("audit", "results")
    assert code == 0 and "1 results, none with something" in said and "not looked at: signatures" in said


def test_everything_that_no_longer_matches_is_named(run: Run) -> None:
    with Path("submitted/ada/hw4_loss/hw4_loss.py").open("a") as work:
        work.write("# more")
    with Path("assignments/hw4_loss/test_hidden.py").open("a") as checks:
        checks.write("# more")
    change(RESULT, engine="0.0.9+x", student="grace")
    code, said = run("audit", "results")
    assert code == 1
    for sentence in ("is not what was judged", "the assignment changed", "the engine changed", "under another name"):
        assert sentence in said


@pytest.mark.parametrize("coding", ["rot_13", "undefined"])
def test_work_that_cannot_be_read_any_more_is_said_to_be(run: Run, coding: str) -> None:
    Path("submitted/ada/hw4_loss/hw4_loss.py").write_text(f"# coding: {coding}\n")
    code, said = run("audit", "results")
    assert code == 1 and f"its work cannot be read: {Path.cwd()}" in said and "1 results, 1 with" in said


def poke(data: Any, *path: Any, value: Any) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("score",), 100.0),
        (("questions", 1, "score"), 50.0),
        (("questions", 1, "checks", 0, "score"), 12.5),
        (("score",), None),
        (("questions", 1, "checks", 0, "verdict"), "passed"),
    ],
)
def test_points_that_do_not_add_up_are_found_without_a_key(run: Run, path: tuple[Any, ...], value: Any) -> None:
    data = json.loads(RESULT.read_text())
    poke(data, *path, value=value)
    RESULT.write_text(readable_json(data))
    assert run("audit", "results")[0] == 1


def test_a_signed_result_holds_for_everyone_with_the_public_key(run: Run) -> None:
    assert run("audit", "signed", "--key", "key.public.pem")[0] == 0
    assert run("audit", "signed", key="key.pem")[0] == 0
    code, said = run("audit", "signed", "--key", "other.public.pem")
    assert code == 1 and "its signature does not hold" in said
    code, said = run("audit", "results", "--key", "key.public.pem")
    assert code == 1 and "it is not signed" in said


def test_a_change_that_adds_up_is_found_by_the_signature(run: Run) -> None:
    data = json.loads(SIGNED.read_text())
    for question in data["questions"]:
        for check in question["checks"]:
            check |= {"verdict": "passed", "score": check["max_score"]}
            check.pop("parts", None)
        question |= {"verdict": "passed", "score": question["max_score"]}
    SIGNED.write_text(readable_json(data | {"score": 100.0}))
    assert run("audit", "signed")[0] == 0  # which is why there are signatures
    code, said = run("audit", "signed", "--key", "key.public.pem")
    assert code == 1 and "its signature does not hold" in said


@pytest.mark.parametrize("signature", [None, "", "x", 7, [], "é", "A" * 86 + "=="])
def test_a_signature_that_is_none_does_not_hold(run: Run, signature: Any) -> None:
    change(SIGNED, signature=signature)
    assert run("audit", "signed", "--key", "key.public.pem")[0] == 1


def test_with_a_key_an_unsigned_or_forged_result_is_graded_again(run: Run) -> None:
    assert "1 were already" in run(*GRADE, "--out", "signed", key="key.pem")[1]
    right = json.loads(SIGNED.read_text())["score"]
    change(SIGNED, score=100.0)
    run(*GRADE, "--out", "signed", key="key.pem")
    assert json.loads(SIGNED.read_text())["score"] == right < 100
    assert "1 graded ·" in run(*GRADE, "--out", "results", key="key.pem")[1]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nowhere.pem", "cannot be read"),
        ("key.public.pem", "is not an Ed25519 private key"),
        ("course.txt", "is not an Ed25519"),
    ],
)
def test_a_key_that_cannot_be_used_grades_nobody(run: Run, name: str, sentence: str) -> None:
    Path("course.txt").write_text("no key")
    code, said = run(*GRADE, "--out", "new", key=name)
    assert code == 2 and sentence in said and not list(Path("new").glob("*/*.json"))
    assert run("audit", "results", "--key", "course.txt")[0] == 2


def test_what_is_no_result_is_a_doubt_and_no_crash(run: Run) -> None:
    for text in ("{", "[]", "null", '{"schema": 1}', '{"schema": 2}', "[" * 100_000):
        RESULT.write_text(text)
        code, said = run("audit", "results")
        assert code == 1 and "Traceback" not in said
    RESULT.unlink()
    assert run("audit", "results")[0] == 2


def test_whatever_lies_in_a_result_s_place_is_named(run: Run) -> None:
    kinds: dict[str, Callable[[Path], None]] = {
        "pipe": os.mkfifo,
        "folder": Path.mkdir,
        "device": lambda path: path.symlink_to("/dev/zero"),
        "nothing": lambda path: path.symlink_to("nowhere"),
    }
    for name, lay in kinds.items():
        path = Path("results", name, "hw4_loss.json")
        path.parent.mkdir()
        lay(path)
    code, said = run("audit", "results")
    assert code == 1 and "5 results, 4 with something" in said
    for name in kinds:
        assert f"results/{name}/hw4_loss.json: cannot be read: " in said


def test_work_that_lost_its_result_is_named_where_others_have_theirs(run: Run) -> None:
    for folder in ("results", "submitted"):
        shutil.copytree(f"{folder}/ada", f"{folder}/bob")
    change(Path("results/bob/hw4_loss.json"), student="bob")
    Path("submitted/bob/hw5_later").mkdir()
    shutil.copytree("assignments/hw4_loss", "assignments/hw5_later")
    assert run("audit", "results")[0] == 0
    RESULT.unlink()
    code, said = run("audit", "results")
    assert code == 1 and f"{RESULT}: there is no result of the work in {Path.cwd()}/submitted/ada/hw4_loss" in said
    assert "hw5" not in said


def test_a_field_that_is_there_twice_is_found_without_a_key_and_with_one(run: Run) -> None:
    SIGNED.write_text(SIGNED.read_text().replace('"score"', '"score": 100.0, "score"', 1))
    for key in ([], ["--key", "key.public.pem"]):
        code, said = run("audit", "signed", *key)
        assert code == 1 and "it has 'score' twice" in said


def with_notes(path: Path) -> None:
    data = json.loads(path.read_text())
    poke(data, "questions", 1, "checks", 0, "notes", value=7)
    path.write_text(readable_json(data))


@pytest.mark.parametrize(
    "spoil",
    [
        with_notes,
        lambda path: change(path, score=10**400),
        lambda path: change(path, questions=[], score=0.0),
        lambda path: change(path, student="bob"),
        lambda path: (path.unlink(), os.mkfifo(path)),
    ],
    ids=["notes", "score", "empty", "another's", "pipe"],
)
def test_what_is_no_result_of_the_student_is_said_and_graded_again(run: Run, spoil: Callable[[Path], Any]) -> None:
    spoil(RESULT)
    code, said = run("audit", "results")
    assert code == 1 and "1 results, 1 with" in said
    run("feedback", "results")  # it may leave the page out, and does not break
    code, said = run(*GRADE, "--out", "results")
    assert code == 0 and "were already" not in said
    assert run("audit", "results")[0] == 0
