"""`submission`: what a check calls. The same handle over a worker far away or a student's own interpreter.

`submission.d_loss(w, b, X, y)` gives plain values. Where the assignment has a class, `submission.SimpleNN(...)`
gives a handle: its asked-for methods are called, every other name is an attribute to read or set. A function
passed as an argument stays here; student code gets something to call, and each call is checked and counted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from autograder.callbacks import Ask, Functions, answer, no_questions
from autograder.examination import Call, Failure, current
from autograder.model import Assignment, Question, Verdict
from autograder.shipped import source_of
from autograder.values import Source
from autograder.wire import Channel, Closed, Late, ProtocolError, through
from autograder.worker.actor import Actor, Answer, Order
from autograder.worker.stage import Stage, Trouble

MAX_ANSWERS = 512 * 1024 * 1024  # bytes that one question's answers may have together: a check holds on to what it got
GRACE = 0.75  # seconds between the worker's own alarm, which keeps it alive, and the judge's kill


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
    """What came of running a submission's cells: the exceptions, and of each question whether it is
    "there", a "stub", "missing", or "lost" with the cell that failed, and which others its code names."""

    troubles: list[Trouble]
    states: dict[str, tuple[str, Trouble | None]]
    uses: dict[str, tuple[str, ...]]


class Port(Protocol):
    """Where calls go. An order may hold `Callback` numbers, answered by `ask`."""

    def call(self, order: Order, seconds: float | None, ask: Ask) -> Answer: ...

    def get(self, owner: int, names: Sequence[str], seconds: float | None) -> Any: ...

    def set(self, owner: int, values: Mapping[str, Any], seconds: float | None) -> None: ...


class RemotePort:
    """Calls into a worker, over its channel."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._enough = MAX_ANSWERS

    def begin(self) -> None:
        """A question begins: its answers are counted anew."""
        self._enough = self._channel.received + MAX_ANSWERS

    def load(
        self, module: str, cells: Sequence[tuple[str, str]], questions: Sequence[str], device: str, seconds: float
    ) -> Loaded:
        """Run the cells: what went wrong in which, and the state of each question. Tensors will be on `device`."""
        request = ["load", module, [list(cell) for cell in cells], list(questions), device, seconds]
        reply = self._request(request, seconds)
        match reply:
            case ["loaded", list(troubles), list(states)] if len(states) == len(questions):
                found = [each if isinstance(each, list) and len(each) == 3 else [None, None, None] for each in states]
                named = [
                    {word for word in uses if isinstance(word, str)} if isinstance(uses, list) else set()
                    for *_, uses in found
                ]
                return Loaded(
                    [_trouble(item) for item in troubles[:1000]],
                    {
                        q: (_text(state, 20), _trouble(why) if isinstance(why, dict) else None)
                        for q, (state, why, _) in zip(questions, found, strict=True)
                    },
                    {
                        q: tuple(other for other in questions if other in uses)
                        for q, uses in zip(questions, named, strict=True)
                    },
                )
        raise WorkerGone(Verdict.CRASHED, "the worker broke the rules of the wire")

    def call(self, order: Order, seconds: float | None, ask: Ask) -> Answer:
        return self._value(["call", order.to_wire(), seconds], seconds, ask)

    def get(self, owner: int, names: Sequence[str], seconds: float | None) -> Any:
        return self._value(["get", owner, list(names), seconds], seconds, no_questions).value

    def set(self, owner: int, values: Mapping[str, Any], seconds: float | None) -> None:
        self._value(["set", owner, dict(values), seconds], seconds, no_questions)

    def _value(self, request: list[Any], seconds: float | None, ask: Ask) -> Answer:
        match self._request(request, seconds, ask):
            case ["raised", trouble]:
                raise StudentError(_trouble(trouble))
            case ["value", value, list(mutated), list(after)]:
                return Answer(value, [i for i in mutated if type(i) is int], after)
        raise WorkerGone(Verdict.CRASHED, "the worker broke the rules of the wire")

    def _request(self, request: list[Any], seconds: float | None, ask: Ask | None = None) -> list[Any]:
        deadline = None if seconds is None else time.monotonic() + seconds + GRACE
        try:
            self._channel.send(request, deadline)
            while True:
                reply = self._channel.receive(deadline)
                if self._channel.received > self._enough:
                    raise ProtocolError(f"answers of more than {MAX_ANSWERS >> 20} MB to one question")
                if not (isinstance(reply, list) and reply and isinstance(reply[0], str)):
                    raise ProtocolError("a reply of no known form")
                if reply[0] != "ask" or ask is None:
                    return reply
                self._channel.send(answer(reply, ask), deadline)
        except Late:
            raise WorkerGone(Verdict.TIMEOUT, f"no answer after {seconds:.3g} s" if seconds else "no answer") from None
        except Closed:
            raise WorkerGone(Verdict.CRASHED, "the process that ran your code ended", ended=True) from None
        except ProtocolError as error:
            raise WorkerGone(Verdict.CRASHED, f"the worker broke the rules of the wire: {error}") from None


