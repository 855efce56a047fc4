"""`homework.py`: what a student types on a laptop with Python and nothing else, and what it says where that fails."""

from __future__ import annotations

import ast
import io
import json
import sys
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest
from shared import ROOT, released_copy

TEMPLATE = ROOT / "autograder/student/templates/homework.py"


@pytest.fixture
def homework(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The file as a module, in a released folder, with an environment of its own that is this one."""
    folder, home = released_copy(tmp_path), tmp_path / "course"
    monkeypatch.setenv("MATCALC_HOME", str(home))
    spec = util.spec_from_file_location("homework", folder / "homework.py")
    assert spec and spec.loader
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.PYTHON = sys.executable
    (home / "env").mkdir(parents=True)
    (home / "settings.json").write_text("{}")
    return module


@pytest.fixture
def asked(homework: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What pip is asked for, and does not do."""
    asked: list[list[str]] = []
    monkeypatch.setattr(homework, "pip", lambda words: asked.append(list(words)))
    monkeypatch.setattr(homework, "subprocess_fails", lambda command: False)
    return asked


def test_old_pythons_can_read_it_and_say_that_they_are_old() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 6))
    assert text.isascii(), "Python 2 reads nothing else"
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("import"))
    assert {line.split()[1] for line in lines[first:] if line.startswith("import ")} == {"os", "subprocess", "sys"}
    assert not [node for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.JoinedStr, ast.AnnAssign))]


def test_an_old_python_with_no_newer_one_says_what_to_do(
    homework: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 8, 18))
    monkeypatch.setenv("PATH", "")
    assert homework.main(["test"]) == 2
    said = capsys.readouterr().err
    assert "This is Python 3.8" in said and "3.11 or newer" in said and "python.org/downloads" in said


def test_what_is_installed_once_is_not_installed_again_for_the_next_homework(
    homework: ModuleType, asked: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    homework.ready()
    said = capsys.readouterr().out
    assert [words for words in asked if any(word.startswith("numpy") for word in words)] == [asked[0]]
    assert asked[1][-1].endswith(".whl") and "MB on the disk" in said and not any("torch" in word for word in asked[0])
    homework.ready()
    assert len(asked) == 2 and capsys.readouterr().out == ""


def test_another_engine_takes_the_place_of_the_old_one_and_nothing_else_is_installed(
    homework: ModuleType, asked: list[list[str]]
) -> None:
    homework.ready()
    next(Path(homework.FOLDER).glob("*.whl")).write_text("a newer one")
    homework.ready()
    assert len(asked) == 3 and "--force-reinstall" in asked[2]


def test_without_a_wheel_or_a_clone_it_says_where_to_get_the_folder(
    homework: ModuleType, asked: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    next(Path(homework.FOLDER).glob("*.whl")).unlink()
    assert homework.main(["test"]) == 2
    assert "missing from this folder; get the whole folder from your instructor" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("pip", "says"),
    [
        (
            "NewConnectionError: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution",
            "online",
        ),
        ("urllib3 ProxyError('Cannot connect to proxy.'), Max retries exceeded", "HTTPS_PROXY"),
        ("ssl.SSLCertVerificationError: CERTIFICATE_VERIFY_FAILED", "global.cert"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: No matching distribution found for torch>=2.6", "Intel Macs"),
        ("ERROR: No matching distribution found for numpy<3,>=2.2", "Python 3.11 to 3.14"),
        ("[WinError 5] Access is denied: 'C:\\\\Users'", "MATCALC_HOME"),
    ],
)
def test_what_keeps_pip_from_installing_is_a_sentence(homework: ModuleType, pip: str, says: str) -> None:
    assert says in homework.meaning(pip)


def test_a_disk_without_room_is_said_before_anything_is_fetched(
    homework: ModuleType, asked: list[list[str]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 1e6})())
    assert homework.main(["test"]) == 2
    assert "The disk is full" in capsys.readouterr().err and asked == []


def test_what_a_shared_environment_lacks_is_whoever_runs_it_s_to_install(
    homework: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(homework.os, "access", lambda path, mode: False)
    with pytest.raises(homework.Stop, match=r"(?s)not yours to change.*MATCALC_HOME to a folder in your home"):
        homework.pip(["numpy"])


@pytest.mark.parametrize(
    ("answer", "index", "size"),
    [("", "/whl/cpu", "1 GB"), ("large", None, "5 GB"), ("https://our.mirror/cpu", "our.mirror", "1 GB")],
)
def test_on_linux_the_small_build_of_pytorch_is_one_answer_away_and_asked_for_once(
    homework: ModuleType, asked: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    answer: str, index: str | None, size: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    for name in ("stdin", "stdout"):
        monkeypatch.setattr(getattr(sys, name), "isatty", lambda: True, raising=False)
    asks: list[str] = []
    monkeypatch.setattr("builtins.input", lambda prompt: asks.append(prompt) or answer)
    monkeypatch.setattr(homework, "need_space", lambda gigabytes: None)
    monkeypatch.setattr(homework, "pip_settings", lambda: "")
    homework.get_torch(["torch>=2.6"])
    homework.get_torch(["torch>=2.6"])
    assert len(asks) == len(asked) == 1 and f"about {size} on the disk" in capsys.readouterr().out
    assert any(index in word for word in asked[0]) if index else asked[0] == ["torch>=2.6"]
    assert json.loads(Path(homework.SETTINGS).read_text())["torch_index"] == homework.cpu_index()


def test_pip_s_own_index_is_taken_and_nobody_is_asked_where_nobody_is(
    homework: ModuleType, asked: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(homework, "need_space", lambda gigabytes: None)
    monkeypatch.setattr("builtins.input", lambda prompt: pytest.fail("asked"))
    monkeypatch.setattr(homework, "pip_settings", lambda: "")
    assert homework.cpu_index().endswith("/whl/cpu")
    monkeypatch.setattr(homework, "pip_settings", lambda: "global.extra-index-url='https://there/whl/cpu'")
    assert homework.cpu_index() == ""


def test_names_in_front_are_questions_and_all_else_is_pytest_s(homework: ModuleType) -> None:
    assert homework.flags(["loss", "d_loss", "--hints", "3"]) == ["-k", "loss or d_loss", "--hints", "3"]
    assert homework.flags(["-k", "kink", "-x"]) == ["-k", "kink", "-x"]


def test_vs_code_is_told_which_python_it_is(homework: ModuleType) -> None:
    homework.tell_vs_code()
    settings = json.loads((Path(homework.FOLDER) / ".vscode/settings.json").read_text())
    assert settings["python.defaultInterpreterPath"] == sys.executable and settings["python.testing.pytestEnabled"]


def test_remove_takes_what_was_installed_and_nothing_that_it_did_not_make(
    homework: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert homework.main(["remove"]) == 0 and not (tmp_path / "course").exists()
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "thesis.txt").write_text("mine")
    assert homework.main(["remove"]) == 0 and (tmp_path / "course" / "thesis.txt").exists()
    assert "Nothing is installed" in capsys.readouterr().out


def test_an_unknown_command_lists_those_there_are(homework: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert homework.main(["tset"]) == 2
    assert "There is no command 'tset'; there are: install, notebook" in capsys.readouterr().err
