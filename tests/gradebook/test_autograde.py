"""An instructor's term with nbgrader's own commands, marked by the isolated judge."""

from __future__ import annotations

import contextlib
import html
import io
import json
import os
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from shared import ROOT
from term import DERIVED, HW, RIGHT, WRONG, Term, answered, at_once, from_json, grade_id, nbgrader

from autograder import cli
from autograder.core.numbers import points
from autograder.course.course import Course
from autograder.gradebook import cell_outputs
from autograder.student import release

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's dependencies warn of each other


# The whole cycle.


def test_generate_assignment_leaves_what_make_release_made(term: Term, tmp_path: Path) -> None:
    course, again = Course(term.root), tmp_path / "again"
    again.mkdir()
    release.generate(course, [HW], again)
    assert list(release.differences(course, [HW], again, strangers=True)) == []


def test_a_term_with_nbgrader_s_own_commands(term: Term, tmp_path: Path) -> None:
    term.run("release_assignment", HW)
    student = tmp_path / "student"
    student.mkdir()
    (student / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'matcalc'\n"
        + "\n".join(
            line for line in (term.root / "nbgrader_config.py").read_text().splitlines() if "c.Exchange." in line
        )
    )
    home = Term(student)
    home.run("fetch_assignment", HW)
    path = student / HW / f"{HW}.ipynb"
    path.write_text(json.dumps(answered(json.loads(path.read_text()), WRONG)))
    home.run("submit", HW)
    term.run("collect", HW)
    (who,) = [path.name for path in (term.root / "submitted").iterdir()]

    archive = term.root / "downloaded" / HW / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "lms.zip", "w") as packed:
        packed.writestr(f"term_ada_attempt_2026-01-30-15-30-10_{HW}.ipynb", json.dumps(answered(term.book())))
    term.run("zip_collect", HW)
    assert sorted(path.name for path in (term.root / "submitted").iterdir()) == sorted([who, "ada"])

    term.run("autograde", HW)
    assert term.scores("ada") == {"loss": 20.0, "d_loss": 50.0, "train": 30.0, "answer": None}
    assert term.scores(who) == from_json(term.result(who)) | {"answer": None}
    term.give("ada", "answer", 8.5)
    term.run("generate_feedback", HW)
    page = (term.root / "feedback" / who / HW / f"{HW}.html").read_text()
    assert "Wrong value" in page and "Expected" in page
    said = term.run("release_feedback", HW)
    assert f"submitted/ada/{HW} was not submitted through the exchange" in said and f"student '{who}'" in said
    home.run("fetch_feedback", HW)
    assert [path.read_text() for path in (student / HW / "feedback").rglob("*.html")] == [page]
    term.run("export")
    lines = (term.root / "grades.csv").read_text().splitlines()
    head = lines[0].split(",")
    row = next(dict(zip(head, line.split(","), strict=True)) for line in lines if ",ada," in line)
    assert (float(row["score"]), float(row["max_score"])) == (108.5, 110.0)


@pytest.mark.parametrize("student", ["*", "ada"])
def test_text_files_alone_are_marked_as_notebooks_are(term: Term, student: str) -> None:
    term.hand_in("ada", WRONG, f"{HW}.py")
    term.hand_in("ben", RIGHT, "my work.py")
    term.run("autograde", HW, f"--student={student}")
    assert term.scores("ada") == from_json(term.result("ada")) | {"answer": None}
    assert term.scores("ben").get("loss") == (20.0 if student == "*" else None)
    term.run("generate_feedback", HW)
    assert "without its ReLU" in (term.root / "feedback/ada" / HW / f"{HW}.html").read_text()


def test_nobody_s_work_is_nbgrader_s_own_error(term: Term) -> None:
    term.hand_in("ada", RIGHT, f"{HW}.py")
    code, said = nbgrader(term.root, "autograde", HW, "--student=eve")
    assert code == 1 and "No notebooks were matched" in said and term.rows() == {}


# What people and the course do to scores.


@pytest.mark.parametrize("way", ["nbgrader", "at once"])
def test_late_work_pays_what_the_course_s_deadlines_say(term: Term, way: str) -> None:
    (term.root / "deadlines.toml").write_text(
        f'[due]\n{HW} = "2026-01-01 12:00"\n[late]\npercent_a_day = 10\nslip_days = 1\n'
    )
    with contextlib.chdir(term.root):
        assert cli.main(["extend", "longer", HW, "--days", "2"]) == 0
    for student in ("late", "longer"):
        folder = term.hand_in(student, answered(term.book(), WRONG))
        (folder / "timestamp.txt").write_text("2026-01-03 12:00:00 UTC")
    (term.root / "roster.csv").write_text("student,name,email\nlate,Late Student,l@x.org\nzoe,Zoe Doe,z@x.org\n")
    with contextlib.chdir(term.root):
        assert cli.main(["roster", "--gradebook"]) == 1  # somebody handed in who is not on it
    assert term.query("select id, first_name, last_name from student") == [
        ("late", "Late", "Student"), ("zoe", "Zoe", "Doe"),
    ]  # fmt: skip
    if way == "nbgrader":
        term.run("autograde", HW)
    else:
        assert at_once(term.root, term.root / "results") == 0
    possible = 100 + Course(term.root).lesson(HW).manual_points
    assert term.penalties() == {"late": possible / 10, "longer": None}  # two days late, one of them slipped


