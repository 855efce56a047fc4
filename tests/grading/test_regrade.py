"""What a regrade leaves when its results are taken over."""

from __future__ import annotations

from pathlib import Path

import made_results

from autograder.course.submitted import Task
from autograder.grading.regrade import Change, take_over
from autograder.results import regrade_record, store
from autograder.results.result_json import ResultJson, problem_json


def as_judged(name: str) -> ResultJson:
    made = made_results.made()[name]
    assert "problem" not in made
    return made


def test_what_each_score_was_is_kept_next_to_the_new_results(tmp_path: Path) -> None:
    before, after = as_judged("bob"), as_judged("ada") | {"student": "bob"}
    task, first, lost = (Task(name, "hw4_loss", Path()) for name in ("bob", "new", "lost"))
    changes = [
        Change(task, before, after, ("the assignment changed",)),  # type: ignore[arg-type]
        Change(first, None, as_judged("ada"), ("no result yet",)),
        Change(lost, before, problem_json("lost", "hw4_loss", "it cannot be read"), ("the submission changed",)),
    ]
    take_over(changes, tmp_path)
    kept = regrade_record.read(tmp_path, "hw4_loss")
    assert kept is not None and kept["students"] == {
        "bob": {"before": before["score"], "after": 100.0, "why": ["the assignment changed"]}
    }
    assert [path.parent.name for path in store.paths(tmp_path)] == ["bob", "new"]


def test_a_regrade_in_which_nobody_had_a_score_before_keeps_what_is_known(tmp_path: Path) -> None:
    task = Task("ada", "hw4_loss", Path())
    take_over([Change(task, as_judged("bob"), as_judged("ada"), ("the engine changed",))], tmp_path)
    known = regrade_record.read(tmp_path, "hw4_loss")
    take_over([Change(Task("new", "hw4_loss", Path()), None, as_judged("ada"), ("no result yet",))], tmp_path)
    assert regrade_record.read(tmp_path, "hw4_loss") == known is not None
