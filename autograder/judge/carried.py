"""Error carried forward: a question that failed is judged once more with everything that is wrong elsewhere right.

What is wrong elsewhere is lent to it: the judge answers, for functions, methods and constructors, wherever student
code calls them. The reference solution gives the answers, in workers of its own; what students differentiate is lent as
text. Each such run has a fresh worker in which nothing else is asked, so nothing that student code learns there is of
use to it anywhere else. A question is never lent its own answer, and questions that lean on each other in a circle are
not carried: each of them would be right for nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.core.model import Assignment, Question, Verdict
from autograder.core.values import Callback, Source
from autograder.course.submission_file import SubmissionFile
from autograder.isolation.supervisor import Workers
from autograder.isolation.wire import ProtocolError, encode, settle
from autograder.isolation.worker.calls import Order
from autograder.isolation.worker.lending import Loan
from autograder.judge.callbacks import Ask, Refused
from autograder.judge.explain import reached
from autograder.judge.ports import GRACE, RemotePort, StudentError, WorkerGone
from autograder.judge.session import Session
from autograder.judge.verdicts import QuestionRun, earned

SHARE = 2.0  # all carried runs of a submission may take, together, this many times what one question may
DEEPEST = 3  # lent functions that are at work at once: one is given a function that calls another
MAX_KEPT = 32 * 1024 * 1024  # bytes of answers, and of what was asked, that are kept together
_UNHEALTHY = (Verdict.TIMEOUT, Verdict.OUT_OF_MEMORY, Verdict.CRASHED)

Answer = tuple[Any, dict[str, Any]]  # a value, and the attributes of its object that are new


class Answers:
    """Replies that were given before, by the very bytes of what was asked: students' steps are alike.

    Each has the question, and the bytes of the reply.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[str, bytes]] = {}
        self._bytes = 0

    def get(self, asked: bytes) -> tuple[str, bytes] | None:
        return self._known.get(asked)

    def keep(self, asked: bytes, question: str, reply: bytes) -> None:
        """Keep a reply. Where there are too many, those before are forgotten."""
        size = len(asked) + len(reply)
        if self._bytes + size > MAX_KEPT:
            self._known.clear()
            self._bytes = 0
        if size <= MAX_KEPT:
            self._known[asked] = question, reply
            self._bytes += size


class Reference:
    """The reference solution of an assignment in workers of its own, one for each call that is under way."""

    def __init__(self, source: SubmissionFile, assignment: Assignment, workers: Workers) -> None:
        ids = tuple(question.id for question in assignment.questions)
        self._sessions = [Session(source, ids, workers) for _ in range(DEEPEST)]
        self._free = list(self._sessions)

    def call(
        self,
        question: Question,
        attributes: Sequence[str],
        request: Sequence[Any],
        evaluate: Ask,
        seconds: float | None,
    ) -> Answer:
        """What a function or method gives, and the attributes of its object that are new; `Refused` where it raises.

        `request`: the arguments, those by name, and the attributes of the object. Functions among the arguments are
        called by `evaluate`; `WorkerGone` of theirs passes.
        """
        args, kwargs, held = request
        owner, dot, method = question.id.partition(".")
        with self._worker(question.id, evaluate) as (port, ask):
            if not dot:
                return port.call(Order(owner, tuple(args), kwargs), seconds, ask).value, {}
            if method == "init":
                number = port.call(Order(owner, tuple(args), kwargs, keep=True), seconds, ask).value
                value = None
            else:
                number = port.blank(owner, seconds)
                port.set(number, _arrays(held, attributes), seconds)
                value = port.call(Order(method, tuple(args), kwargs, number), seconds, ask).value
            after = dict(zip(attributes, port.get(number, attributes, seconds), strict=True))
            return value, {n: new for n, new in after.items() if n not in held or encode(new) != encode(held[n])}

    def close(self) -> None:
        for session in self._sessions:
            session.close()

    @contextmanager
    def _worker(self, name: str, evaluate: Ask) -> Iterator[tuple[RemotePort, Ask]]:
        """A worker that is not at work, and what it asks with. Where it ends, nothing is given."""
        theirs: list[WorkerGone] = []

        def ask(number: int, args: tuple[Any, ...]) -> Any:
            try:
                return evaluate(number, args)
            except WorkerGone as gone:
                theirs.append(gone)
                raise

        if not self._free:
            raise Refused(f"{name}() was called within calls of what it was given")
        session = self._free.pop()
        try:
            port = session.ready()
            port.begin()
            yield port, ask
        except StudentError as error:
            raise Refused(f"{name}() has no value there: {error.trouble.type}") from None
        except WorkerGone as gone:
            if theirs:
                session.close()
                raise
            session.lost(gone, "for what was lent")
            raise Refused(f"{name}() has no value there") from None
        finally:
            self._free.append(session)