@pytest.mark.parametrize("way", ["nbgrader", "at once"])
def test_manual_scores_stay_and_late_work_pays(term: Term, way: str) -> None:
    term.configure('c.LateSubmissionPlugin.penalty_method = "zero"')
    term.run("db", "assignment", "add", HW, "--duedate", "2026-01-01 12:00 UTC")
    for student, day in (("early", "2025-12-31"), ("late", "2026-01-02")):
        folder = term.hand_in(student, answered(term.book(), WRONG))
        (folder / "timestamp.txt").write_text(f"{day} 12:00:00 UTC")

    def mark(*again: str) -> None:
        if way == "nbgrader":
            term.run("autograde", HW, *again)
        else:
            shutil.rmtree(term.root / "results", ignore_errors=True)
            assert at_once(term.root, term.root / "results") == 0

    mark()
    assert term.rows("late")["late", "answer"] == (None, None, 1)
    term.give("early", "answer", 7.0)
    term.give("early", "d_loss", 33.25)
    mark("--force")
    auto = from_json(term.result("early"))["d_loss"]
    assert term.rows("early")["early", "d_loss"] == (auto, 33.25, 1)  # nbgrader's rule: look again
    assert term.rows("early")["early", "answer"] == (None, 7.0, 1)
    assert term.penalties() == {"early": None, "late": term.result("late")["score"]}


def test_an_untouched_derivation_is_no_response(term: Term) -> None:
    term.hand_in("idle", term.book())
    term.run("autograde", HW)
    assert term.rows("idle")["idle", "answer"] == (0.0, None, 0)
    assert term.comments() == [("idle", name, "No response.") for name in sorted(
        ("answer", "answer-loss", "answer-d_loss", "answer-train", "answer-quiz")
    )]  # fmt: skip


def test_the_course_s_fault_is_neither_a_mark_nor_a_zero(term: Term) -> None:
    checks = term.root / "assignments" / HW / "test_hidden.py"
    checks.write_text(
        checks.read_text()
        + '\n\n@question("train")\ndef test_that_stumbles(submission, cases):\n    """Private words."""\n'
        "    for inputs in cases(mixed, dict(N=3, n=2)):\n"
        "        w, b, losses = submission.train(*inputs)\n"
        "        agree(w, w)\n        1 / int(w[0] != 12345)\n"
    )
    term.hand_in("right", answered(term.book()))
    odd = RIGHT.replace(
        "def train(",
        "def train(*arguments, **options):\n    return np.full(len(arguments[0]), 12345.0), 0.0, np.zeros(100)\ndef other(",
    )
    term.hand_in("odd", answered(term.book(), odd))
    term.run("autograde", HW)
    assert term.scores("right")["train"] == 30.0
    assert term.result("odd")["questions"][2]["verdict"] == "judge_error" and term.result("odd")["score"] is None
    assert term.rows("odd")["odd", "train"] == (None, None, 1)
    assert "Private words" not in json.dumps(term.graded("odd"))


def test_a_gradebook_that_does_not_know_the_assignment_says_what_to_run(term: Term) -> None:
    term.hand_in("ada", answered(term.book()))
    (term.root / "gradebook.db").unlink()
    code, said = nbgrader(term.root, "autograde", HW)
    assert code == 1 and f"the gradebook does not know {HW}; run `make release`, then `nbgrader generate" in said
    said_too = io.StringIO()
    with contextlib.redirect_stderr(said_too):
        assert at_once(term.root, term.root / "results") == 2
    assert "the gradebook does not know" in said_too.getvalue() and not list(term.root.glob("results/*/*.json"))


def test_a_broken_reference_grades_nobody(term: Term) -> None:
    term.hand_in("ada", answered(term.book()))
    lesson = term.root / "assignments" / HW / f"{HW}.py"
    lesson.write_text(lesson.read_text().replace("2 / len(y) * X.T @ error", "2.002 / len(y) * X.T @ error"))
    code, said = nbgrader(term.root, "autograde", HW)
    assert code == 1 and "nobody is graded" in said and term.rows() == {}


