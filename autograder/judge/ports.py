"""Where the calls of a check go: over the wire to a worker, or to a stage in this process."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from autograder.core.model import Verdict
from autograder.core.values import PASSED_BACK
from autograder.isolation.wire import Channel, Closed, Late, ProtocolError, decode, through
from autograder.isolation.worker.calls import Caller, CallResult, Order
from autograder.isolation.worker.lending import Loan
from autograder.isolation.worker.loading import Cells
from autograder.isolation.worker.stage import Stage
from autograder.isolation.worker.trouble import Remark, Trouble
from autograder.judge.callbacks import Ask, Refused, answer, no_questions

MAX_ANSWERS = 512 * 1024 * 1024  # bytes that one question's answers may have together: a check holds on to what it got
GRACE = 0.75  # seconds between the worker's own alarm, which keeps it alive, and the judge's kill
DAMAGED = "your code damaged the process that runs it; look for os._exit, ctypes, or writing to file descriptors"


class StudentError(Exception):
    """Student code raised; `trouble` says what and where."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(f"{trouble.type}: {trouble.message}")
        self.trouble = trouble


class WorkerGone(Exception):
    """The worker ended, broke the wire's rules, or had to be stopped: `verdict` is crashed or timeout.

    `ended` where its end of the channel was closed; `perhaps_killed` where that may have been done to it from outside.
    """

    def __init__(self, verdict: Verdict, message: str, *, ended: bool = False, perhaps_killed: bool = False) -> None:
        super().__init__(message)
        self.verdict = verdict
        self.ended = ended
        self.perhaps_killed = perhaps_killed


@dataclass(frozen=True)
class Loaded:
    """What came of running a submission's cells: what there is to say, and of each question whether it is
    "there", a "stub", "missing", or "lost" with the cell that failed, and which others its code names."""

    remarks: list[Remark]
    states: dict[str, tuple[str, Trouble | None]]
    uses: dict[str, tuple[str, ...]]


class Could(NamedTuple):
    """What a question's code could do: call these other questions, and keep something from call to call."""

    call: frozenset[str]
    remember: bool


class Port(Protocol):
    """Where calls go. An order may hold `Callback` numbers, answered by `ask`. Seconds are what is left of the
    question's time; None is no limit. What student code raises comes out as `StudentError`."""

    def call(self, order: Order, seconds: float | None, ask: Ask) -> CallResult: ...

    def get(self, owner: int, names: Sequence[str], seconds: float | None) -> Any: ...

    def set(self, owner: int, values: Mapping[str, Any], seconds: float | None) -> None: ...

    def from_student(self, error: BaseException) -> StudentError | None:
        """The error as student code's own, where it came out of a call; None for an error of the check itself."""


class Lends(Protocol):
    """Answers for functions and methods that are lent to a worker."""

    def known(self, asked: bytes) -> bytes | None:
        """The reply to a message that was answered before, as bytes; None for any other message."""
        ...

    def answer(self, request: list[Any], asked: bytes, evaluate: Ask, deadline: float | None) -> list[Any]:
        """The reply to `["lent", number, arguments, those by name, attributes]`, which came as the bytes `asked`.

        `evaluate` has the worker call one of the functions among the arguments.
        """
        ...