class LocalPort:
    """Calls in this process, for a student's own machine: real tracebacks, pdb, the same codec."""

    def __init__(self, stage: Stage, alarms: bool = True, device: str = "cpu") -> None:
        self._alarms = alarms
        self._ask: Ask = no_questions
        self._actor = Actor(stage, self._evaluate, device)

    def call(self, order: Order, seconds: float | None, ask: Ask) -> Answer:
        self._ask = ask
        return Answer(*through(list(self._actor.call(Order(*through(order.to_wire())), self._time(seconds)))))

    def get(self, owner: int, names: Sequence[str], seconds: float | None) -> Any:
        return through(self._actor.get(owner, names, self._time(seconds)))

    def set(self, owner: int, values: Mapping[str, Any], seconds: float | None) -> None:
        self._actor.set(owner, through(dict(values)), self._time(seconds))

    def _time(self, seconds: float | None) -> float | None:
        return seconds if self._alarms else None

    def _evaluate(self, number: int, args: tuple[Any, ...]) -> Any:
        kind, value = through(answer(["ask", number, list(through(args))], self._ask))
        if kind == "refused":
            raise TypeError(value)
        return value


class Submission:
    """The handle. One question at a time: `finish_by` sets the deadline that all its calls share."""

    def __init__(self, port: Port, assignment: Assignment) -> None:
        self.port = port
        self._assignment = assignment
        self._asked = {q.id: q for q in assignment.questions}
        self._functions = {q.id for q in assignment.questions if "." not in q.id}
        self._classes = assignment.classes
        self._ends: float | None = None
        self.student_seconds = 0.0

    def finish_by(self, ends: float) -> None:
        """No call goes on after that moment of `time.monotonic()`: a question's calls share its time."""
        self._ends = ends

    def __getattr__(self, name: str) -> Any:
        if name in self._functions:
            return lambda *args, **kwargs: self.invoke(name, name, args, kwargs)
        if name in self._classes:
            return lambda *args, **kwargs: self._construct(name, args, kwargs)
        raise AttributeError(f"{self._assignment.id} asks for no {name!r}")

    def _construct(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Handle:
        number = self.invoke(name, f"{name}.init", args, kwargs)
        if type(number) is not int or number < 0:
            raise WorkerGone(Verdict.CRASHED, "the worker broke the rules of the wire")
        return Handle(self, number, name, self._classes[name])

    def run(self, harness: Callable[..., Any], name: str, *args: Any) -> Any:
        """What `harness(theirs, *args)` returns, run beside student code with `theirs` as what it calls `name`.

        For what no single call shows, such as a backward pass. A harness travels as text, so it may use its
        arguments and torch alone; like all that a worker says, its value is an answer, never a verdict.
        """
        return self.invoke(name, name, args, {}, via=source_of(harness))

    def invoke(
        self,
        name: str,
        question: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        of: Handle | None = None,
        via: Source | None = None,
    ) -> Any:
        """Call a function, a method of a handle, or (question `Class.init`) a class, for its new handle's number.

        Where the question updates some of its arguments, the value is (what it returned, those arguments by name).
        """
        keep = question.endswith(".init")
        asked = self._asked.get(question)
        functions = Functions(args, kwargs, self._assignment.limits.evaluations, self._assignment.framework == "torch")
        inputs = self._named(asked, args, kwargs)
        held = of.__dict__["_held"] if of else {}
        call = Call(name if keep else question, {f"self.{k}": v for k, v in held.items()} | inputs, args)
        current().calls.append(call)
        names = list(inputs)
        updated = [names.index(name) for name in (asked.updates if asked else ()) if name in names]
        owner = of.__dict__["_number"] if of else None
        order = Order(name, functions.args, functions.kwargs, owner, keep, via, tuple(updated))
        with self.timed() as seconds:
            try:
                answer = self.port.call(order, seconds, functions.ask)
            finally:
                excess = functions.excess(call.target)
                if excess is not None:
                    raise Failure(excess)
        call.mutated = tuple(names[i] for i in answer.mutated if 0 <= i < len(names) and i not in updated)
        if not (asked and asked.updates):
            return answer.value
        if len(answer.after) != len(updated):
            raise WorkerGone(Verdict.CRASHED, "the worker broke the rules of the wire")
        return answer.value, {names[i]: value for i, value in zip(updated, answer.after, strict=True)}

    @staticmethod
    def _named(asked: Question | None, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        parameters = asked.parameters if asked else ()
        positional = [parameters[i] if i < len(parameters) else f"argument {i + 1}" for i in range(len(args))]
        return dict(zip(positional, args, strict=True)) | dict(kwargs)

    def timed(self) -> _Stopwatch:
        """Around a call: gives the seconds that are left, and adds up what was taken."""
        return _Stopwatch(self)

    def time_left(self) -> float | None:
        """Seconds on the question's clock; the student's `OutOfTime` when it has run out."""
        if self._ends is None:
            return None
        left = self._ends - time.monotonic()
        if left <= 0:
            raise StudentError(Trouble("OutOfTime", "stopped when the question's time was used up", []))
        return left

    def take_seconds(self) -> float:
        """The seconds spent in calls since this was last asked."""
        seconds, self.student_seconds = self.student_seconds, 0.0
        return seconds


class _Stopwatch(AbstractContextManager["float | None"]):
    """Gives the seconds left, and adds what the call took to the submission's account."""

    def __init__(self, submission: Submission) -> None:
        self._submission = submission

    def __enter__(self) -> float | None:
        left = self._submission.time_left()
        self._started = time.monotonic()
        return left

    def __exit__(self, *reason: object) -> None:
        self._submission.student_seconds += time.monotonic() - self._started


class Handle:
    """An object that student code made and that stays where it was made."""

    def __init__(self, submission: Submission, number: int, name: str, methods: frozenset[str]) -> None:
        self.__dict__.update(_submission=submission, _number=number, _name=name, _methods=methods, _held={})

    def __getattr__(self, name: str) -> Any:
        if name in self.__dict__["_methods"]:
            submission, question = self.__dict__["_submission"], f"{self.__dict__['_name']}.{name}"
            return lambda *args, **kwargs: submission.invoke(name, question, args, kwargs, of=self)
        if name.startswith("_"):
            raise AttributeError(name)
        return attributes(self, name)[0]

    def __setattr__(self, name: str, value: Any) -> None:
        set_attributes(self, **{name: value})


def attributes(handle: Handle, *names: str) -> tuple[Any, ...]:
    """Several attributes of an object that student code made, read at once."""
    submission: Submission = handle.__dict__["_submission"]
    with submission.timed() as seconds:
        found = submission.port.get(handle.__dict__["_number"], names, seconds)
    if not isinstance(found, list) or len(found) != len(names):
        raise WorkerGone(Verdict.CRASHED, "the worker broke the rules of the wire")
    return tuple(found)


def set_attributes(handle: Handle, **values: Any) -> None:
    """Set several attributes of an object that student code made, at once."""
    submission: Submission = handle.__dict__["_submission"]
    with submission.timed() as seconds:
        submission.port.set(handle.__dict__["_number"], values, seconds)
    handle.__dict__["_held"] = handle.__dict__["_held"] | values  # what a counterexample needs to be replayed


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
    """A string cut to a length; nothing for what is no string, whose text could be of any size."""
    return value[:limit] if isinstance(value, str) else ""