def test_a_check_that_was_edited_counts_in_the_same_process(term: Term) -> None:
    """JupyterLab keeps nbgrader's API for days, and with it what was collected: as long as nothing was edited."""
    from nbgrader.apps.api import NbGraderAPI
    from traitlets.config.loader import PyFileConfigLoader

    for student in ("ada", "ben"):
        term.hand_in(student, answered(term.book()))
    config = PyFileConfigLoader("nbgrader_config.py", path=str(term.root)).load_config()
    config.CourseDirectory.root = str(term.root)
    with contextlib.chdir(term.root):
        api = NbGraderAPI(config=config)
        collected = term.root / "collected"
        checks = term.root / "assignments" / HW / "test_hidden.py"
        checks.write_text(
            f"{checks.read_text()}\nwith open({str(collected)!r}, 'a') as seen:\n    seen.write('once more ')\n"
        )
        assert api.autograde(HW, "ada")["success"] and api.autograde(HW, "ben")["success"]
        assert term.scores("ada")["d_loss"] == term.scores("ben")["d_loss"] == 50.0
        assert collected.read_text() == "once more "
        checks.write_text(
            checks.read_text()
            + '\n\n@question("d_loss")\ndef test_by_hand(submission, cases):\n    """Private words."""\n'
            "    if submission.loss.__doc__ != 'no':\n        raise AssertionError\n"
        )
        said = api.autograde(HW, "ada")
    assert not said["success"] and "nobody is graded" in said["log"] + said.get("error", "")


def test_what_a_killed_run_left_half_done_is_graded_again(term: Term) -> None:
    term.hand_in("ada", answered(term.book()))
    folder = term.root / "autograded/ada" / HW
    folder.mkdir(parents=True)
    (folder / f"{HW}.ipynb").write_text('{"cells": [], "meta')
    said = term.run("autograde", HW)
    assert "was not finished, and is graded again" in said and term.scores("ada")["loss"] == 20.0


# What students read.


def test_feedback_tells_no_hidden_check_no_solution_and_no_seed(term: Term) -> None:
    for path in sorted((ROOT / f"assignments/{HW}/submissions/wrong").glob("*.py"))[::12]:
        term.hand_in(path.stem, answered(term.book(), path.read_text()))
    spy = "def loss(w, b, X, y):\n    raise ValueError(f'<script>{X.tolist()} {w}')"
    term.hand_in("spy", answered(term.book(), spy))
    term.run("autograde", HW)
    term.run("generate_feedback", HW)
    pages = {path.parts[-3]: path.read_text() for path in (term.root / "feedback").rglob("*.html")}
    assert sorted(pages) == sorted(os.listdir(term.root / "submitted"))
    found = 0
    for student, page in pages.items():
        plain = html.unescape(page)
        checks = [check for question in term.result(student)["questions"] for check in question["checks"]]
        public = json.dumps([check for check in checks if check["visibility"] == "public"], ensure_ascii=False)
        secrets = {
            check[part] for check in checks if check["visibility"] == "hidden" for part in ("title", "message", "id")
        }
        secrets = {text for text in secrets if text and json.dumps(text, ensure_ascii=False)[1:-1] not in public}
        found += len(secrets)
        assert [text for text in secrets if text in plain] == []
        assert not re.search(rf"(?<![\d.]){term.result(student)['seed']}(?!\d)", plain)
        assert "<script>[[" not in page and "BEGIN SOLUTION" not in plain
    assert found > 10 * len(pages)
    lines = {line.strip() for line in (ROOT / f"assignments/{HW}/test_hidden.py").read_text().splitlines()}
    public = (ROOT / f"assignments/{HW}/test_public.py").read_text()
    secret = [line for line in lines if len(line) > 25 and line not in public]
    assert [line for line in secret for page in pages.values() if line in html.unescape(page)] == []


def test_the_page_says_what_people_gave(term: Term) -> None:
    term.hand_in("ada", answered(term.book(), WRONG))
    term.run("autograde", HW)
    loss = points(term.scores("ada")["loss"])
    before = term.page("ada")
    assert "of 110 points so far" in before and "Derivation Not read yet. – of 10" in before
    term.give("ada", "answer", 7.5)
    term.give("ada", "d_loss", 33.25)
    term.comment("ada", "answer", "Say where <b>it</b> enters.")
    term.comment("ada", "answer-d_loss", "So close!")
    after = term.page("ada")
    assert (
        f"Derivation Read by your instructor. 7.5 of 10 Your instructor Say where <b>it</b> enters. Your answer {DERIVED}"
        in after
    )
    assert "the checks gave 0" in after and "33.2 of 50" in after and "Your instructor So close!" in after
    assert f"loss The mean squared error of a ReLU neuron {loss} of 20" in after and "so far" not in after
    (place,) = re.findall(r"for ada ([\d.]+) of 110", after)
    assert float(place) == round(term.scores("ada")["loss"] + 33.25 + 7.5 + term.scores("ada")["train"], 1)


