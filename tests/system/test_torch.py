"""PyTorch homework in a real worker: tensors cross as data, functions as text, and both come back as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from shared import ROOT

from autograder.checks.check_run import running
from autograder.core.model import CourseFault, Limits
from autograder.core.values import Opaque, Source, Tensor
from autograder.grading.bench import Bench
from autograder.isolation.supervisor import Supervisor
from autograder.isolation.worker.calls import Order
from autograder.judge.callbacks import Functions
from autograder.judge.function_source import source_of
from autograder.judge.ports import RemotePort, StudentError
from autograder.judge.submission import Submission

LESSON = (ROOT / "assignments/hw6_autograd/hw6_autograd.py").read_text(encoding="utf-8")
SCALE = 3.0

Open = Callable[[str], RemotePort]


@pytest.fixture
def torch_port(supervisor: Supervisor) -> Iterator[Open]:
    """A real PyTorch worker that has loaded a text."""
    workers = []

    def port(text: str) -> RemotePort:
        worker = supervisor.fork("torch", Limits(memory_mb=1024))
        workers.append(worker)
        port = RemotePort(worker.channel)
        port.load("work", [("work.py", "import torch\n" + text)], [], "cpu", 5.0)
        return port

    yield port
    for worker in workers:
        worker.end()


@pytest.fixture
def submission(torch_port: Open, bench: Bench) -> Callable[[str], Submission]:
    """What hw6's checks hold, over a text as a student's work."""
    assignment = bench.course.assignment("hw6_autograd")
    return lambda text: Submission(torch_port(text), assignment)


def call(port: RemotePort, *args: Any, **order: Any) -> Any:
    return port.call(Order("f", args, **order), 10.0, lambda number, given: None)


def square(x):  # type: ignore[no-untyped-def]
    return (x**2).sum()


def scaled(x):  # type: ignore[no-untyped-def]
    return SCALE * x.sum()


class Scaled:
    def __init__(self, data: float) -> None:
        self.data = SCALE * data


class Doubling:
    """A class whose attributes have the names of its methods' arguments."""

    def __init__(self, data):  # type: ignore[no-untyped-def]
        self.data = data

    def twice(self):  # type: ignore[no-untyped-def]
        return Doubling(2 * self.data)


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "int64", "uint8", "bool", "complex128"])
@pytest.mark.parametrize("shape", [(), (3,), (2, 0), (2, 3, 4)])
def test_a_tensor_comes_back_as_it_went(torch_port: Open, dtype: str, shape: tuple[int, ...]) -> None:
    sent = Tensor((np.arange(np.prod(shape)).reshape(shape) % 2).astype(dtype))
    got = call(torch_port("f = lambda x: x"), sent).value
    assert isinstance(got, Tensor) and (got.data.dtype, got.data.shape) == (sent.data.dtype, shape)
    assert np.array_equal(got.data, sent.data) and (got.requires_grad, got.grad, got.device) == (False, None, "")


def test_a_leaf_keeps_what_it_requires_and_its_grad(torch_port: Open) -> None:
    sent = Tensor(np.ones(2), requires_grad=True, grad=np.array([3.0, 4.0]))
    seen = call(torch_port("f = lambda x: (x, x.is_leaf, x.requires_grad, x.grad)"), sent).value
    assert seen[1:3] == (True, True) and seen[3].data.tolist() == [3.0, 4.0]
    assert seen[0].requires_grad and seen[0].grad.tolist() == [3.0, 4.0]


def test_a_view_arrives_as_what_it_shows(torch_port: Open) -> None:
    got = call(torch_port("f = lambda x: (x.T, x.expand(2, 2, 3)[:, 1], x.to(torch.complex64).conj())"), LATTICE).value
    assert got[0].data.tolist() == LATTICE.data.T.tolist()
    assert got[1].data.tolist() == [LATTICE.data[1].tolist()] * 2
    assert got[2].data.dtype == np.complex64


