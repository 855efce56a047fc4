"""One worker: a forked, locked-down child of the zygote that serves one submission and dies.

It reads requests and writes replies on one descriptor, all through `wire`. The judge believes nothing that it says
about itself: a reply is an answer to be compared, never a verdict.
"""

from __future__ import annotations

import builtins
import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any

from autograder.core.values import PASSED_BACK, Callback
from autograder.isolation.wire import Channel, Closed, TooLarge, decode, encode, settle
from autograder.isolation.worker import tensors
from autograder.isolation.worker.calls import Caller, Order, number_of, set_attributes
from autograder.isolation.worker.lending import Lending, Lent, Loan
from autograder.isolation.worker.reach import within_reach
from autograder.isolation.worker.remembers import may_remember
from autograder.isolation.worker.stage import Stage, fresh_namespace


def serve(channel: Channel) -> None:
    """Answer requests until the judge hangs up."""
    stage = Stage(_namespace("__main__"))
    actor = Caller(stage, lambda number, args: _ask(channel, number, args))
    while True:
        try:
            request = channel.receive()
        except Closed:
            return
        try:
            reply = _answer(channel, stage, actor, request)
        except BaseException as error:  # whatever student code raises, SystemExit too, is an answer
            reply = ["raised", stage.trouble(error).to_wire()]
            del error
            if actor.device != "cpu":
                tensors.give_back()
        try:
            channel.send(reply)
        except TooLarge as error:
            channel.send(["raised", stage.trouble(error).to_wire()])


def _answer(channel: Channel, stage: Stage, actor: Caller, request: list[Any]) -> list[Any]:
    match request:
        case ["load", module, cells, questions, device, seconds, modules, twin, loans, judged]:
            actor.device = device
            if module != "__main__":
                stage.namespace = _namespace(module)
            lending = Lending([Loan(*each) for each in loans], judged, _borrower(channel), set_attributes)
            lending.place(stage.namespace)
            stage.load(cells, seconds, isolated=True, questions=questions, modules=modules, twin=twin)
            lending.take_over(stage.namespace)
            states = [(*stage.state(question), stage.uses(question, questions)) for question in questions]
            return [
                "loaded",
                [remark.to_wire() for remark in stage.remarks],
                [[state, trouble.to_wire() if trouble else None, uses] for state, trouble, uses in states],
            ]
        case ["call", order, seconds]:
            return ["value", *actor.call(Order(*order), seconds)]
        case ["get", owner, names, seconds]:
            return ["value", actor.get(owner, names, seconds), [], []]
        case ["could", questions, others]:
            names = stage.namespace
            return ["value", [[within_reach(names, q, others), may_remember(names, q)] for q in questions], [], []]
        case ["blank", name]:
            return ["value", actor.blank(name), [], []]
        case ["set", owner, values, seconds]:
            actor.set(owner, values, seconds)
            return ["value", None, [], []]
    raise ValueError("a request of an unknown kind")


def _ask(channel: Channel, number: int, args: tuple[Any, ...]) -> Any:
    """Have the judge evaluate one of its functions. No alarm may ring meanwhile: half a frame would spoil the next."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    try:
        channel.send(["ask", number, list(args)])
        kind, value = channel.receive()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    if kind == "refused":
        raise TypeError(value)
    return value


def _borrower(channel: Channel) -> Callable[..., Lent]:
    """What has the judge answer for something that it lends.

    Of each loan the last request is kept with its reply: a training that no longer moves asks the judge once.
    """
    last: dict[int, tuple[bytes, bytes]] = {}

    def borrow(number: int, args: tuple[Any, ...], kwargs: Mapping[str, Any], held: Mapping[str, Any]) -> Lent:
        functions: list[Any] = []
        answers_differ = any(map(callable, (*args, *kwargs.values())))  # and each call of the judge's own is counted

        def crossing(value: Any) -> Any:
            """A function stays here, and crosses as its number in this call; one of the judge's goes back to it."""
            if not callable(value):
                return value
            number_there = number_of(value)
            if number_there is not None:
                return Callback(PASSED_BACK + number_there)
            functions.append(value)
            return Callback(len(functions) - 1)

        by_name = {name: crossing(value) for name, value in kwargs.items()}
        asked = encode(["lent", number, list(map(crossing, args)), by_name, held])
        known, reply = last.get(number, (b"", b""))
        raised: BaseException | None = None
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        try:
            if known != asked or answers_differ:
                channel.send_frame(asked)
                reply = channel.receive_frame()
            while True:
                match decode(reply):
                    case ["lent", value, after, intermediates]:
                        last[number] = asked, reply
                        return Lent(value, after, intermediates)
                    case ["evaluate", which, given]:
                        try:
                            message = ["evaluated", _unblocked(functions[which], given)]
                        except BaseException as error:  # the student's own, which goes on when the judge has given up
                            raised, message = error, ["failed"]
                    case [_, said]:
                        raise raised or TypeError(said)
                channel.send(message)
                reply = channel.receive_frame()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})

    return borrow


def _unblocked(function: Callable[..., Any], given: list[Any]) -> Any:
    """What the function gives, as it crosses; the alarm may ring meanwhile."""
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
        return settle(function(*given))
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})


def _namespace(module: str) -> dict[str, Any]:
    """The names of a module for the student's code, with the few that a notebook has besides Python's."""
    namespace = fresh_namespace(module)
    namespace["__builtins__"] = builtins
    return namespace


def silence() -> None:
    """Make standard input empty, and let output go nowhere: printing 10 MB costs a student nothing."""
    open_null()
    sys.stdin = open(0, encoding="utf-8", closefd=False)
    sys.stdout = open(1, "w", encoding="utf-8", errors="replace", closefd=False)
    sys.stderr = open(2, "w", encoding="utf-8", errors="replace", closefd=False)


def open_null() -> None:
    """Open /dev/null anew as input and output: two workers that share an open file could pass notes through it."""
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.close(null)