def test_the_page_of_late_work_says_what_it_cost(term: Term) -> None:
    with (term.root / "nbgrader_config.py").open("a") as settings:
        settings.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    term.run("db", "assignment", "add", HW, "--duedate", "2026-01-01 12:00 UTC")
    (term.hand_in("ada", answered(term.book())) / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC")
    term.run("autograde", HW)
    page = term.page("ada")
    assert "for ada 0 of 110 points so far" in page and "100 points are taken off" in page


def test_the_page_of_what_nobody_could_read_says_why(term: Term) -> None:
    term.hand_in("ada", "this is no notebook")
    term.run("autograde", HW)
    assert re.search(r"When your file was run hw4_loss\.ipynb .{,40}is not JSON", term.page("ada"))
    term.give("ada", "loss", 12.0)
    assert "12 of 110 points so far" in term.page("ada")


def test_points_are_not_explained_by_another_run_s_result(term: Term) -> None:
    term.hand_in("ada", answered(term.book()))
    term.run("autograde", HW)
    term.hand_in("ada", answered(term.book(), WRONG))
    with contextlib.chdir(term.root), contextlib.redirect_stdout(io.StringIO()):
        assert cli.main(["grade", "submitted"]) == 0
    code, said = nbgrader(term.root, "generate_feedback", HW)
    assert code == 1 and "the gradebook has other points for d_loss" in said and "--student=ada --force" in said
    shutil.rmtree(term.root / "results")
    code, said = nbgrader(term.root, "generate_feedback", HW)
    assert code == 1 and "ada/hw4_loss.json cannot be read" in said and "--student=ada --force" in said
    term.run("autograde", HW, "--student=ada", "--force")
    assert "of 110 points so far" in term.page("ada")


def test_a_mistake_is_named_once_under_a_check_cell(term: Term) -> None:
    term.hand_in("ada", answered(term.book(), WRONG))
    term.run("autograde", HW)
    checks = [check for check in term.result("ada")["questions"][1]["checks"] if check["visibility"] == "public"]
    (mistake,) = {check["message"].partition(". ")[2] for check in checks}
    cell = next(cell for cell in term.graded("ada") if grade_id(cell) == "d_loss")
    said = "".join(cell["outputs"][0]["data"]["text/plain"])
    assert said.count(mistake) == 1 and all(check["title"] in said for check in checks[:3]) and len(checks) > 3


def test_a_score_is_the_last_output_clamped_and_plain() -> None:
    question = {"id": "f", "title": "t", "score": 7.000000001, "max_score": 7.0, "verdict": "passed", "checks": []}
    assert cell_outputs.outputs(question)[-1]["data"] == {"text/plain": "7.0"}
    question |= {"score": None, "verdict": "judge_error"}
    assert [output["output_type"] for output in cell_outputs.outputs(question)] == ["display_data"]


def test_every_public_check_that_failed_is_told_if_only_by_its_title() -> None:
    failed = {"visibility": "public", "verdict": "wrong_value", "message": "expected 1, got 2", "where": "", "expected": "1",
              "got": "2", "hint": "", "diagnosis": None, "counterexample": None, "notes": []}  # fmt: skip
    checks = [failed | {"id": f"test_public::test_{number}", "title": f"Title {number}."} for number in range(5)]
    question = {"id": "f", "title": "t", "score": 0.0, "max_score": 7.0, "verdict": "wrong_value", "checks": checks}
    said = cell_outputs.outputs(question)[0]["data"]["text/plain"]
    assert all(f"Title {number}." in said for number in range(5)) and said.count("expected 1, got 2") == 3


def test_a_student_s_text_is_escaped_and_bounded() -> None:
    evil = "</pre><script>alert(1)</script>\x1b[31m\u202e" + "x" * 10_000_000
    check = {"visibility": "public", "verdict": "error", "title": "t", "message": evil, "where": evil, "expected": "", "got": "",
             "hint": evil, "diagnosis": None, "counterexample": {"call": "f", "inputs": {evil: evil}}, "notes": [evil]}  # fmt: skip
    (shown, _) = cell_outputs.outputs(
        {"id": "f", "title": "t", "score": 0.0, "max_score": 7.0, "verdict": "error", "checks": [check]}, [evil]
    )
    assert "<script" not in shown["data"]["text/html"] and len(shown["data"]["text/html"]) < 10_000
    assert not {"\x1b", "\u202e"} & set(shown["data"]["text/html"] + shown["data"]["text/plain"])
