"""What is lent is called wherever student code got hold of the wrong one, and nothing else is."""

from __future__ import annotations

import types
from typing import Any

import numpy as np
import pytest

from autograder.core.values import Source
from autograder.isolation.worker.calls import set_attributes
from autograder.isolation.worker.lending import Lending, Lent, Loan
from autograder.isolation.worker.reach import within_reach

WRONG = "def d(x): return 0\n"
NET = """
class Net:
    def __init__(self, n):
        self.W, self.kept = [0.0] * n, []
        raise ValueError
    def forward(self, x):
        self.kept.append(x)
        return -1
    def q(self, x):
        return self.forward(x)
"""


def lent_to(text: str, question: str, *loans: Loan, helper: str = "") -> tuple[dict[str, Any], list[Any]]:
    """The namespace of a text with loans for a question, and what was asked for by its code: each answer is 7."""
    asked: list[Any] = []

    def borrow(number: int, args: Any, kwargs: Any, held: Any) -> Lent:
        asked.append((loans[number].question, args, dict(kwargs), dict(held)))
        return Lent(7, {"W": np.ones(2)} if loans[number].question.endswith(".init") else {})

    namespace: dict[str, Any] = {"__name__": "work"}
    if helper:
        module = types.ModuleType("helper")
        exec(helper, vars(module))
        namespace["helper"], namespace["theirs"] = module, module.d
    lending = Lending(loans, question, borrow, set_attributes)
    lending.place(namespace)
    exec(text, namespace)
    lending.take_over(namespace)
    return namespace, asked


@pytest.mark.parametrize(
    "text",
    [
        WRONG + "def q(x): return d(x)",
        "def q(x): return d(x)",
        "def q(x, g=d): return g(x)",
        "d = 3\ndef q(x): return d(x)",
        WRONG + "def q(x, g=d): return g(x)",
        WRONG + "def q(x, *, g=d): return g(x)",
        WRONG + "def made(g):\n  return lambda x: g(x)\nq = made(d)",
        WRONG + "from functools import reduce\ndef q(x): return reduce(lambda a, g: g(a), [d], x)",
        WRONG + "STEPS = {'d': d}\ndef q(x): return STEPS['d'](x)",
        WRONG + "def q(x): return globals()['d'](x)",
        WRONG + "def helper(x): return d(x)\ndef q(x): return helper(x)",
        WRONG + "from functools import partial\nalso = partial(d)\ndef q(x): return also(x)",
        WRONG + "class A:\n  run = staticmethod(d)\ndef q(x): return A.run(x)",
        "from functools import cache\n@cache\ndef d(x): return 0\nd(3)\nother = d\ndef q(x): return other(x)",
        "from functools import partial\nd = partial(lambda a, x: 0, 1)\nALL = [d]\ndef q(x, g=d): return g(x) + ALL[0](x) - 7",
        "class D:\n  def __call__(self, x): return 0\nd = D()\ndef made(g):\n  return lambda x: g(x)\nq = made(d)",
        "class A:\n  def run(self, x): return 0\na = A()\nd = a.run\ndef q(x): return a.run(x)",
        "def outer(k):\n  def d(x): return k\n  return d\nd = outer(0)\nold = d\ndef q(x): return old(x)",
        "d = lambda x, y=2: 0\nsame = d\ndef q(x): return same(x)",
        "def d(x):\n  yield 0\ndef q(x): return d(x)",
    ],
)  # fmt: skip
def test_a_lent_function_is_called_however_it_was_bound(text: str) -> None:
    namespace, asked = lent_to(text, "q", Loan("d", 0))
    assert namespace["q"](3) == 7
    assert ("d", (3,), {}, {}) in asked
    assert "d" in within_reach(namespace, "q", ["d"])


@pytest.mark.parametrize("shared", ["3", "None", "'text'", "len", "np.exp", "float", "np.array"])
def test_what_is_everybody_s_is_replaced_under_the_question_s_name_alone(shared: str) -> None:
    text = f"import numpy as np\nd = {shared}\nALL = [{shared}]\ndef q(x): return d(x)"
    namespace, _ = lent_to(text, "q", Loan("d", 0))
    assert namespace["q"](3) == 7 and namespace["ALL"][0] is eval(shared, {"np": np})


def test_a_function_of_another_file_is_lent_too() -> None:
    namespace, asked = lent_to("d = theirs\ndef q(x): return helper.d(x=x)", "q", Loan("d", 0), helper=WRONG)
    assert namespace["q"](3) == 7 and asked == [("d", (), {"x": 3}, {})]


def test_what_is_judged_keeps_its_code_also_under_another_name() -> None:
    namespace, asked = lent_to("def q(x): return x + 1\nd = q", "q", Loan("d", 0))
    assert namespace["q"](3) == 4 and not asked


def test_a_function_that_is_missing_is_not_answered_while_the_file_is_run() -> None:
    with pytest.raises(NameError, match="'d' is not defined"):
        lent_to("d(3)", "q", Loan("d", 0))


