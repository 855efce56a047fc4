"""What is released is whole, the same each time, and gives nothing away. A course of one assignment is damaged here."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from shared import ROOT

from autograder import cli
from autograder.core.model import CourseFault
from autograder.course import lesson as lesson_module
from autograder.course.course import Course, find_root, released
from autograder.course.student_folder import read_folder
from autograder.course.submission_file import read
from autograder.student import handout, release
from autograder.student.leaks import LeakCheck, public_text

pytestmark = pytest.mark.xdist_group("release")

HERE = Course(find_root(Path(__file__)))
HW = "hw4_loss"
SOLUTION = "residual = y - np.maximum(0.0, X @ w + b)"
BY_HAND = "bound. An outlier pulls on the parameters with at most the same strength as any other wrong sample."
HIDDEN = 'def test_loss_leaves_its_arguments_alone(submission, cases):\n    """loss is right and leaves w, X and y as they were."""'
SCHEME = "- 4 points: the chain rule, link by link, for one sample"
PLANTED = "        total += (target - max(0.0, sum(wi * xi for wi, xi in zip(w, x)) + b)) ** 2"


def a_course(root: Path) -> Course:
    shutil.copytree(HERE.folder(HW), root / "assignments" / HW, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "assignments" / HW / "scheme.md").write_text(f"{SCHEME}\n")
    (root / "deadlines.toml").write_text(f'timezone = "Asia/Seoul"\n[due]\n{HW} = "2027-03-01 23:59"\n')
    return Course(root)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Path]:
    """A course of one assignment, and what is made of it."""
    course, scratch = a_course(tmp_path_factory.mktemp("course")), tmp_path_factory.mktemp("made")
    release.generate(course, [HW], scratch)
    return course, scratch


@pytest.fixture
def folder(made: tuple[Course, Path], tmp_path: Path) -> Path:
    """A released folder to damage."""
    return Path(shutil.copytree(made[1] / "release" / HW, tmp_path / HW))


@pytest.fixture
def gate(made: tuple[Course, Path]) -> Callable[[Path], None]:
    """The last gate, closed on a released folder."""
    course, scratch = made
    source = course.folder(HW)
    gate = LeakCheck([source], [course.root, scratch])
    public, wheel = public_text(source), next(scratch.glob("*.whl")).name
    names = handout.names(course.assignment(HW), wheel)
    return lambda folder: gate.refuse(folder, names, f"{public}\n{handout.own_text()}")


@pytest.mark.slow
def test_the_committed_folders_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["release", "--check"]) == 0, capsys.readouterr().out


def test_a_released_folder_is_whole_and_knows_its_stub(made: tuple[Course, Path]) -> None:
    folder = made[1] / "release" / HW
    assignment, pristine, _ = released(folder)
    assert assignment.questions == made[0].assignment(HW).questions
    assert pristine == read(folder / f"{HW}.ipynb").fingerprint == read(folder / f"{HW}.py").fingerprint
    assert (folder / f"{HW}.py").read_text(encoding="utf-8") == made[0].lesson(HW).stub
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "| `d_loss(w, b, X, y)` | 50 |" in readme and "23:59 (UTC+09:00)" in readme
    assert json.loads((folder / "release.json").read_text())["due"] == "2027-03-01T23:59:00+09:00"


def test_whichever_twin_was_edited_is_the_submission(folder: Path) -> None:
    pristine = released(folder).pristine
    for name in (f"{HW}.py", f"{HW}.ipynb"):
        before = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(before.replace("raise NotImplementedError", "return print", 1), encoding="utf-8")
        work, note = read_folder(folder, HW, pristine)
        assert (work.path, note) == (folder / name, "")
        (folder / name).write_text(before, encoding="utf-8")


def test_the_solution_is_the_notebook_with_its_answers_and_no_output(made: tuple[Course, Path]) -> None:
    folder = made[1] / "solutions" / HW
    assert sorted(path.name for path in folder.iterdir()) == [f"{HW}.ipynb", f"{HW}.py"]
    cells = json.loads((folder / f"{HW}.ipynb").read_text(encoding="utf-8"))["cells"]
    assert SOLUTION in "".join("".join(cell["source"]) for cell in cells)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
    assert read(folder / f"{HW}.ipynb").fingerprint == read(folder / f"{HW}.py").fingerprint


def test_made_twice_it_is_the_same_and_tells_no_path_of_this_machine(made: tuple[Course, Path], tmp_path: Path) -> None:
    course = a_course(tmp_path / "elsewhere")
    release.generate(course, [HW], tmp_path)
    release.publish(made[0], [HW], made[1], strangers=True)
    assert list(release.differences(made[0], [HW], tmp_path, strangers=True)) == []


def test_a_fresh_clone_has_no_wheel_and_is_current_and_releasing_puts_one_into_each_folder(
    made: tuple[Course, Path],
) -> None:
    course, scratch = made
    release.publish(course, [HW], scratch, strangers=True)
    folders = [course.root / step / HW for step in ("release", "source")]
    assert [len(list(folder.glob("*.whl"))) for folder in folders] == [1, 1]
    for folder in folders:
        next(folder.glob("*.whl")).unlink()
    assert list(release.differences(course, [HW], scratch, strangers=True)) == []
    release.publish(course, [HW], scratch, strangers=True)
    assert [len(list(folder.glob("*.whl"))) for folder in folders] == [1, 1]


@pytest.mark.slow
def test_git_keeps_no_wheel() -> None:
    kept = subprocess.run(["git", "ls-files", "*.whl"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    assert kept == ""


def test_a_difference_is_told_by_file_and_fixed(made: tuple[Course, Path]) -> None:
    course, scratch = made
    release.publish(course, [HW], scratch, strangers=True)
    kept = course.root / "release"
    (kept / HW / "README.md").write_text("edited by hand\n", encoding="utf-8")
    (kept / HW / "pytest.ini").unlink()
    (kept / HW / "notes.txt").touch()
    (kept / HW / ".venv").mkdir()
    (kept / "hw9_gone").mkdir()
    assert list(release.differences(course, [HW], scratch, strangers=True)) == [
        f"release/{HW}/README.md differs",
        f"release/{HW}/notes.txt should not be there",
        f"release/{HW}/pytest.ini is missing",
        "release/hw9_gone belongs to no assignment",
    ]
    release.publish(course, [HW], scratch, strangers=True)
    assert list(release.differences(course, [HW], scratch, strangers=True)) == []
    assert [path.name for path in kept.iterdir()] == [HW]


def test_an_honest_folder_passes_the_gate(folder: Path, gate: Callable[[Path], None]) -> None:
    gate(folder)


@pytest.mark.parametrize(
    ("leak", "says"),
    [
        (f"    {SOLUTION}\n", rf"{HW}.py:\d+: residual"),
        ("#     " + SOLUTION, rf"{HW}.py:\d+: residual"),
        (BY_HAND, rf"{HW}.py:\d+: bound. An outlier"),
        (HIDDEN, r"test_hidden.py:\d+: def test_loss_leaves"),
        (SCHEME, r"scheme.md:1: - 4 points"),
        (PLANTED, r"submissions/accepted/loops.py:\d+: total \+="),
        ("### BEGIN SOLUTION", "must not be published: BEGIN SOLUTION"),
        ("### BEGIN HIDDEN TESTS", "must not be published: HIDDEN"),
        ("see /home/ada/matcalc", "must not be published: /home/a"),
    ],
)
def test_a_leak_is_refused_wherever_it_stands(folder: Path, gate: Callable[[Path], None], leak: str, says: str) -> None:
    for name in (f"{HW}.py", "README.md", "test_public.py"):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(f"{text}{leak}\n", encoding="utf-8")
        with pytest.raises(CourseFault, match=rf"{name}:{len(text.splitlines()) + 1} .*{says}"):
            gate(folder)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("leak", [SOLUTION, HIDDEN, PLANTED, 'agree(submission.loss(*inputs), "BEGIN SOLUTION")'])
def test_a_leak_in_a_notebook_is_refused_in_any_part_of_it(
    folder: Path, gate: Callable[[Path], None], leak: str
) -> None:
    path = folder / f"{HW}.ipynb"
    text = path.read_text(encoding="utf-8")
    for part in ("source", "metadata", "outputs"):
        book = json.loads(text)
        cell = next(cell for cell in book["cells"] if cell["cell_type"] == "code")
        cell[part] = {"source": leak, "metadata": {"was": {leak: 1}}, "outputs": [{"text": leak}]}[part]
        path.write_text(json.dumps(book, indent=1), encoding="utf-8")
        with pytest.raises(CourseFault, match=rf"{HW}.ipynb:\d+ "):
            gate(folder)


def test_a_path_of_this_machine_is_refused(
    made: tuple[Course, Path], folder: Path, gate: Callable[[Path], None]
) -> None:
    (folder / "README.md").write_text(f"made in {made[0].root}\n", encoding="utf-8")
    with pytest.raises(CourseFault, match=r"README.md:1 must not be published"):
        gate(folder)


def test_a_file_that_is_not_on_the_list_is_refused_and_a_missing_one_too(
    folder: Path, gate: Callable[[Path], None]
) -> None:
    (folder / "submissions").mkdir()
    planted = folder / "submissions" / "loops.py"
    planted.touch()
    with pytest.raises(CourseFault, match=r"loops.py is not one of the files of a released folder"):
        gate(folder)
    planted.unlink()
    (folder / "pytest.ini").unlink()
    with pytest.raises(CourseFault, match=r"lacks pytest.ini"):
        gate(folder)


def test_a_stripper_that_fails_open_is_caught_by_the_gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lesson_module, "_stub_text", lambda text: text.replace("SOLUTION", ""))
    with pytest.raises(CourseFault, match=rf"release/{HW}/{HW}.py:\d+ has a line of .*{HW}.py:\d+: residual"):
        release.generate(a_course(tmp_path / "course"), [HW], tmp_path)


def test_a_broken_lesson_is_refused_by_file_and_line_and_nothing_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    course = a_course(tmp_path)
    lesson = course.folder(HW) / f"{HW}.py"
    text = lesson.read_text(encoding="utf-8")
    line = text[: text.index("BEGIN SOLUTION")].count("\n") + 1
    lesson.write_text(text.replace("### END SOLUTION", "", 1), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["release"]) == 1
    assert f"nothing was released: {lesson}: line {line}: this solution never ends" in capsys.readouterr().err
    assert not (tmp_path / "release").exists()
    assert cli.main(["release", "hw5"]) == 2
    assert "there is no assignment 'hw5'; there are hw4_loss" in capsys.readouterr().err


def test_a_mistake_that_could_not_be_named_without_pytorch_is_refused(tmp_path: Path) -> None:
    course = a_course(tmp_path / "course")
    checks = course.folder(HW) / "test_public.py"
    text = checks.read_text()
    old = "answers=lambda right, *inputs: (right[2], *right[:2]),"
    assert old in text
    checks.write_text(text.replace(old, "answers=lambda right, *inputs: tuple(torch.tensor(each) for each in right),"))
    with pytest.raises(CourseFault, match=r"test_one_step or one of its mistakes calls torch.tensor\(\) by itself"):
        release.generate(course, [HW], tmp_path)


def test_the_wheel_holds_the_package_and_nothing_else(made: tuple[Course, Path]) -> None:
    with zipfile.ZipFile(next(made[1].glob("*.whl"))) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    package = handout.ENGINE / "autograder"
    files = (path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert inside == {path.relative_to(handout.ENGINE).as_posix() for path in files}


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("assignments/hw4_loss/notes.txt", "", "is not a part of the engine"),
        ("autograder/tricks.py", HIDDEN, r"tricks.py:1 has lines of .*test_hidden.py:\d+: def test_loss_leaves"),
    ],
)
def test_a_wheel_with_something_of_the_staffs_is_refused(
    made: tuple[Course, Path], tmp_path: Path, name: str, text: str, says: str
) -> None:
    course, scratch = made
    wheel = Path(shutil.copy(next(scratch.glob("*.whl")), tmp_path))
    gate = LeakCheck([course.folder(HW)], [course.root])
    gate.refuse_wheel(wheel, public_text(course.folder(HW)))
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr(name, text)
    with pytest.raises(CourseFault, match=says):
        gate.refuse_wheel(wheel, public_text(course.folder(HW)))
