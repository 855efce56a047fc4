"""Earlier results are read as what anyone may have put in their place: whole, plain and bounded, or not at all."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from shared import ROOT, SEED

from autograder.core.model import BadInput
from autograder.course.submitted import Task
from autograder.grading.bench import Bench
from autograder.results import store
from autograder.results.result_json import result_json

Json = dict[str, Any]
GONE = object()
WRONG = ROOT / "assignments/hw4_loss/submissions/wrong/no_mask.py"


@pytest.fixture(scope="module")
def result(bench: Bench) -> Json:
    """A real one, with a counterexample in it."""
    return result_json(bench.grade(Task("ada", "hw4_loss", WRONG)))


def refusal(path: Path) -> str:
    with pytest.raises(BadInput) as refused:
        store.read(path)
    return str(refused.value)


def put(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "hw4_loss.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_what_was_written_is_read_to_the_last_digit(tmp_path: Path, result: Json) -> None:
    assert store.read(put(tmp_path, store.readable_json(result))) == json.loads(json.dumps(result))
    assert result["seed"] == SEED and any(check["counterexample"] for check in checks(result))


def a_huge_file(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(100_000_000)


PLACES: dict[str, Callable[[Path], None]] = {
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a pipe behind a link": lambda path: (os.mkfifo(path.with_name("pipe")), path.symlink_to("pipe"))[1],
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a huge file": a_huge_file,
}


@pytest.mark.parametrize("lay", PLACES.values(), ids=PLACES.keys())
def test_what_is_no_regular_file_of_a_result_s_size_is_refused_unread(
    tmp_path: Path, lay: Callable[[Path], None]
) -> None:
    path = tmp_path / "ada/hw4_loss.json"
    path.parent.mkdir()
    lay(path)
    assert f"{path} cannot be read: " in refusal(path)
    assert store.paths(tmp_path) == [path], "and yet it is named to whoever looks for results"


def test_a_result_in_a_folder_behind_a_link_is_read(tmp_path: Path, result: Json) -> None:
    (tmp_path / "kept").mkdir()
    put(tmp_path / "kept", store.readable_json(result))
    (tmp_path / "out").mkdir()
    (tmp_path / "out/ada").symlink_to("../kept")
    assert [store.read(path)["student"] for path in store.paths(tmp_path / "out")] == ["ada"]


def test_a_student_s_folder_that_cannot_be_listed_stands_for_its_results(tmp_path: Path) -> None:
    (tmp_path / "ada").symlink_to("nowhere")
    (tmp_path / "index.html").write_text("no student")
    assert store.paths(tmp_path) == [tmp_path / "ada"]
    assert "cannot be read" in refusal(tmp_path / "ada")


def test_of_a_field_that_is_there_twice_no_reader_chooses_one(tmp_path: Path, result: Json) -> None:
    text = store.readable_json(result)
    for forged in (text.replace('"score"', '"score": 100.0, "score"', 1), text.rstrip()[:-1] + ', "score": 100.0}'):
        assert json.loads(forged)
        assert "it has 'score' twice" in refusal(put(tmp_path, forged))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.encode("utf-16"),
        lambda text: text + "x",
        lambda text: text[:-3],
        lambda text: text.replace('"ada"', '"ada\xff"').encode("latin-1"),
        lambda text: text.replace('"timings": {', '"timings": {"x": NaN, ', 1),
        lambda text: text.replace('"timings": {', '"timings": {"x": 1e999, ', 1),
        lambda text: text.replace('"timings": {', f'"timings": {{"x": {"[" * 90 + "]" * 90}, ', 1),
    ],
    ids=["a mark before it", "utf-16", "more behind it", "cut off", "latin-1", "no number", "infinite", "deep"],
)
def test_other_text_than_plain_json_is_no_result(
    tmp_path: Path, result: Json, change: Callable[[str], str | bytes]
) -> None:
    text = store.readable_json(result)
    assert change(text) != text
    assert "is not a result: " in refusal(put(tmp_path, change(text)))


def checks(result: Json) -> list[Json]:
    return [check for question in result["questions"] for check in question["checks"]]


def parts(result: Json) -> Iterator[tuple[str, Json]]:
    """An object of each kind that a result is made of, and the path to its fields."""
    places = ((q, c) for q, question in enumerate(result["questions"]) for c, _ in enumerate(question["checks"]))
    q, c = next((q, c) for q, c in places if result["questions"][q]["checks"][c]["counterexample"])
    wrong = result["questions"][q]["checks"][c]
    yield "", result
    yield f"questions[{q}].", result["questions"][q]
    yield f"questions[{q}].checks[{c}].", wrong
    yield f"questions[{q}].checks[{c}].counterexample.", wrong["counterexample"]


#: Fields that a result need not have, or that may be anything.
OPTIONAL = {"parts", "said", "mistake", "line", "relies_on", "expected", "got", "small"}


def test_each_field_is_there_and_of_its_kind(tmp_path: Path, result: Json) -> None:
    for number, (where, fields) in enumerate(parts(result)):
        for key in [key for key in fields if not where.endswith("counterexample.") or key in ("call", "inputs")]:
            for value in (GONE, 7 if isinstance(fields[key], str) or key == "diagnosis" else "7"):
                changed = copy.deepcopy(result)
                part = list(parts(changed))[number][1]
                part[key] = value
                if value is GONE:
                    del part[key]
                path = put(tmp_path, json.dumps(changed))
                if value is GONE and key in OPTIONAL - {"expected", "got"}:
                    store.read(path)
                    continue
                said = refusal(path)
                fault = "is missing" if value is GONE else "is not "
                assert f"is not a result: {where}{key} {fault}" in said or "its schema is 7, not 1" in said


@pytest.mark.parametrize("points", [-1, -0.5, True, "1", [1], 1e300, pytest.param(10**400, id="long")])
def test_points_are_numbers_that_an_assignment_can_give(tmp_path: Path, result: Json, points: Any) -> None:
    for number in range(3):
        for key in ("score", "max_score"):
            changed = copy.deepcopy(result)
            where, part = list(parts(changed))[number]
            part[key] = points
            said = refusal(put(tmp_path, json.dumps(changed)))
            assert f"{where}{key} is not a number from 0 to 1,000,000" in said


def test_a_verdict_is_one_of_those_there_are(tmp_path: Path, result: Json) -> None:
    changed = copy.deepcopy(result)
    list(parts(changed))[2][1]["verdict"] = "perfect"
    assert "verdict is not one of crashed, error, forbidden" in refusal(put(tmp_path, json.dumps(changed)))


@pytest.mark.parametrize("notes", [7, "x", [7], [["x"]], None])
def test_notes_are_a_list_of_texts(tmp_path: Path, result: Json, notes: Any) -> None:
    for number in (0, 2):
        changed = copy.deepcopy(result)
        where, part = list(parts(changed))[number]
        part["notes"] = notes
        said = refusal(put(tmp_path, json.dumps(changed)))
        assert f"{where}notes is not a list" in said or f"{where}notes[0] is not text" in said


def one_more(result: Json) -> None:
    result["score"] += 1.0


def a_check_that_earned_by_failing(result: Json) -> None:
    failed = next(check for check in checks(result) if check["verdict"] != "passed")
    failed["score"] = failed["max_score"]


def a_question_that_says_passed(result: Json) -> None:
    failed = next(question for question in result["questions"] if question["verdict"] != "passed")
    failed["verdict"] = "passed"


def a_question_twice(result: Json) -> None:
    result["questions"][1] = copy.deepcopy(result["questions"][0])


def more_than_there_is(result: Json) -> None:
    result["max_score"] = 50.0


CONTRADICTIONS = [
    one_more, a_check_that_earned_by_failing, a_question_that_says_passed, a_question_twice, more_than_there_is
]  # fmt: skip


@pytest.mark.parametrize("change", CONTRADICTIONS, ids=lambda change: change.__name__)
def test_what_contradicts_itself_is_refused_wherever_it_is_read(
    tmp_path: Path, result: Json, change: Callable[[Json], None]
) -> None:
    data = copy.deepcopy(result)
    change(data)
    assert "contradicts itself, and does not count" in refusal(put(tmp_path, store.readable_json(data)))


def test_a_score_in_work_that_was_not_judged_is_refused(tmp_path: Path, result: Json) -> None:
    data = {**copy.deepcopy(result), "score": None, "problem": "it could not be read"}
    assert "it was not judged, and loss is passed" in refusal(put(tmp_path, store.readable_json(data)))
    assert "score is not null" in refusal(put(tmp_path, store.readable_json({**data, "score": 3.0})))
