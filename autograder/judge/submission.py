"""`submission`: what a check calls. The same handle over a worker far away or a student's own interpreter.

`submission.d_loss(w, b, X, y)` gives plain values. Where the assignment has a class, `submission.SimpleNN(...)` gives a
handle, whose asked-for methods are called and whose attributes are read with `get` and set with `set`. A function
passed as an argument stays here; student code gets something to call, and each call is checked and counted.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from autograder.checks.check_run import Failure, current_run
from autograder.checks.comparison import Call
from autograder.core.model import Assignment, CourseFault, Verdict
from autograder.core.values import Source
from autograder.isolation.worker.calls import Order
from autograder.isolation.worker.trouble import Trouble
from autograder.judge.callbacks import Functions
from autograder.judge.function_source import source_of
from autograder.judge.ports import DAMAGED, Port, StudentError, WorkerGone


class Submission:
    """The handle. One question at a time: `finish_by` sets the deadline that all its calls share."""

    def __init__(self, port: Port, assignment: Assignment) -> None:
        self.port = port
        self._assignment = assignment
        self._asked = {q.id: q for q in assignment.questions}
        self._functions = {q.id for q in assignment.questions if "." not in q.id}
        self._classes = assignment.classes
        taken = {name for name in {*self._functions, *self._classes} if hasattr(type(self), name)}
        taken |= {method for methods in self._classes.values() for method in methods if hasattr(Handle, method)}
        if taken:
            raise CourseFault(f"{assignment.id}: checks could not call {', '.join(sorted(taken))}; choose other names")
        self._changed: dict[str, dict[str, Any]] = {}
        self._ends: float | None = None
        self.student_seconds = 0.0

    @property
    def sends_functions(self) -> bool:
        """Whether functions among the arguments go to the student's side as text, to be differentiated there."""
        return self._assignment.framework == "torch"

    def finish_by(self, ends: float) -> None:
        """No call goes on after that moment of `time.monotonic()`: a question's calls share its time."""
        self._ends = ends

    def __getattr__(self, name: str) -> Any:
        if name in self._functions:
            return StudentFunction(self, name, name)
        if name in self._classes:
            return lambda *args, **kwargs: self._construct(name, args, kwargs)
        raise AttributeError(f"{self._assignment.id} asks for no {name!r}")

    def _construct(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Handle:
        number = self.invoke(name, f"{name}.init", args, kwargs)
        if type(number) is not int or number < 0:
            raise WorkerGone(Verdict.CRASHED, DAMAGED)
        return Handle(self, number, name, self._classes[name])

    def run(self, harness: Callable[..., Any], name: str, *args: Any, beside: tuple[str, ...] = ()) -> Any:
        """What `harness(theirs, *others, *args)` returns, run next to student code: `theirs` is what it calls `name`,
        and `others` are what it calls the names in `beside`.

        For what no single call shows, such as a backward pass. A harness travels as text, so it may use its
        arguments, torch and what it imports; like all that a worker says, its value is an answer, never a verdict.
        Messages name the arguments as the harness does.
        """
        names = list(inspect.signature(harness).parameters)[1 + len(beside) :]
        return self.invoke(name, name, args, {}, via=source_of(harness), beside=beside, names=names)

    def invoke(
        self,
        name: str,
        question: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        of: Handle | None = None,
        via: Source | None = None,
        beside: tuple[str, ...] = (),
        names: Sequence[str] | None = None,
    ) -> Any:
        """Call a function, a method of a handle, or (question `Class.init`) a class, for its new handle's number.

        The arguments that the question is to change are kept as the call left them, for `changed`. `names` are those
        of the positional arguments, where they are not the question's parameters.
        """
        keep = question.endswith(".init")
        asked = self._asked.get(question)
        functions = Functions(args, kwargs, self._assignment.limits.evaluations, self.sends_functions)
        inputs = self._named(names if names is not None else asked.parameters if asked else (), args, kwargs)
        held = of.__dict__["_held"] if of else {}
        owner = of.__dict__["_number"] if of else None
        shown = {f"self.{k}": v for k, v in held.items()} | inputs
        call = Call(name if keep else question, shown, args, question=question, owner=owner)
        current_run().calls.append(call)
        given = list(inputs)
        changing = [given.index(name) for name in (asked.changes if asked else ()) if name in given]
        order = Order(name, functions.args, functions.kwargs, owner, keep, via, tuple(changing), beside)
        with self.timed() as seconds:
            try:
                answer = self.port.call(order, seconds, functions.ask)
            finally:
                excess = functions.excess(call.target)
                if excess is not None:
                    raise Failure(excess)
        call.mutated = tuple(given[i] for i in answer.mutated if 0 <= i < len(given) and i not in changing)
        if len(answer.after) != len(changing):
            raise WorkerGone(Verdict.CRASHED, DAMAGED)
        self._changed[question] = {given[i]: value for i, value in zip(changing, answer.after, strict=True)}
        return answer.value

    def left_by(self, question: str, argument: str) -> Any:
        """An argument that the question is to change, as its last call left it.

        `CourseFault` where assignment.toml does not say that it changes, or there was no such call.
        """
        asked = self._asked.get(question)
        if asked is None or argument not in asked.changes:
            raise CourseFault(
                f"{question} is not asked to change {argument!r}; say so in assignment.toml: changes = [{argument!r}]"
            )
        if argument not in self._changed.get(question, {}):
            raise CourseFault(f"{question} was not called with {argument!r} yet, so there is nothing that it changed")
        return self._changed[question][argument]

    @staticmethod
    def _named(parameters: Sequence[str], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        positional = [parameters[i] if i < len(parameters) else f"argument {i + 1}" for i in range(len(args))]
        return dict(zip(positional, args, strict=True)) | dict(kwargs)

    def timed(self) -> _Stopwatch:
        """Around a call: gives the seconds that are left, and adds up what was taken."""
        return _Stopwatch(self)

    def time_left(self) -> float | None:
        """Seconds that are left of the question's time; `StudentError` (OutOfTime) when none are."""
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


class StudentFunction:
    """A function that a student wrote, or a method of a handle: it is called, and asked what it changed."""

    def __init__(self, submission: Submission, name: str, question: str, of: Handle | None = None) -> None:
        self._submission = submission
        self._name = name
        self._question = question
        self._of = of

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What student code returned, as plain values; `StudentError` where it raised."""
        return self._submission.invoke(self._name, self._question, args, kwargs, of=self._of)

    def changed(self, argument: str) -> Any:
        """An argument that the question is to change, as the last call left it; errors as `Submission.left_by`."""
        return self._submission.left_by(self._question, argument)


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
            question = f"{self.__dict__['_name']}.{name}"
            return StudentFunction(self.__dict__["_submission"], name, question, self)
        if name.startswith("_"):
            raise AttributeError(name)
        return self.get(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.set(**{name: value})

    def get(self, *names: str) -> Any:
        """Attributes of the object, read at once: a tuple, and of a single name the value alone."""
        submission: Submission = self.__dict__["_submission"]
        with submission.timed() as seconds:
            found = submission.port.get(self.__dict__["_number"], names, seconds)
        if not isinstance(found, list) or len(found) != len(names):
            raise WorkerGone(Verdict.CRASHED, DAMAGED)
        return found[0] if len(names) == 1 else tuple(found)

    def set(self, **values: Any) -> None:
        """Set attributes of the object, all at once."""
        submission: Submission = self.__dict__["_submission"]
        with submission.timed() as seconds:
            submission.port.set(self.__dict__["_number"], values, seconds)
        self.__dict__["_held"] = self.__dict__["_held"] | values  # what a counterexample needs to be replayed