LATTICE = Tensor(np.arange(6.0).reshape(2, 3))


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ("x.sum()", []),
        ("x.detach().clone().add_(1)", []),
        ("x.data.add_(1)", [0]),
        ("x.requires_grad_(False)", [0]),
        ("(2 * x).sum().backward()", [0]),
        ("setattr(x, 'grad', None)", [0]),
        ("x.data.add_(1); x.data.sub_(1)", []),
    ],
)
def test_what_was_done_to_an_argument_is_seen_its_grad_too(torch_port: Open, change: str, seen: list[int]) -> None:
    port = torch_port(f"def f(x):\n    {change}")
    assert call(port, Tensor(np.ones(2), requires_grad=True, grad=np.ones(2))).mutated == seen


def test_arguments_inside_a_dict_are_looked_at_and_sent_back_when_asked_for(torch_port: Open) -> None:
    port = torch_port("def f(p, x):\n    with torch.no_grad():\n        p['w'] += 1\n    p['b'] = x\n    return len(p)")
    found = call(port, {"w": Tensor(np.zeros(2), requires_grad=True)}, Tensor(np.ones(1)), after=(0,))
    assert (found.value, found.mutated) == (1 + 1, [0])
    (after,) = found.after
    assert after["w"].data.tolist() == [1.0, 1.0] and after["w"].requires_grad and after["b"].data.tolist() == [1.0]


def test_a_function_travels_as_text_and_is_differentiated_there(torch_port: Open) -> None:
    port = torch_port(
        "def f(g, x):\n    x = x.clone().requires_grad_()\n    g(x).backward()\n    return x.grad, g.__name__"
    )
    functions = Functions((square, Tensor(np.array([1.0, -2.0]))), {}, 10, shipped=True)
    gradient, name = call(port, *functions.args).value
    assert (gradient.data.tolist(), name) == ([2.0, -4.0], "square")


def test_a_function_that_uses_its_module_is_the_course_s_fault() -> None:
    with pytest.raises(CourseFault, match=r"scaled is sent to the worker as text.*it also uses SCALE"):
        source_of(scaled)
    with pytest.raises(CourseFault, match="is not a def"):
        source_of(lambda x: x)
    with pytest.raises(CourseFault, match=r"Scaled is sent to the worker as text.*it also uses SCALE$"):
        source_of(Scaled)


def test_a_class_travels_as_text(torch_port: Open) -> None:
    text = source_of(Doubling)
    assert (text.name, text.text.splitlines()[0]) == ("Doubling", "class Doubling:")
    port = torch_port("def f(kind, x):\n    return kind(x).twice().data")
    assert call(port, text, 3.0).value == 6.0


def test_an_error_in_a_shipped_function_shows_its_line(torch_port: Open) -> None:
    port = torch_port("def f(g):\n    return g(None)")
    with pytest.raises(StudentError, match="NoneType") as caught:
        call(port, Source("square", "def square(x):\n    return (x ** 2).sum()"))
    assert caught.value.trouble.frames[-1] == ("work.py", 3, "f", "return g(None)")


def test_a_harness_runs_beside_student_code_with_what_it_called_by_that_name(submission: Any) -> None:
    def doubled(theirs, w):  # type: ignore[no-untyped-def]
        value = theirs.apply(w)
        (2 * value).backward()
        return value, w.grad

    text = """
class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w): return w.sum()
    @staticmethod
    def backward(ctx, above): return above.expand(3)
"""
    with running():
        value, grad = submission(text).run(doubled, "MSEReLU", Tensor(np.ones(3), requires_grad=True))
    assert (float(value.data), grad.data.tolist()) == (3.0, [2.0, 2.0, 2.0])


def test_what_a_question_changes_is_asked_for_by_name_and_is_not_a_mutation(submission: Any) -> None:
    text = "def train(params, X, y, learning_rate, steps):\n    params['W1'].data.fill_(7)\n    return [0.5] * steps"
    params = {"W1": Tensor(np.ones((1, 1)), requires_grad=True)}
    with running() as examination:
        work = submission(text)
        losses = work.train(params, Tensor(np.ones(2)), Tensor(np.ones(2)), 0.1, 2)
        assert losses == [0.5, 0.5] and work.train.changed("params")["W1"].data.tolist() == [[7.0]]
        with pytest.raises(CourseFault, match=r"train is not asked to change 'X'; say so in assignment.toml"):
            work.train.changed("X")
    assert examination.calls[-1].mutated == () and params["W1"].data.tolist() == [[1.0]]


