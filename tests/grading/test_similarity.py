"""Planted copies are found among honest works, however they were disguised, and honest works are not."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

import pytest
from shared import ROOT

from autograder import cli
from autograder.course.course import Course
from autograder.course.submission_file import read
from autograder.grading import earlier_terms
from autograder.grading.fingerprints import fingerprints, of_cells
from autograder.grading.similarity import Compared, Pair, similar

HW = "hw4_loss"
COURSE = Course(ROOT)
STARTER = of_cells([(f"{HW}.py", COURSE.lesson(HW).stub)])
QUESTIONS = [question.id for question in COURSE.assignment(HW).questions]
CLASS = [path for path in sorted((ROOT / "examples/submitted").glob(f"*/{HW}/*")) if path.suffix in (".py", ".ipynb")]
SOURCE = (ROOT / f"examples/submitted/dilnoza/{HW}/{HW}.py").read_text()


def renamed(text: str) -> str:
    for name in ("neuron", "answer", "total", "gradient", "history", "my_", "value"):
        text = text.replace(name, f"q{name}")
    return text


def commented(text: str) -> str:
    return "\n".join(f"{line}  # step {number}" if line else "# ---" for number, line in enumerate(text.split("\n")))


def reordered(text: str) -> str:
    """The functions in another order, and two statements swapped that do not need each other."""
    swapped = text.replace(
        "    gradient_w = np.zeros(len(w))\n    gradient_b = 0.0\n",
        "    gradient_b = 0.0\n    gradient_w = np.zeros(len(w))\n",
    )
    assert swapped != text
    head, *functions = swapped.split("\ndef ")
    return "\ndef ".join([head, *reversed(functions)])


DISGUISES = {
    "as_it_is": str,
    "renamed": renamed,
    "commented": commented,
    "reordered": reordered,
    "renamed_and_reordered": lambda text: renamed(reordered(text)),
}


def honest() -> list[Compared]:
    return [Compared(path.parts[-3], fingerprints(read(path))) for path in CLASS]


def pairs_of(works: list[Compared]) -> set[frozenset[str]]:
    return {frozenset((pair.left.student, pair.right.student)) for pair in similar(works, STARTER, QUESTIONS)}


@pytest.mark.parametrize("name", COURSE.names)
def test_the_sample_class_whose_works_are_honest_has_no_pair(name: str) -> None:
    paths = [
        path for path in sorted((ROOT / "examples/submitted").glob(f"*/{name}/*")) if path.suffix in (".py", ".ipynb")
    ]
    works = [Compared(path.parts[-3], fingerprints(read(path))) for path in paths]
    questions = [question.id for question in COURSE.assignment(name).questions]
    assert similar(works, of_cells([(f"{name}.py", COURSE.lesson(name).stub)]), questions) == []


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_copy_is_found_whatever_was_done_to_it(disguise: str) -> None:
    copy = Compared("copy", of_cells([("work.py", DISGUISES[disguise](SOURCE))]))
    assert pairs_of([*honest(), copy]) == {frozenset(("copy", "dilnoza"))}


def test_a_ring_of_copies_is_found_whole() -> None:
    ring = [Compared(name, of_cells([("work.py", change(SOURCE))])) for name, change in DISGUISES.items()][:4]
    found = pairs_of([*honest(), *ring])
    assert found == {frozenset(two) for two in itertools.combinations([*(work.student for work in ring), "dilnoza"], 2)}


def test_untouched_starter_code_is_no_pair() -> None:
    stubs = [Compared(f"stub{number}", STARTER) for number in range(3)]
    assert pairs_of([*honest(), *stubs]) == set()


def test_a_rare_mistake_that_both_made_weighs_and_a_common_one_does_not() -> None:
    copy = of_cells([("work.py", renamed(SOURCE))])
    alone = [Compared("one", of_cells([("work.py", SOURCE)])), Compared("two", copy)]
    works = [each for each in honest() if each.student != "dilnoza"]

    def pair(mistakes: list[str], common: bool) -> Pair:
        two = [Compared(each.student, each.prints, frozenset(mistakes)) for each in alone]
        others = [Compared(each.student, each.prints, frozenset(mistakes if common else ())) for each in works]
        (found,) = similar([*others, *two], STARTER, QUESTIONS)
        return found

    rare, common, none = pair(["loss: half"], False), pair(["loss: half"], True), pair([], False)
    assert rare.mistakes == ("loss: half",) and common.mistakes == ()
    assert rare.weight > common.weight == none.weight


def test_an_earlier_term_is_kept_without_its_text_and_compared_with(tmp_path: Path) -> None:
    text = earlier_terms.as_text(honest(), HW)
    assert "def " not in text and "numpy" not in text
    (tmp_path / "2025.json").write_text(text)
    before = earlier_terms.load(tmp_path / "2025.json", HW)
    now = [
        Compared("copy", of_cells([("work.py", renamed(SOURCE))])),
        *(each for each in honest() if each.student == "amara"),
    ]
    (pair,) = similar([*now, *before], STARTER, QUESTIONS)
    assert (pair.left.student, pair.right.student, pair.right.term) == ("copy", "dilnoza", "2025")


@pytest.mark.parametrize(
    "content", ["", "[]", '{"assignment": "hw4_loss", "works": [1]}', '{"assignment": "hw5_backprop", "works": []}']
)
def test_another_file_is_no_earlier_term(tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.json").write_text(content)
    tree = str(ROOT / "examples/submitted")
    code = cli.main(
        ["similar", tree, "--assignment", HW, "--earlier", str(tmp_path / "x.json"), "--out", str(tmp_path / "o")]
    )
    assert code == 2 and "x.json" in capsys.readouterr().err


def test_the_command_writes_a_page_for_staff_that_escapes_what_students_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for who, text in (
        ("eve", SOURCE + "\nx = '<script>alert(1)</script>'\n"),
        ("mallory", renamed(SOURCE)),
        ("ada", "def loss(w, b, X, y):\n    return 0.0\n"),
    ):
        (tmp_path / "submitted" / who / HW).mkdir(parents=True)
        (tmp_path / "submitted" / who / HW / f"{HW}.py").write_text(text)
    asked = [
        "similar",
        str(tmp_path / "submitted"),
        "--assignment",
        HW,
        "--out",
        str(tmp_path / "out"),
        "--export",
        str(tmp_path / "x"),
    ]
    assert cli.main(asked) == 0
    assert "1 pair worth a look" in " ".join(capsys.readouterr().out.split())
    page = (tmp_path / "out" / f"{HW}.html").read_text()
    assert "eve and mallory" in page and "<script>" not in page and "&lt;script&gt;" in page
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0
    assert (tmp_path / "x/info.csv").read_text().split() == [
        "filename,label",
        "ada.py,ada",
        "eve.py,eve",
        "mallory.py,mallory",
    ]


@pytest.mark.slow
def test_what_the_rare_mistakes_are_is_read_from_the_results(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for who, text in (("eve", SOURCE), ("mallory", renamed(SOURCE))):
        (tmp_path / "submitted" / who / HW).mkdir(parents=True)
        (tmp_path / "submitted" / who / HW / f"{HW}.py").write_text(text)
    for number in range(8):
        (tmp_path / f"submitted/s{number}" / HW).mkdir(parents=True)
        (tmp_path / f"submitted/s{number}" / HW / f"{HW}.py").write_text(
            f"def loss(w, b, X, y):\n    return {number}\n"
        )
    out = tmp_path / "results"
    assert cli.main(["grade", str(tmp_path / "submitted"), "--out", str(out), "--jobs", "1", "--student", "eve"]) == 0
    result = json.loads((out / "eve" / f"{HW}.json").read_text())
    for check in result["questions"][0]["checks"]:
        check["diagnosis"] = "half"
    for who in ("eve", "mallory"):
        (out / who).mkdir(exist_ok=True)
        (out / who / f"{HW}.json").write_text(json.dumps({**result, "student": who}))
    capsys.readouterr()
    asked = [
        "similar",
        str(tmp_path / "submitted"),
        "--assignment",
        HW,
        "--out",
        str(tmp_path / "o"),
        "--results",
        str(out),
    ]
    assert cli.main(asked) == 0 and "loss: half" in capsys.readouterr().out


def test_a_thousand_works_take_no_time_to_speak_of() -> None:
    """Each work is compared only with those that share something rare: a class ten times as large is about ten times as much."""
    dice = random.Random(3)

    def work(number: int) -> Compared:
        body = "".join(
            f"    total = total {dice.choice('+-*/')} {dice.randint(0, 99)} * x[{dice.randint(0, 9)}]\n"
            for _ in range(12)
        )
        return Compared(f"s{number}", of_cells([("work.py", f"def loss(x):\n    total = 0\n{body}    return total\n")]))

    works = [work(number) for number in range(1000)]
    assert similar(works, STARTER, QUESTIONS) == []
