"""Where a student's code runs: its cells in order, then one call at a time.

The worker and a student's own machine run the same stage, so that what passes at home passes when graded.
Nothing here is believed by the judge; it only makes honest code run well.
"""

from __future__ import annotations

import ast
import sys
import time
import types
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.isolation.worker import twins
from autograder.isolation.worker.code_names import names, plain_code
from autograder.isolation.worker.loading import Cells, Loader
from autograder.isolation.worker.parse import blocks, stub_lines
from autograder.isolation.worker.running import Phantom
from autograder.isolation.worker.trouble import Remark, Trouble, described


@dataclass
class Stage:
    """The namespace of one submission and what came of loading it."""

    namespace: dict[str, Any]
    sources: set[str] = field(default_factory=set)
    stubs: set[tuple[str, int]] = field(default_factory=set)
    lost: list[tuple[Collection[str], Trouble]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    written: dict[str, ast.stmt] = field(default_factory=dict)  # answers and their methods, as they were run last

    def load(
        self,
        cells: Cells,
        seconds: float,
        isolated: bool,
        questions: Sequence[str] = (),
        modules: Cells = (),
        twin: Cells = (),
    ) -> None:
        """Run the cells, (name, text) each, in order.

        `questions` are functions and `Class.method`s, `modules` the files that lie beside the work, `twin` the cells of
        a notebook's text twin, which has what the notebook lacks.
        """
        if twin:
            self.load(cells, seconds / 2, isolated, questions, modules)
            other = Stage(fresh_namespace("twin"))
            other.load(twin, seconds / 2, isolated, questions, modules)
            twins.join(self, other, questions)
            return
        answers = {question.partition(".")[0] for question in questions}
        loader = Loader(self.namespace, answers, modules, time.monotonic() + seconds, isolated)
        loader.load(cells)
        self.sources, self.stubs, self.lost = loader.sources, loader.stubs, loader.lost
        self.remarks, self.written = loader.remarks, loader.written

    def saw(self, name: str, source: str) -> None:
        """Note the stubs of a cell that was run elsewhere."""
        for block in blocks(name, source):
            self.stubs |= {(name, line) for line in stub_lines(block.statements)}

    def state(self, question: str) -> tuple[str, Trouble | None]:
        """Of a function or `Class.method`: "there", "stub", "missing", or "lost" with what its cell raised."""
        owner, dot, method = question.partition(".")
        found = self.namespace.get(owner, _MISSING)
        if dot and found is not _MISSING:
            found = getattr(found, "__init__" if method == "init" else method, _MISSING)
            if method == "init" and found is object.__init__:
                found = _MISSING
        if found is _MISSING or isinstance(found, Phantom):
            return next((("lost", trouble) for names, trouble in self.lost if owner in names), ("missing", None))
        parts = list(vars(found).values()) if isinstance(found, type) else [found]
        codes = [code for code in map(_code, parts) if code is not None]
        if codes and all((code.co_filename, code.co_firstlineno) in self.stubs for code in codes):
            return "stub", None
        return "there", None

    def uses(self, question: str, others: Collection[str]) -> list[str]:
        """Which of the other questions a question's code names, itself or through helpers of the student's own.

        A method relies on its class, where that is a question; and code that calls `.backward` on `Value.backward`.
        """
        name_of_owner, dot, _ = question.partition(".")
        owner = self.namespace.get(name_of_owner)
        parts = vars(owner) if type(owner) is type else {}
        found = {name_of_owner} & {*others} if dot else set()
        seen: set[types.CodeType] = set()
        todo = self._codes(question, others)
        while todo:
            code = todo.pop()
            if code in seen:
                continue
            seen.add(code)
            todo += [part for part in code.co_consts if type(part) is types.CodeType]
            for name, of_object in names(code):
                named = {f"{name_of_owner}.{name}"} if of_object else {name, f"{name}.init"}
                found |= named.intersection(others)
                found |= {other for other in others if of_object and other.endswith(f".{name}") and name != "init"}
                if not named.intersection(others):
                    todo += plain_code(parts.get(name) if of_object else self.namespace.get(name))
        return sorted(found - {question})

    def trouble(self, error: BaseException) -> Trouble:
        """The error as data, cut to what a person reads."""
        return described(error, self.sources, self.namespace)

    def _codes(self, question: str, others: Collection[str]) -> list[types.CodeType]:
        """The code of a function, of a method, or of a class's methods that are not questions themselves."""
        name, dot, method = question.partition(".")
        found = self.namespace.get(name)
        parts = vars(found) if type(found) is type else {}
        if dot:
            written = [parts.get("__init__" if method == "init" else method)]
        else:
            written = [found, *(part for key, part in parts.items() if f"{name}.{key}" not in others)]
        return [code for each in written for code in plain_code(each)]


def _code(function: Any) -> types.CodeType | None:
    return getattr(getattr(function, "__wrapped__", function), "__code__", None)


_MISSING = object()


def fresh_namespace(name: str) -> dict[str, Any]:
    """The dict of a real module of that name, which dataclasses and pickling expect to find."""
    module = types.ModuleType(name)
    sys.modules[name] = module
    return module.__dict__