class RemotePort:
    """Calls into a worker, over its channel. What is lent to its code is answered by `lends`."""

    def __init__(self, channel: Channel, lends: Lends | None = None) -> None:
        self._channel = channel
        self._lends = lends
        self._enough = MAX_ANSWERS

    def begin(self) -> None:
        """A question begins: its answers are counted anew."""
        self._enough = self._channel.received + MAX_ANSWERS

    def load(
        self,
        module: str,
        cells: Cells,
        questions: Sequence[str],
        device: str,
        seconds: float,
        modules: Cells = (),
        twin: Cells = (),
        loans: Sequence[Loan] = (),
        judged: str = "",
    ) -> Loaded:
        """Run the cells: what went wrong in which, and the state of each question. Tensors will be on `device`.

        `modules` and `twin` as `Stage.load` has them; `loans` are lent to the code of the question `judged`.
        """
        texts = [[list(each) for each in given] for given in (cells, modules, twin)]
        request = [
            "load",
            module,
            texts[0],
            list(questions),
            device,
            seconds,
            *texts[1:],
            list(map(list, loans)),
            judged,
        ]
        reply = self._request(request, seconds)
        match reply:
            case ["loaded", list(remarks), list(states)] if len(states) == len(questions):
                found = [each if isinstance(each, list) and len(each) == 3 else [None, None, None] for each in states]
                named = [
                    {word for word in uses if isinstance(word, str)} if isinstance(uses, list) else set()
                    for *_, uses in found
                ]
                return Loaded(
                    [_remark(item) for item in remarks[:1000]],
                    {
                        q: (_text(state, 20), _trouble(why) if isinstance(why, dict) else None)
                        for q, (state, why, _) in zip(questions, found, strict=True)
                    },
                    {
                        q: tuple(other for other in questions if other in uses)
                        for q, uses in zip(questions, named, strict=True)
                    },
                )
        raise WorkerGone(Verdict.CRASHED, DAMAGED)

    def call(self, order: Order, seconds: float | None, ask: Ask) -> CallResult:
        return self._value(["call", order.to_wire(), seconds], seconds, ask)

    def get(self, owner: int, names: Sequence[str], seconds: float | None) -> Any:
        return self._value(["get", owner, list(names), seconds], seconds, no_questions).value

    def set(self, owner: int, values: Mapping[str, Any], seconds: float | None) -> None:
        self._value(["set", owner, dict(values), seconds], seconds, no_questions)

    def could(self, questions: Sequence[str], others: Sequence[str], seconds: float) -> list[Could]:
        """What the code of each question could do, as far as the worker can be believed: which of the others call."""
        found = self._value(["could", list(questions), list(others)], seconds, no_questions).value
        if not isinstance(found, list) or len(found) != len(questions):
            raise WorkerGone(Verdict.CRASHED, DAMAGED)
        return [_could(each) for each in found]

    def blank(self, name: str, seconds: float | None) -> int:
        """The number of a new object of a class, for which no `__init__` was run."""
        number = self._value(["blank", name], seconds, no_questions).value
        if type(number) is not int:
            raise WorkerGone(Verdict.CRASHED, DAMAGED)
        return number

    def from_student(self, error: BaseException) -> StudentError | None:
        return error if isinstance(error, StudentError) else None

    def _value(self, request: list[Any], seconds: float | None, ask: Ask) -> CallResult:
        match self._request(request, seconds, ask):
            case ["raised", trouble]:
                raise StudentError(_trouble(trouble))
            case ["value", value, list(mutated), list(after)]:
                return CallResult(value, [i for i in mutated if type(i) is int], after)
        raise WorkerGone(Verdict.CRASHED, DAMAGED)

    def _request(self, request: list[Any], seconds: float | None, ask: Ask | None = None) -> list[Any]:
        deadline = None if seconds is None else time.monotonic() + seconds + GRACE
        with _ending(seconds):
            return self._exchange(request, deadline, ask)

    def _exchange(self, request: list[Any], deadline: float | None, ask: Ask | None) -> list[Any]:
        """The reply to a request; what is asked of us meanwhile is answered."""
        self._channel.send(request, deadline)
        lends = self._lends if ask is not None else None
        while True:
            body = self._channel.receive_frame(deadline)
            if self._channel.received > self._enough:
                raise ProtocolError(f"answers of more than {MAX_ANSWERS >> 20} MB to one question")
            known = lends.known(body) if lends is not None else None
            if known is not None:
                self._channel.send_frame(known, deadline)
                continue
            reply = decode(body)
            if not (isinstance(reply, list) and reply and isinstance(reply[0], str)):
                raise ProtocolError("a reply of no known form")
            if reply[0] == "ask" and ask is not None:
                self._channel.send(answer(reply, ask), deadline)
            elif reply[0] == "lent" and ask is not None and lends is not None:
                evaluate = functools.partial(self._evaluate, deadline, ask)
                self._channel.send(lends.answer(reply, body, evaluate, deadline), deadline)
            else:
                return reply

    def _evaluate(self, deadline: float | None, ask: Ask, number: int, args: tuple[Any, ...]) -> Any:
        """What a function gives that student code passed to something lent; `Refused` where it raises.

        The judge's own function, passed on, is asked here: its evaluations count as if student code had asked.
        """
        if type(number) is int and number >= PASSED_BACK:
            return ask(number - PASSED_BACK, args)
        with _ending(None):
            match self._exchange(["evaluate", number, list(args)], deadline, ask):
                case ["evaluated", value]:
                    return value
                case ["failed"]:
                    raise Refused("the function that was passed raised an exception")
                case ["raised", _]:  # the alarm rang between two messages
                    raise Late
            raise ProtocolError("a reply of no known form")


