"""Assignments are found and read, and what is wrong with one is said by file, key and legal values."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from autograder.core.model import BadInput, CourseFault, Limits
from autograder.course.course import Course, find_root, load_assignment, released

TOML = """title = "Sums"
hours = "1"

[limits]
question_seconds = 2

[[questions]]
id = "total"
title = "A sum"
signature = "total(x)"
points = 62.5
hints = ["Which way round?"]

[[questions]]
id = "Net.loss"
title = "A loss"
signature = "Net.loss(X, y)"
points = 37.5
hints = ["Which mean?", "Section 2."]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "assignments" / "hw1_sums"
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text(TOML, encoding="utf-8")
    return folder


def test_an_assignment_is_what_its_file_says(folder: Path) -> None:
    assignment = load_assignment(folder)
    assert (assignment.id, assignment.title, assignment.max_score) == ("hw1_sums", "Sums", 100)
    assert [question.points for question in assignment.questions] == [Fraction(125, 2), Fraction(75, 2)]
    assert assignment.questions[1].hints == ("Which mean?", "Section 2.")
    assert assignment.limits == Limits(question_seconds=2.0)


def test_practice_stands_beside_the_questions_that_have_points(folder: Path) -> None:
    quiz = '[[questions]]\nid = "quiz"\ntitle = "By heart"\nsignature = "quiz(n)"\npractice = true\nhints = ["?"]\n'
    (folder / "assignment.toml").write_text(TOML + quiz, encoding="utf-8")
    assignment = load_assignment(folder)
    assert [question.id for question in assignment.questions] == ["total", "Net.loss"]
    assert [question.id for question in assignment.practice] == ["quiz"]
    assert [question.points for question in assignment.with_practice.questions] == [62.5, 37.5, 0]
    assert (assignment.max_score, assignment.with_practice.max_score) == (100, 100)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'hours = "1"',
            'hour = "1"',
            "unknown key 'hour'; did you mean hours? legal are due, framework, hours, limits, questions, title",
        ),
        ('hours = "1"', "hours = 1", "hours must be a non-empty text, not 1"),
        ('title = "Sums"', "", "title must be a non-empty text, not None"),
        ('title = "Sums"', "title = Sums", "Invalid value (at line 1"),
        ("question_seconds", "seconds", "[limits]: unknown key 'seconds'"),
        (
            "question_seconds = 2",
            "question_seconds = -2",
            "[limits]: question_seconds must be a number above 0, not -2",
        ),
        ("question_seconds = 2", "memory_mb = 1.5", "[limits]: memory_mb must be a whole number above 0, not 1.5"),
        ('"Net.loss"', '"total"', "[[questions]] 2: id 'total' is taken by an earlier question"),
        ('"Net.loss"', '"ﬁt"', "[[questions]] 2 (ﬁt): Python reads this name as 'fit'; write the id so"),
        ('"Net.loss"', '"a.b.c"', "[[questions]] 2 (a.b.c): id must be a function's name or Class.method"),
        ("points = 62.5", "points = 0", "[[questions]] 1 (total): points must be a number above 0, at most 100, not 0"),
        ("points = 62.5", "points = true", "[[questions]] 1 (total): points must be a number above 0"),
        ("points = 62.5", "points = 62.5\npractice = true", "(total): practice must be true, and excludes"),
        ("points = 62.5", "practice = 1", "[[questions]] 1 (total): practice must be true, and excludes points"),
        ("points = 62.5", "practice = false", "[[questions]] 1 (total): points must be a number above 0"),
        ("points = 62.5", "practice = true", "the points of the questions sum to 37.5; they must sum to 100"),
        ("points = 62.5", "points = 62", "the points of the questions sum to 99.5; they must sum to 100"),
        ('signature = "total(x)"', "", "[[questions]] 1 (total): signature must be a non-empty text, not None"),
        ('"total(x)"', '"total"', "[[questions]] 1 (total): signature must read like f(x, eps=1e-5), not 'total'"),
        ('hints = ["Which way round?"]', "hints = []", "[[questions]] 1 (total): hints must be a list of one or more"),
        ('title = "A sum"', 'titel = "A sum"', "[[questions]] 1: unknown key 'titel'; did you mean title?"),
    ],
)
def test_what_is_wrong_is_said_by_file_key_and_legal_values(folder: Path, old: str, new: str, says: str) -> None:
    assert old in TOML
    (folder / "assignment.toml").write_text(TOML.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CourseFault, match=re.escape(says)) as fault:
        load_assignment(folder)
    assert str(fault.value).startswith(str(folder / "assignment.toml"))