@dataclass
class Lender:
    """Answers for what is lent in one run. `called` are the questions whose answers were asked for."""

    questions: Sequence[Question]
    loans: Sequence[Loan]
    reference: Reference
    answers: Answers
    most: int
    intermediates: Mapping[str, Callable[..., Mapping[str, Any]]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def called(self) -> tuple[str, ...]:
        return tuple(question.id for question in self.questions if question.id in self.counts)

    def known(self, asked: bytes) -> bytes | None:
        """The reply to a request that was answered before; it is counted like any other."""
        question, reply = self.answers.get(asked) or ("", None)
        count = self.counts.get(question, 0) + 1
        if reply is None or count > self.most or not any(each.id == question for each in self.questions):
            return None
        self.counts[question] = count
        return reply

    def answer(self, request: list[Any], asked: bytes, evaluate: Ask, deadline: float | None) -> list[Any]:
        """The reply to `["lent", number, arguments, those by name, attributes]`; `ProtocolError` for anything else."""
        match request:
            case [_, number, list(args), dict(kwargs), dict()] if type(number) is int:
                lent = zip(self.questions, self.loans, strict=True)
                question, loan = next((each for each in lent if each[1].number == number), (None, None))
            case _:
                question, loan = None, None
        if question is None or loan is None:
            raise ProtocolError("a question of no known form")
        count = self.counts[question.id] = self.counts.get(question.id, 0) + 1
        if count > self.most:
            return ["refused", f"{question.id}() may be called at most {self.most} times here"]
        if loan.source is not None:
            return ["lent", None, {}, []]
        try:
            reply: list[Any] = settle(self._asked(question, loan, request[2:], evaluate, deadline))
        except Refused as refusal:
            return ["refused", str(refusal)]
        if not any(isinstance(each, Callback) for each in (*args, *kwargs.values())):  # what these give may differ
            self.answers.keep(asked, question.id, encode(reply))
        return reply

    def _asked(
        self, question: Question, loan: Loan, request: list[Any], evaluate: Ask, deadline: float | None
    ) -> list[Any]:
        seconds = None if deadline is None else max(deadline - GRACE - time.monotonic(), 0.001)
        value, after = self.reference.call(question, loan.attributes, request, evaluate, seconds)
        return ["lent", value, after, self._on_the_way(question, value, *request)]

    def _on_the_way(
        self, question: Question, value: Any, args: Sequence[Any], kwargs: Mapping[str, Any], held: Mapping[str, Any]
    ) -> list[list[Any]]:
        """The arrays that a right method may keep on its object besides its answer, each with its names."""
        if question.id not in self.intermediates:
            return []
        named = {**held, **dict(zip(question.parameters, args, strict=False)), **kwargs}
        try:
            found = self.intermediates[question.id](value, **named)
        except Exception:  # of whatever student code passed there may be none: then what it keeps stays as it is
            return []
        names: dict[int, list[str]] = {}
        for name, array in found.items():
            names.setdefault(id(array), []).append(name)
        return [[of_one, found[of_one[0]]] for of_one in names.values()]


class Carrier:
    """Carries the errors of one submission.

    `texts` has, by question, what is lent as text; `intermediates` what a right method may keep besides its answer.
    """

    def __init__(
        self,
        assignment: Assignment,
        texts: Mapping[str, Source],
        intermediates: Mapping[str, Callable[..., Mapping[str, Any]]],
        source: SubmissionFile,
        reference: SubmissionFile,
        workers: Workers,
        answers: Answers,
    ) -> None:
        self._assignment = assignment
        self._texts = texts
        self._intermediates = intermediates
        self._source = source
        self._workers = workers
        self._reference = Reference(reference, assignment, workers)
        self._answers = answers
        self.left = SHARE * assignment.limits.question_seconds

    def session(self, question: Question, wrong: Mapping[str, Verdict]) -> tuple[Session, Lender] | None:
        """A submission at work with all that is `wrong` lent to a question; None where that is nothing."""
        by_name: dict[str, Question] = {}  # a class is lent once, whatever in it is wrong
        for each in self._assignment.questions:
            if each.id in wrong and self.lends(each, question):
                by_name.setdefault(self._lent_as(each), each)
        if not by_name or self.left <= 0:
            return None
        lent = list(by_name.values())
        loans = [self._loan(each, wrong[each.id]) for each in lent]
        most = self._assignment.limits.evaluations
        lender = Lender(lent, loans, self._reference, self._answers, most, self._intermediates)
        ids = tuple(each.id for each in self._assignment.questions)
        return Session(self._source, ids, self._workers, lends=lender, loans=loans, judged=question.id), lender

    def close(self) -> None:
        self._reference.close()

    def lends(self, question: Question, judged: Question) -> bool:
        """Whether a question can be lent to another; a class that stands in for one is not, to its own methods."""
        if question.id == judged.id or not judged.carried:
            return False
        if _owner(question) in self._texts:
            return _owner(question) != _owner(judged)
        plain = self._assignment.framework == "numpy" and question.points and not question.changes
        return bool(plain and ("." not in question.id or self._attributes(question)))

    def _lent_as(self, question: Question) -> str:
        return _owner(question) if _owner(question) in self._texts else question.id

    def _loan(self, question: Question, verdict: Verdict) -> Loan:
        name, number = self._lent_as(question), self._assignment.questions.index(question)
        own_first = "." in name and verdict not in _UNHEALTHY
        parameters = question.parameters if name == question.id else ()
        return Loan(name, number, self._texts.get(name), self._attributes(question), own_first, parameters)

    def _attributes(self, question: Question) -> tuple[str, ...]:
        """The attributes that the objects of a method's class have."""
        constructor = f"{_owner(question)}.init"
        return next((each.attributes for each in self._assignment.questions if each.id == constructor), ())


def _owner(question: Question) -> str:
    """The class of a method; of a function, its own name."""
    return question.id.partition(".")[0]


def wrong_ones(runs: Sequence[QuestionRun]) -> dict[str, Verdict]:
    """By question, the worst that was found in those that failed."""
    return {run.question.id: run.verdict for run in runs if run.failed}


def counts(first: QuestionRun, again: QuestionRun) -> bool:
    """Whether a run with lent answers counts: its marks are better; or they are the same, and what it says is of the
    question alone, while the first run speaks of what it calls, too."""
    before, after = earned(first), earned(again)
    if after is None or before is None or not again.carried:
        return False
    as_mild = max(first.verdict, again.verdict, key=list(Verdict).index) is first.verdict
    return after > before or (after == before and as_mild and any(not name.endswith(".init") for name in again.carried))


def in_a_circle(carried: Mapping[str, Sequence[str]]) -> set[str]:
    """Those that are carried by each other; `carried` has for each question whose answers it was lent."""
    return {name for name, lent in carried.items() if any(name in {each, *reached(each, carried)} for each in lent)}


def _arrays(held: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The attributes of a student's object; `Refused` where one is missing, or is neither a number nor an array."""
    for name in names:
        if not isinstance(held.get(name), (np.ndarray, float, int)):
            raise Refused(f"the attribute {name} is not an array")
    return {name: held[name] for name in names}
