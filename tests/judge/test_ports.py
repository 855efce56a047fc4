"""What a worker says is an answer: it is taken in the form that was asked for, or the worker is given up."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.core.model import Verdict
from autograder.isolation.worker.calls import CallResult
from autograder.judge.ports import Could, RemotePort, WorkerGone


class Saying(RemotePort):
    """A port to a worker that answers this, whatever it is asked."""

    def __init__(self, said: Any) -> None:
        self.said = said

    def _value(self, *asked: Any) -> CallResult:
        return CallResult(self.said, [], [])


def test_what_code_could_do_is_told_for_each_question() -> None:
    said = [[["d_loss", 7], False], [[], True]]
    assert Saying(said).could(["train", "loss"], ["d_loss"], 1.0) == [
        Could(frozenset({"d_loss"}), False),
        Could(frozenset(), True),
    ]


@pytest.mark.parametrize("said", [None, "ab", [], [[[], True]], [[[], True], None], [[[], True], [[], 1]], [[], []]])
def test_another_form_of_it_ends_the_worker(said: Any) -> None:
    with pytest.raises(WorkerGone) as gone:
        Saying(said).could(["train", "loss"], ["d_loss"], 1.0)
    assert gone.value.verdict is Verdict.CRASHED
