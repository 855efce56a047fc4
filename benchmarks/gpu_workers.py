"""Single workers behind the walls that leave room for a GPU's driver, and what they take up."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple


class Place(NamedTuple):
    """Where a step works, and how long it may."""

    root: Path
    out: Path
    dry: bool
    seconds: float

    @property
    def device(self) -> str:
        """Where "on the card" is."""
        return "cpu" if self.dry else "cuda"

    def solution(self, homework: str) -> Path:
        """The lesson with its solution, which gets full marks."""
        return self.root / "assignments" / homework / f"{homework}.py"


@contextlib.contextmanager
def gpu_zygote() -> Iterator[Any]:
    """A zygote behind the walls that leave room for a driver, with or without a card."""
    from autograder.isolation.supervisor import Zygote

    with Zygote("cuda") as zygote:
        zygote.wait_until_warm()
        yield zygote


def limits() -> Any:
    """What a worker may use: memory as in the PyTorch homework, and time that nothing here comes near."""
    from autograder.core.model import Limits

    return Limits(memory_mb=1024, load_seconds=60.0, question_seconds=60.0)


def loaded(zygote: Any, text: str) -> tuple[Any, Any]:
    """A worker that has run the text, which the caller ends, and the port to call it through."""
    from autograder.judge.ports import RemotePort

    worker = zygote.fork(limits())
    port = RemotePort(worker.channel)
    port.load("work", [("work.py", text)], ["f"], "cpu", 60.0)
    return worker, port


def in_a_worker(zygote: Any, text: str, call: str, seconds: float) -> Any:
    """What the function `call` of a text answers in a worker of its own; None where there is nothing to call."""
    from autograder.isolation.worker.calls import Order

    worker, port = loaded(zygote, text)
    try:
        return port.call(Order(call, (1,)), seconds, _no_questions).value if call else None
    finally:
        worker.end()


def _no_questions(number: int, args: Any) -> None:
    raise AssertionError("nothing was lent")


def memory_of(place: Place, zygote: Any, before: float) -> dict[str, float]:
    """What a zygote and a worker that computes take up, in MiB; on the card it was `before` when neither was there."""
    from autograder.isolation.worker.calls import Order

    idle = card_memory(place)
    text = f"import torch\ndef f(x): return float(torch.ones(1000, 1000, device={place.device!r}).sum())"
    worker, port = loaded(zygote, text)
    try:
        port.call(Order("f", (1,)), 60.0, _no_questions)
        at_work = card_memory(place)
    finally:
        ended = worker.end()
    own = {"MiB of a worker": ended.peak_kib / 1024}
    if place.dry:
        return own
    after = card_memory(place)
    return own | {
        "on the card, of the zygote": idle - before,
        "of a worker": at_work - idle,
        "left when it ended": after - idle,
    }


def card_memory(place: Place) -> float:
    """MiB in use on the card, this process's own part included."""
    if place.dry:
        return 0.0
    import torch

    free, whole = torch.cuda.mem_get_info()
    return (whole - free) / 2**20