def test_methods_are_answered_for_the_attributes_of_their_object() -> None:
    loans = Loan("Net.init", 0, None, ("W",), True), Loan("Net.forward", 1, None, ("W",), True)
    namespace, asked = lent_to(NET, "Net.q", *loans)
    net = namespace["Net"](2)
    assert net.W.tolist() == [1, 1], "an __init__ that raises leaves the attributes that the judge sets"
    assert net.q(3) == 7 and net.kept == [3], "what the student's own method keeps besides is there"
    assert [question for question, *_ in asked] == ["Net.init", "Net.forward"]
    assert asked[1][3]["W"].tolist() == [1, 1]


def test_arguments_of_the_student_s_own_are_left_out() -> None:
    text = "def d(x, keep=False, *more): return 0\ndef q(x): return d(x, True, 3) + d(x=x, keep=True)"
    namespace, asked = lent_to(text, "q", Loan("d", 0, parameters=("x", "y")))
    assert namespace["q"](1) == 14
    assert [(args, kwargs) for _, args, kwargs, _ in asked] == [((1, True), {}), ((), {"x": 1})]
    namespace, asked = lent_to(text, "q", Loan("d", 0, parameters=("x",)))
    assert namespace["q"](1) == 14 and asked[0][1:3] == ((1,), {})


def test_a_method_that_is_missing_is_lent() -> None:
    namespace, _ = lent_to(
        "class Net:\n  W = 0\n  def q(self): return self.forward(1)", "Net.q", Loan("Net.forward", 0)
    )
    assert namespace["Net"]().q() == 7


CLASS = Source(
    "Tape", "class Tape:\n  def __init__(self, data): self.data = data\n  def twice(self): return Tape(2 * self.data)"
)


@pytest.mark.parametrize(
    "use",
    [
        "def q(x): return Value(x).twice()",
        "def q(x, kind=Value): return kind(x).twice()",
        "KINDS = [Value]\ndef q(x): return KINDS[0](x).twice()",
        "def made(kind):\n  return lambda x: kind(x).twice()\nq = made(Value)",
        "def q(x):\n  assert isinstance(Value(1), Value)\n  return Value(x).twice()",
    ],
)
def test_a_class_that_is_lent_is_the_one_that_code_finds_and_is_told_of_once(use: str) -> None:
    wrong = "class Value:\n  def __init__(self, data): self.data = data\n  def twice(self): return 0\n"
    namespace, asked = lent_to(wrong + use, "q", Loan("Value", 0, CLASS))
    assert [namespace["q"](x).data for x in (1, 2)] == [2, 4]
    assert [question for question, *_ in asked] == ["Value"]


@pytest.mark.parametrize(
    ("text", "question", "found"),
    [
        ("def d(x): return 0\ndef q(x): return x", "q", []),
        ("import numpy as np\ndef d(x): return 0\ndef q(x): return np.sum(x) + len(str(x))", "q", []),
        ("def d(x): return 0\ndef h(x): return d(x)\ndef q(x): return h(x)", "q", ["d"]),
        ("def d(x): return 0\ndef q(x): return eval('d')(x)", "q", ["Net.forward", "Net.init", "d"]),
        (NET, "Net.q", ["Net.forward", "Net.init"]),
        ("class Net:\n  def forward(self): pass\n  def q(self): return getattr(self, 'for' + 'ward')()", "Net.q",
         ["Net.forward", "Net.init", "d"]),
        ("d = print", "q", ["Net.forward", "Net.init", "d"]),
        ("def d(x): return 0\nclass Own:\n  def step(self): return d(self)\ndef q(x): return x.step()", "q", ["d"]),
        (NET + "class Meta(type):\n  def __getattribute__(self, name): raise SystemExit\nclass Own(metaclass=Meta): pass\n"
         "def q(x): return x.step()", "q", []),
    ],
    ids=["nothing", "a library", "a helper", "by eval", "methods", "by getattr", "what is missing", "a method of what is passed",
         "a class with a trap"],
)  # fmt: skip
def test_what_code_could_call_is_told_rather_one_too_many(text: str, question: str, found: list[str]) -> None:
    namespace: dict[str, Any] = {"__name__": "work"}
    exec(text, namespace)
    assert within_reach(namespace, question, ["d", "Net.init", "Net.forward"]) == found


def test_a_method_could_call_its_class_where_that_is_a_question() -> None:
    namespace: dict[str, Any] = {}
    exec("class Value:\n  def backward(self): pass", namespace)
    assert within_reach(namespace, "Value.backward", ["Value"]) == ["Value"]


def test_two_questions_that_are_called_alike_or_are_the_same_object_are_both_told() -> None:
    namespace: dict[str, Any] = {"__name__": "work"}
    text = "class A:\n  def step(self): pass\nclass B:\n  def step(self): pass\ndef d(x): pass\ne = d\n"
    exec(text + "def q(x): return x.step()\ndef r(x): return e(x)", namespace)
    assert within_reach(namespace, "q", ["A.step", "B.step", "d", "e", "q"]) == ["A.step", "B.step"]
    assert within_reach(namespace, "r", ["A.step", "B.step", "d", "e", "r"]) == ["d", "e"]
