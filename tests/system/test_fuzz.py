"""The judge's side of the wire against lies: plain data, a typed error or a verdict, and never an exception of ours.

A few thousand inputs here; `make fuzz` takes a hundred thousand. FUZZ is their number, SEED where they begin.
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import numpy as np
import pytest
from liar import Liar, LyingWorker

from autograder.checks.compare import Terms, compare
from autograder.checks.describe import describe, readable
from autograder.core.model import Limits
from autograder.core.values import Callback, Opaque, Source, Tensor
from autograder.course import submission_file
from autograder.gradebook import cell_outputs
from autograder.grading.bench import Bench
from autograder.isolation.sandbox import Isolation
from autograder.isolation.wire import Channel, Closed, Late, ProtocolError, decode, encode
from autograder.isolation.worker.calls import Order
from autograder.judge import ports
from autograder.judge.callbacks import Functions, answer
from autograder.judge.judge import Judge
from autograder.judge.ports import RemotePort, StudentError, WorkerGone
from autograder.results import pages, terminal
from autograder.results.result_json import result_json
from autograder.results.store import readable_json

INPUTS = int(os.environ.get("FUZZ", "3000"))
SEED = int(os.environ.get("SEED", "0"))


@pytest.fixture(autouse=True)
def no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lies that are silence are waited for no longer than they must be."""
    monkeypatch.setattr(ports, "GRACE", 0.01)


def seeds(share: float) -> Iterator[int]:
    """As many seeds as this test's share of the inputs."""
    return iter(range(SEED, SEED + max(20, int(INPUTS * share))))


def is_plain(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(is_plain, value))
    if isinstance(value, dict):
        return all(type(key) is str and is_plain(item) for key, item in value.items())
    if type(value) is np.ndarray:
        return value.dtype.kind in "biufc" and value.dtype.isnative and value.base is None
    if type(value) is Tensor:
        return is_plain(value.data) and type(value.requires_grad) is bool and type(value.device) is str
    return value is None or type(value) in (bool, int, float, str, Opaque, Callback, Source)


def test_a_frame_is_plain_data_or_a_protocol_error() -> None:
    met = {True: 0, False: 0}
    for seed in seeds(0.8):
        body = Liar(seed).body()
        try:
            value = decode(body)
        except ProtocolError:
            met[False] += 1
        else:
            assert is_plain(value), f"seed {seed}"
            encode(value)
            met[True] += 1
    assert min(met.values()) > sum(met.values()) / 10  # the lies are good enough to be worth telling


def test_a_stream_is_values_and_then_a_typed_end() -> None:
    for seed in seeds(0.1):
        ours, theirs = socket.socketpair()
        channel = Channel(ours.detach())
        theirs.sendall(Liar(seed).stream())
        if seed % 3:
            theirs.close()
        try:
            for _ in range(10):
                assert is_plain(channel.receive(time.monotonic() + 0.001))
        except (ProtocolError, Closed, Late):
            pass
        finally:
            channel.close()
            theirs.close()


def test_a_reply_is_a_value_or_a_worker_gone() -> None:
    """The port alone: every request against every lie."""
    functions = Functions((np.zeros(3), abs), {}, 5)
    for seed in seeds(0.05):
        liar = Liar(seed)
        ours, theirs = socket.socketpair()
        peer = Channel(theirs.detach(), patient=True)
        port = RemotePort(Channel(ours.detach()))
        for _ in range(3):
            peer.send(liar.reply())
        try:
            match seed % 4:
                case 0:
                    port.load("m", [("m.py", "")], ["a", "b"], "cpu", 0.01)
                case 1:
                    port.get(0, ["W1"], 0.01)
                case 2:
                    port.set(0, {"W1": 1.0}, 0.01)
                case _:
                    port.call(Order("f", functions.args), 0.01, functions.ask)
        except (WorkerGone, StudentError) as error:
            assert len(str(error)) < 1000
        finally:
            peer.close()
            port._channel.close()


def test_a_question_about_a_lent_function_is_answered_or_refused() -> None:
    for seed in seeds(0.05):
        liar = Liar(seed)
        functions = Functions((np.zeros(3), lambda x: float(x.sum())), {}, 5)
        try:
            kind, value = answer(
                ["ask", liar.choice([0, liar.value()]), liar.choice([liar.value(), [liar.value()], [liar.array()]])],
                functions.ask,
            )
        except ProtocolError:
            continue
        assert kind == "refused" or (kind == "answer" and type(value) is float)


EXPECTED = [
    1.5,
    np.arange(3.0),
    np.ones((1, 3)),
    (np.ones(3), 0.5),
    {"W1": np.ones((2, 2)), "b1": np.zeros(2)},
    3,
    True,
    np.zeros((2, 0)),
    Tensor(np.arange(3.0)),
    (Tensor(np.ones((2, 2), np.float32)), Tensor(np.array(1.0))),
]


def test_any_value_can_be_compared_described_and_shown() -> None:
    for seed in seeds(0.3):
        liar = Liar(seed)
        value = decode(encode(liar.value()))
        for expected in EXPECTED:
            for terms in (Terms(), Terms(layout="gradient"), Terms(layout="flat", names=("dw", "db"))):
                mismatch, _ = compare(value, expected, terms)
                assert mismatch is None or (mismatch.got and len(mismatch.got + mismatch.said) < 5000)
        assert describe(value)
        json.dumps(readable(value), allow_nan=False)


@dataclass
class LyingWorkers:
    """`Workers` that lie, each from another seed."""

    limits: Limits
    seeds: Iterator[int]
    device = "cpu"
    isolation = Isolation("none", (), {})

    def fork(self) -> LyingWorker:
        return LyingWorker(next(self.seeds))


@pytest.mark.parametrize(
    "assignment", ["hw1_numerical", "hw2_jacobians", "hw4_loss", "hw5_backprop", "hw6_autograd", "hw7_engine"]
)
def test_a_worker_that_lies_earns_nothing_and_breaks_nothing(bench: Bench, assignment: str) -> None:
    """The whole judge, from the first request to the page that the student gets."""
    judge = bench.judge(assignment)
    limits = replace(judge.assignment.limits, load_seconds=0.1, question_seconds=0.1)
    hurried = Judge(
        replace(judge.assignment, limits=limits), [c for checks in judge._checks.values() for c in checks], judge.cases
    )
    work = submission_file.read(bench.course.folder(assignment) / f"{assignment}.py")
    for seed in seeds(0.01):
        result = result_json(hurried.grade(work, "ada", LyingWorkers(limits, count(seed * 1000))))
        said = [
            (c["id"], c["message"]) for q in result["questions"] for c in q["checks"] if c["verdict"] == "judge_error"
        ]
        assert said == [], f"seed {seed}"
        assert result["score"] < 50, f"seed {seed}"
        shown = json.loads(readable_json(result))
        pages.page(shown)
        terminal.console(quiet=True).print(terminal.class_table([shown]))
        for question in shown["questions"]:
            cell_outputs.outputs(question, shown["notes"])
