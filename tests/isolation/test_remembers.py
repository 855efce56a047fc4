"""Code that could keep something from one call to the next is told apart from code that cannot."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from autograder.isolation.worker import remembers
from autograder.isolation.worker.own_modules import OwnModules
from autograder.isolation.worker.remembers import may_remember

HEAD = "import numpy as np\nimport functools\n"
NET = """class Net:
  scale = 2.0
  def __init__(self, d, seed=0):
    rng = np.random.default_rng(seed)
    self.W = rng.standard_normal(d)
  def forward(self, x):
    self.kept = x
    return {kept}self.scale * (self.W @ x)
  @staticmethod
  def relu(z): return np.maximum(z, 0)
  @property
  def size(self): return self.W.size
  def q(self, x):
    self.W -= 0.1 * self.forward(x)
    self.W = self.W + 1
"""


def namespace(text: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "work"}
    exec(HEAD + text, names)
    return names


@pytest.mark.parametrize(
    "text",
    [
        "def q(x): return 2 * np.sum(x)",
        "EPS = 1e-5\ndef h(f, x): return f(x + EPS)\ndef q(x):\n  z = x.copy()\n  z[0] = 1\n  return h(lambda y: y * z, x)",
        "def q(x, more=(), scale=1.0, apply=np.exp, kind=float): return apply(kind(x))",
        "def made(k):\n  def inner(x): return k * x\n  return inner\nq = made(3)",
        "def q(x):\n  found = []\n  def add(y): found.append(y)\n  for each in x: add(each)\n  return found",
        "def q(x): return q(x - 1) if x else 0",
        "def q(x):\n  x.grad = None\n  return x",
        NET.format(kept="") + "def q(x): return Net(3).forward(x)",
    ],
)
def test_what_is_made_anew_in_each_call_remembers_nothing(text: str) -> None:
    assert not may_remember(namespace(text), "q")


def test_an_object_may_keep_what_it_likes_because_each_check_makes_its_own() -> None:
    names = namespace(NET.format(kept=""))
    assert not any(may_remember(names, question) for question in ("Net.init", "Net.forward", "Net.q"))


@pytest.mark.parametrize(
    "text",
    [
        "SEEN = {}\ndef q(x): return SEEN.setdefault('x', x)",
        "SEEN = []\ndef h(x): SEEN.append(x)\ndef q(x): return h(x)",
        "KEPT = np.zeros(3)\ndef q(x):\n  KEPT[:] = x\n  return KEPT",
        "count = 0\ndef q(x):\n  global count\n  count += 1\n  return count",
        "def made():\n  n = 0\n  def inner(x):\n    nonlocal n\n    n += 1\n    return n\n  return inner\nq = made()",
        "def made(seen):\n  return lambda x: seen.append(x)\nq = made([])",
        "def q(x, seen=[]):\n  seen.append(x)\n  return seen",
        "def q(x, *, seen={}): return seen.setdefault(0, x)",
        "def q(x):\n  q.first = getattr(q, 'first', x)\n  return q.first",
        "def q(x):\n  q.first = x\n  return x",
        "@functools.lru_cache\ndef q(x): return x",
        "@functools.cache\ndef h(x): return x\ndef q(x): return h(x)",
        "def q(x): return globals().setdefault('seen', x)",
        "np.random.seed(0)\ndef q(x): return np.random.normal()",
        "def q(x):\n  np.random.seed(0)\n  return x",
        "class K:\n  def __call__(self, x):\n    self.n = x\n    return x\nq = K()",
        "steps = iter(range(9))\ndef q(x): return next(steps)",
        "class Own:\n  seen = []\n  def step(self): Own.seen.append(1)\ndef q(x): return x.step()",
        "class Meta(type): pass\nclass Own(metaclass=Meta): pass\ndef q(x): return Own()",
    ],
)
def test_what_may_be_kept_is_seen(text: str) -> None:
    assert may_remember(namespace(text), "q")


@pytest.mark.parametrize(
    "kept", ["Net.W or ", "type(self).__name__ or ", "self.__class__ or ", "self.relu.__globals__ or "]
)
def test_a_method_that_could_set_something_on_its_class_may_remember(kept: str) -> None:
    assert may_remember(namespace(NET.format(kept=kept)), "Net.forward")


def test_a_class_whose_attributes_can_change_may_remember() -> None:
    assert may_remember(namespace(NET.format(kept="").replace("scale = 2.0", "scale = [2.0]")), "Net.q")


@pytest.mark.parametrize("use", ["import helper\ndef q(x): return helper.d(x)", "from helper import d as q"])
def test_a_module_beside_the_work_may_remember(use: str) -> None:
    own = OwnModules(lambda module, file, text: exec(text, vars(module)))
    own.add("helper.py", "SEEN = []\ndef d(x): SEEN.append(x)\n")
    try:
        assert may_remember(namespace(use), "q")
    finally:
        sys.meta_path.remove(own)
        del sys.modules["helper"]


def test_more_than_can_be_looked_at_may_remember(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = "".join(f"def f{n}(x): return f{n + 1}(x)\n" for n in range(50)) + "def q(x): return f0(x)"
    assert not may_remember(namespace(chain), "q")
    monkeypatch.setattr(remembers, "MOST", 40)
    assert may_remember(namespace(chain), "q")


def test_looking_runs_nothing_of_the_student_s() -> None:
    trap = "class Meta(type):\n  def __getattribute__(self, name): raise SystemExit\nclass Own(metaclass=Meta): pass\n"
    assert may_remember(namespace(trap + "def q(x): return Own"), "q")
    trap = "class Trap:\n  def __getattribute__(self, name): raise SystemExit\n  __eq__ = __hash__ = __getattribute__\n"
    assert may_remember(namespace(trap + "OWN = Trap()\ndef q(x): return OWN"), "q")


def test_what_is_missing_remembers_nothing() -> None:
    assert not may_remember(namespace(""), "q") and not may_remember(namespace(""), "Net.forward")