@pytest.mark.parametrize(
    ("made", "name"),
    [
        ("torch.ones(2, dtype=torch.bfloat16)", "bfloat16 tensor"),
        ("torch.ones(2).to_sparse()", "torch.sparse_coo tensor on cpu"),
        ("torch.ones(2, device='meta')", "torch.strided tensor on meta"),
        ("torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)", "qint8 tensor"),
        ("torch.zeros(1).expand(10**12)", "tensor of shape (1000000000000,)"),
        ("torch.nn.Linear(1, 1)", "torch.nn.modules.linear.Linear"),
    ],
)
def test_what_cannot_cross_arrives_by_its_name(torch_port: Open, made: str, name: str) -> None:
    assert call(torch_port(f"import warnings\nwarnings.simplefilter('ignore')\nf = lambda: {made}")).value == Opaque(
        name
    )


@pytest.mark.parametrize("made", ["class T(torch.Tensor): pass", "T = torch.nn.Parameter"])
def test_a_subclass_arrives_as_a_plain_tensor(torch_port: Open, made: str) -> None:
    got = call(torch_port(f"{made}\nf = lambda x: T(x)"), Tensor(np.ones(2))).value
    assert type(got) is Tensor and type(got.data) is np.ndarray and got.data.tolist() == [1.0, 1.0]


def test_numpy_homework_never_pays_for_torch(port: Open) -> None:
    opened = port("import sys\nf = lambda x: 'torch' in sys.modules")
    assert call(opened, np.ones(2)).value is False


def test_nothing_of_torch_is_imported_on_a_student_s_time(torch_port: Open) -> None:
    text = """
import sys
def f(x):
    before = set(sys.modules)
    torch.func.jvp(torch.func.grad(lambda t: (t * t).sum()), (x,), (x,))
    torch.func.hessian(lambda t: (t * t).sum())(x)
    optimizer = torch.optim.SGD([x.clone().requires_grad_()], lr=0.1)
    optimizer.zero_grad()
    optimizer.step()
    return sorted(set(sys.modules) - before)
"""
    assert call(torch_port(text), Tensor(np.ones(3))).value == []


def namespace() -> dict[str, Any]:
    """What the reference solution defines, run here: it is ours."""
    defined: dict[str, Any] = {}
    exec(
        LESSON.replace("from autograder.student import check, picture", "check = picture = lambda given: given"),
        defined,
    )
    return defined


@pytest.mark.filterwarnings("ignore:`torch.jit.script`")  # torch's own, when forward mode is first used
def test_the_reference_passes_gradcheck_and_agrees_with_torch_func() -> None:
    solution, rng = namespace(), np.random.default_rng(0)
    x, v = torch.tensor(rng.normal(size=5)), torch.tensor(rng.normal(size=5))

    def f(x: torch.Tensor) -> torch.Tensor:
        return torch.sin(x).sum() * (x**2).mean()

    def g(x: torch.Tensor) -> torch.Tensor:
        return torch.stack([x.prod(), torch.exp(x).sum()])

    hessian = torch.func.hessian(f)(x)
    for found, expected in (
        (solution["gradient"](f, x), torch.func.grad(f)(x)),
        (solution["jacobian"](g, x), torch.func.jacrev(g)(x)),
        (solution["hessian"](f, x), hessian),
        (solution["hvp"](f, x, v), hessian @ v),
    ):
        torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-12)
    w, b = (torch.tensor(part, requires_grad=True) for part in (rng.normal(size=3), 0.1))
    X, y = torch.tensor(rng.normal(size=(8, 3))), torch.tensor(rng.normal(size=8))
    assert (X @ w + b).abs().min() > 1e-3  # away from the kink
    assert torch.autograd.gradcheck(solution["MSEReLU"].apply, (w, b.double().detach().requires_grad_(), X, y))
