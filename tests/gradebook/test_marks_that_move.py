"""Work that changed is marked again by nbgrader's own commands, and a killed run leaves nobody with a silent zero."""

from __future__ import annotations

import os

import pytest
from shared import ROOT
from term import HW, RIGHT, WRONG, Term, answered, nbgrader

from autograder import cli
from autograder.course.course import Course
from autograder.gradebook.autograde import JudgeSubmission
from autograder.gradebook.reading import Given, Reading

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's dependencies warn of each other

UNREADABLE = "# coding: rot_13\n" + RIGHT


def test_changed_work_under_an_old_time_is_marked_again(term: Term) -> None:
    for student in ("ada", "ben"):
        (term.hand_in(student, WRONG, f"{HW}.py") / "timestamp.txt").write_text("2026-01-01 12:00:00 UTC")
    term.run("autograde", HW)
    before = term.scores("ada")
    (term.root / "submitted/ada" / HW / f"{HW}.py").write_text(RIGHT)
    said = term.run("autograde", HW)
    assert f"ada: {HW} is graded again: its work is not what was judged" in said
    assert "ben: " not in said and term.scores("ben") == before
    assert term.result("ada")["score"] == 100.0 and term.scores("ada")["d_loss"] == 50.0 != before["d_loss"]


def test_work_that_could_not_be_judged_is_tried_again(term: Term) -> None:
    term.hand_in("ada", UNREADABLE, f"{HW}.py")
    term.run("autograde", HW)
    assert term.rows("ada")["ada", "loss"] == (None, None, 1)
    assert "rot_13" in term.result("ada")["problem"] and term.result("ada")["score"] is None
    term.hand_in("ada", RIGHT, f"{HW}.py")
    term.run("autograde", HW)
    assert term.rows("ada")["ada", "loss"] == (20.0, None, 0) and term.result("ada")["score"] == 100.0


@pytest.mark.parametrize("name", [f"{HW}.py", f"{HW}.ipynb"])
def test_a_run_killed_before_its_judge_leaves_rows_that_wait(
    term: Term, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if name.endswith(".py"):
        term.hand_in("ada", RIGHT, name)
    else:
        term.hand_in("ada", term.book())
    child = os.fork()
    if not child:
        monkeypatch.setattr(JudgeSubmission, "preprocess", lambda *_: os._exit(9))
        nbgrader(term.root, "autograde", HW)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    rows = term.rows("ada")
    assert set(rows.values()) == {(None, None, 1)}
    term.run("autograde", HW)
    assert term.rows("ada")["ada", "loss"][0] is not None


def test_one_process_or_many_have_the_class_s_seed(term: Term) -> None:
    config = term.root / "nbgrader_config.py"
    config.write_text("\n".join(line for line in config.read_text().splitlines() if "JudgeSubmission.seed" not in line))
    for student in ("ada", "ben"):
        term.hand_in(student, RIGHT, f"{HW}.py")
        term.run("autograde", HW, f"--student={student}")
    assert term.result("ada")["seed"] == term.result("ben")["seed"]
    assert int((term.root / f"results/.{HW}.seed").read_text()) == term.result("ada")["seed"]


def test_the_total_is_one_sum_to_the_last_digit(term: Term) -> None:
    from nbgrader.api import Gradebook

    planted = ROOT / "assignments" / HW / "submissions/wrong"
    for path in sorted(planted.glob("*.py"))[:8]:
        term.hand_in(path.stem, path.read_text(), f"{HW}.py")
    term.run("autograde", HW)
    with Gradebook(term.db_url, "matcalc") as gradebook:
        totals = {each.student_id: each.score for each in gradebook.assignment_submissions(HW)}
    assert totals == {who: term.result(who)["score"] for who in totals} and len(totals) == 8


def test_an_export_says_that_results_are_of_other_points(term: Term) -> None:
    term.hand_in("ada", RIGHT, f"{HW}.py")
    term.run("autograde", HW)
    assert "other points" not in term.run("export")
    told = term.root / "assignments" / HW / "assignment.toml"
    told.write_text(told.read_text().replace("points = 50", "points = 45").replace("points = 30", "points = 35"))
    said = term.run("export")
    assert f"{HW}: 1 result of other points than assignment.toml has now" in said
    assert (
        f"the gradebook knows other cells or points of {HW}" in said
        and ",ada," in (term.root / "grades.csv").read_text()
    )


def test_a_page_says_what_the_gradebook_says_now(term: Term) -> None:
    term.hand_in("ada", WRONG, f"{HW}.py")
    term.run("autograde", HW)
    term.run("generate_feedback", HW)
    term.give("ada", "d_loss", 33.5)
    term.run("generate_feedback", HW)
    page = (term.root / "feedback/ada" / HW / f"{HW}.html").read_text()
    assert "33.5" in page and "Your instructor gave these points" in page


def test_status_lists_what_waits_in_the_gradebook_and_what_came_late(
    term: Term, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    term.run("db", "assignment", "add", HW, "--duedate", "2026-01-01 12:00 UTC")
    folder = term.hand_in("ada", answered(term.book()))
    (folder / "timestamp.txt").write_text("2026-01-01 14:30:00 UTC")
    term.run("autograde", HW)
    monkeypatch.chdir(term.root)
    capsys.readouterr()
    assert cli.main(["status"]) == 0
    said = capsys.readouterr().out
    assert "a derivation waits for a person" in said and f"autograder read {HW}" in said
    assert "handed in 2 h 30 min late: nothing is taken off" in said
    term.run("generate_feedback", HW)
    found, _, _ = Reading(Course(term.root), HW).answers()
    Reading(Course(term.root), HW).give(Given(found[0].id, "answer", 4.0, "", found[0].seen), "mina")
    os.utime(term.root / "feedback/ada" / HW / f"{HW}.html", (1, 1))
    assert cli.main(["status"]) == 0
    said = capsys.readouterr().out
    assert "is older than what mina gave by hand" in said and "waits for a person" not in said
