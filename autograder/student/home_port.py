"""Calls into a student's code on their own machine: what each call prints is kept, and a debugger can wait in one."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from typing import Any, TextIO

from autograder.checks.check_run import current_run
from autograder.checks.comparison import Call
from autograder.isolation.worker.calls import CallResult, Order
from autograder.isolation.worker.stage import Stage
from autograder.judge.callbacks import Ask
from autograder.judge.ports import LocalPort

MOST = 1000  # characters that are kept of the beginning and of the end of what a call prints
LINES = 8  # of them, at most

RunCall = Callable[..., Any]


class Printed(io.TextIOBase):
    """Keeps the beginning and the end of what is written, and passes all of it on to `also`."""

    def __init__(self, also: TextIO | None = None) -> None:
        self._also = also
        self._head = self._tail = ""
        self._characters = self._lines = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self._also is not None:
            self._also.write(text)
        room = MOST - len(self._head)
        self._head += text[:room]
        self._tail = (self._tail + text[room:])[-MOST:]
        self._characters += len(text)
        self._lines += text.count("\n")
        return len(text)

    def text(self) -> str:
        """What was written; of much, how many lines are left out between its beginning and its end."""
        if not self._characters:
            return ""
        if self._characters <= 2 * MOST:
            lines = (self._head + self._tail).splitlines()
            first, last = lines[:LINES], lines[LINES:][-LINES:]
        else:  # where the beginning ends, and the end begins, a line may be cut
            first = self._head.splitlines()[:-1][:LINES] or [self._head]
            last = self._tail.splitlines()[1:][-LINES:] or [self._tail]
        left_out = self._lines + (not (self._tail or self._head).endswith("\n")) - len(first) - len(last)
        said = [f"… {left_out} {'line' if left_out == 1 else 'lines'} left out …"] if left_out > 0 else []
        return "\n".join([*first, *said, *last])


class HomePort(LocalPort):
    """`LocalPort` that notes in the `Call` of the check under way what student code prints in it.

    What is printed reaches the screen too where `shows_prints`, and nowhere else where not.
    """

    def __init__(self, stage: Stage, debugging: bool = False, device: str = "cpu", shows_prints: bool = False) -> None:
        super().__init__(stage, debugging, device)
        self._names = stage.namespace
        self._shows = shows_prints
        self._stop: tuple[int, RunCall] | None = None

    @contextmanager
    def stopping(self, at: int, run_call: RunCall) -> Iterator[None]:
        """Meanwhile the call of that index, of a check that is run again, goes through `run_call(function, ...)`."""
        self._stop = at, run_call
        try:
            yield
        finally:
            self._stop = None

    def call(self, order: Order, seconds: float | None, ask: Ask) -> CallResult:
        run = current_run()
        call = run.calls[-1]
        if self._stop is not None and len(run.calls) - 1 == self._stop[0]:
            with _exchanged(self._names, call.target, self._stop[1]):
                return super().call(order, seconds, ask)
        with nullcontext() if self._debugging else self._keeping(call):
            return super().call(order, seconds, ask)

    @contextmanager
    def _keeping(self, call: Call) -> Iterator[None]:
        printed = Printed(sys.stdout if self._shows else None)
        try:
            with redirect_stdout(printed), redirect_stderr(printed):
                yield
        finally:
            call.printed = printed.text()


@contextmanager
def _exchanged(names: MutableMapping[str, Any], target: str, run_call: RunCall) -> Iterator[None]:
    """Meanwhile the next call of `target`, a function, a class or `Class.method` among the names, is made by
    `run_call(function, ...)`: only the next, since it may call itself."""
    owner, dot, method = target.partition(".")
    holder = names[owner] if dot else None
    found = names[owner] if holder is None else getattr(holder, method)
    of_its_own = holder is None or method in vars(holder)

    def put(value: Any) -> None:
        if holder is None:
            names[owner] = value
        else:
            setattr(holder, method, value)

    def back() -> None:
        if of_its_own:
            put(found)
        elif vars(holder).get(method) is stops:
            delattr(holder, method)

    def stops(*args: Any, **kwargs: Any) -> Any:
        back()
        return run_call(found, *args, **kwargs)

    put(stops)
    try:
        yield
    finally:
        back()