def test_its_hash_covers_checks_and_lesson_but_no_planted_work(folder: Path) -> None:
    seen = {load_assignment(folder).sha256}
    for name in ("hw1_sums.py", "test_public.py", "test_hidden.py"):
        (folder / name).write_text("pass\n", encoding="utf-8")
        seen.add(load_assignment(folder).sha256)
    assert len(seen) == 4
    (folder / "submissions").mkdir()
    (folder / "submissions" / "a.py").write_text("pass\n", encoding="utf-8")
    assert load_assignment(folder).sha256 in seen


def test_an_unknown_name_is_answered_with_the_nearest(folder: Path) -> None:
    course = Course(folder.parents[1])
    assert course.names == ["hw1_sums"]
    assert course.assignment("hw1_sums").id == "hw1_sums"
    for name in ("hw1", "hw1_sum"):
        with pytest.raises(BadInput, match=f"no assignment '{name}'; did you mean hw1_sums\\?"):
            course.folder(name)
    with pytest.raises(BadInput, match="no assignment 'zebra'; there are hw1_sums"):
        course.folder("zebra")


def test_the_root_is_found_from_anywhere_inside(folder: Path, tmp_path: Path) -> None:
    assert find_root(folder) == tmp_path.resolve()
    assert (find_root() / "assignments").is_dir()


def test_a_released_folder_says_what_it_is(folder: Path) -> None:
    with pytest.raises(BadInput, match=r"no release\.json"):
        released(folder)
    note = folder / "release.json"
    note.write_text(json.dumps({"assignment": "hw7_other", "code": "abc"}), encoding="utf-8")
    assignment, pristine, _ = released(folder)
    assert (assignment.id, assignment.max_score, pristine) == ("hw7_other", 100, "abc")
    note.write_text('{"assignment":', encoding="utf-8")
    with pytest.raises(BadInput, match="damaged; take a fresh copy"):
        released(folder)


@pytest.mark.slow
def test_reading_a_course_needs_the_standard_library_alone() -> None:
    heavy = "numpy", "torch", "pytest", "nbformat", "nbgrader", "rich"
    code = f"import sys, autograder.course.course; print(sorted(set({heavy!r}) & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"[]"


def test_a_run_sees_one_state_of_an_assignment_until_it_is_told_to_look_again(folder: Path) -> None:
    lesson = folder / "hw1_sums.py"
    text = '# %%\ncheck("total")\n\n# %%\ncheck("Net.loss")\n'
    lesson.write_text(text, encoding="utf-8")
    course = Course(folder.parents[1])
    first, parsed = course.assignment("hw1_sums"), course.lesson("hw1_sums")
    assert not course.renew("hw1_sums") and course.lesson("hw1_sums") is parsed
    lesson.write_text(f"# %%\nx = 1\n\n{text}", encoding="utf-8")
    assert course.assignment("hw1_sums") is first and course.lesson("hw1_sums") is parsed
    assert course.renew("hw1_sums")
    assert course.assignment("hw1_sums").sha256 != first.sha256 and len(course.lesson("hw1_sums").released) == 3


def test_what_is_wrong_with_a_lesson_is_said_by_file_and_line(folder: Path) -> None:
    course = Course(folder.parents[1])
    with pytest.raises(CourseFault, match=r"hw1_sums\.py: there is no such file"):
        course.lesson("hw1_sums")
    (folder / "hw1_sums.py").write_text("# %%\n### BEGIN SOLUTION\n", encoding="utf-8")
    with pytest.raises(CourseFault, match=r"hw1_sums\.py: line 2: this solution never ends"):
        course.lesson("hw1_sums")