@contextmanager
def _ending(seconds: float | None) -> Iterator[None]:
    """What ends the conversation with a worker as `WorkerGone`; `seconds` are those that it had."""
    try:
        yield
    except Late:
        raise WorkerGone(Verdict.TIMEOUT, f"no answer after {seconds:.3g} s" if seconds else "no answer") from None
    except Closed:
        raise WorkerGone(Verdict.CRASHED, "the process that ran your code ended", ended=True) from None
    except ProtocolError as error:
        raise WorkerGone(Verdict.CRASHED, f"{DAMAGED} ({error})") from None


class LocalPort:
    """Calls in this process, for a student's own machine: real tracebacks, pdb, the same codec.

    `debugging` leaves calls without an alarm, and lets what student code raises pass as it is, so that a debugger stops
    in the student's own line; `from_student` still knows it.
    """

    def __init__(self, stage: Stage, debugging: bool = False, device: str = "cpu") -> None:
        self._stage = stage
        self._debugging = debugging
        self._ask: Ask = no_questions
        self._caller = Caller(stage, self._evaluate, device)
        self._raised: BaseException | None = None

    def call(self, order: Order, seconds: float | None, ask: Ask) -> CallResult:
        self._ask = ask
        order = Order(*through(order.to_wire()))
        return CallResult(*self._answered(lambda: list(self._caller.call(order, self._time(seconds)))))

    def get(self, owner: int, names: Sequence[str], seconds: float | None) -> Any:
        return self._answered(lambda: self._caller.get(owner, names, self._time(seconds)))

    def set(self, owner: int, values: Mapping[str, Any], seconds: float | None) -> None:
        values = through(dict(values))
        self._answered(lambda: self._caller.set(owner, values, self._time(seconds)))

    def from_student(self, error: BaseException) -> StudentError | None:
        if error is self._raised:
            return StudentError(self._stage.trouble(error))
        return error if isinstance(error, StudentError) else None

    def _answered(self, call: Callable[[], Any]) -> Any:
        """What a call came to, as the wire would give it."""
        try:
            return through(call())
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # whatever student code raises, SystemExit too, is an answer
            self._raised = error
            if self._debugging:
                raise
            raise StudentError(self._stage.trouble(error)) from error

    def _time(self, seconds: float | None) -> float | None:
        return None if self._debugging else seconds

    def _evaluate(self, number: int, args: tuple[Any, ...]) -> Any:
        kind, value = through(answer(["ask", number, list(through(args))], self._ask))
        if kind == "refused":
            raise TypeError(value)
        return value


def _could(data: Any) -> Could:
    match data:
        case [list(call), bool(remember)]:
            return Could(frozenset(each for each in call if isinstance(each, str)), remember)
    raise WorkerGone(Verdict.CRASHED, DAMAGED)


def _remark(data: Any) -> Remark:
    kind, about, trouble = data if isinstance(data, list) and len(data) == 3 else ("failed", "", None)
    return Remark(_text(kind, 20), _text(about, 80), _trouble(trouble))


def _trouble(data: Any) -> Trouble:
    """What the worker reports of an exception, taken as text of bounded length and nothing more."""
    data = data if isinstance(data, dict) else {}
    frames = data.get("frames")
    frames = (
        [frame for frame in frames[:10] if isinstance(frame, list) and len(frame) == 4]
        if isinstance(frames, list)
        else []
    )
    return Trouble(
        _text(data.get("type"), 80) or "Exception",
        _text(data.get("message"), 500),
        [(_text(f, 200), n if type(n) is int else 0, _text(g, 80), _text(t, 160)) for f, n, g, t in frames],
    )


def _text(value: Any, limit: int) -> str:
    """A string cut to a length; "" for anything else, whose text could be of any size."""
    return value[:limit] if isinstance(value, str) else ""
