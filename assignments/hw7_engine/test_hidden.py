"""Hidden checks of hw7: the questions of the public ones on other programs and other numbers."""

import test_public as public

from autograder import agree, question, stand_in, unchanged


def drawn(rng, count):
    """A program of `count` random operators, each on two values that are there, with every value of a moderate size."""
    while True:
        values = {name: round(float(rng.choice([-1, 1]) * rng.uniform(0.5, 2.0)), 2) for name in "ab"}
        names, lines = list(values), []
        for place in range(count):
            name, left, right = f"v{place}", *rng.choice(names[-4:], size=2)
            form = rng.choice(
                ["{} + {}", "{} - {}", "{} * {}", "{} / ({} ** 2 + 1)", "({} - {}).relu()", "2 - {} * {}"]
            )
            lines.append(f"{name} = {form.format(left, right)}")
            names.append(name)
        program = "\n".join([*lines, f"y = {names[-1]} * {names[-2]} + a"])
        data = public.data_of(program, values)
        if all(1e-3 < abs(number) < 50 for number in data.values()):
            return program, values


@stand_in("Value")
class Tape:
    """Right values for work whose own are wrong: each is on one tape as it is made, which backward walks from its end."""

    made = []  # noqa: RUF012

    def __init__(self, data, slopes=(), *_):
        self.data, self.grad, self.slopes = data, 0.0, slopes
        Tape.made.append(self)

    def __add__(self, other):
        other = other if isinstance(other, Tape) else Tape(other)
        return Tape(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = other if isinstance(other, Tape) else Tape(other)
        return Tape(self.data * other.data, [(self, other.data), (other, self.data)])

    def __pow__(self, power):
        return Tape(self.data**power, [(self, power * self.data ** (power - 1))])

    def relu(self):
        return Tape(max(0.0, self.data), [(self, float(self.data > 0))])

    def __sub__(self, other):
        return self + other * -1.0

    def __rsub__(self, other):
        return self * -1.0 + other

    def __truediv__(self, other):
        return self * other**-1.0

    def __rtruediv__(self, other):
        return self**-1.0 * other

    def __neg__(self):
        return self * -1.0

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        for value in Tape.made:
            value.grad = 0.0
        self.grad = 1.0
        for value in reversed(Tape.made):
            if value.grad:
                for part, slope in value.slopes:
                    part.grad += slope * value.grad


@stand_in("topological_order")
def parts_first(value):
    """Parts are found wherever a value keeps others of its kind: in attributes, in what those hold, in closures."""
    import graphlib

    kind, graph, waiting, values = type(value), {}, [value], {}
    while waiting:
        whole = waiting.pop()
        if id(whole) in graph:
            continue
        graph[id(whole)], values[id(whole)] = set(), whole
        held, seen = [*getattr(whole, "__dict__", {}).values()], set()
        held += [getattr(whole, name, None) for name in getattr(kind, "__slots__", ())]
        while held:
            one = held.pop()
            if isinstance(one, kind):
                graph[id(whole)].add(id(one))
                waiting.append(one)
            elif id(one) not in seen and isinstance(one, (list, tuple, set, frozenset, dict)):
                seen.add(id(one))
                held += [*one, *one.values()] if isinstance(one, dict) else one
            elif id(one) not in seen and getattr(one, "__closure__", None):
                seen.add(id(one))
                held += [cell.cell_contents for cell in one.__closure__ if cell.cell_contents is not whole]
        graph[id(whole)].discard(id(whole))
    return [values[each] for each in graphlib.TopologicalSorter(graph).static_order()]


@question("Value", weight=2)
def test_random_programs(submission, cases):
    """The values of programs of many operators are right, whatever was computed before."""
    first, *others = cases(drawn, dict(count=3), dict(count=8), n=3)
    for program, values in (first, *others, first):
        data, _ = public.parts(submission.run(public.ran, "Value", program, values, []))
        agree(data, public.data_of(program, values))


@question("Value")
def test_reading_changes_nothing(submission, cases):
    """Values that went into an operator keep their numbers, however often they are used."""
    program = "c = a + b\nd = a * b\ne = a - b\nf = a / b\ng = -1 * a\nh = a.relu()\nc2 = a + b"
    for (values,) in cases(public.named_two, {}, n=3):
        data, _ = public.parts(submission.run(public.ran, "Value", program, values, []))
        agree(data, public.data_of(program, values))


@question("topological_order", weight=3)
def test_order_of_a_ladder(submission):
    """Where every value is used twice, each comes once, after both of its parts, as often as it is asked."""
    lines = ["v0 = a * b", "v1 = v0 + a", *(f"v{i} = v{i - 1} * v{i - 2}" for i in range(2, 12))]
    program = "\n".join(lines)
    names = ["a", "b", *(f"v{i}" for i in range(12))]
    needs = {"v0": ["a", "b"], "v1": ["v0", "a"], **{f"v{i}": [f"v{i - 1}", f"v{i - 2}"] for i in range(2, 12)}}
    values = {"a": 1.01, "b": 0.99}
    for root in ("v11", "v5", "v11"):
        got = submission.run(public.order_of, "topological_order", program, values, root, beside=("Value",))
        public.hold_order(got, names[: names.index(root) + 1], needs)


@question("Value.backward", weight=4, mistakes=public.ALL_ALONG)
def test_gradients_of_random_programs(submission, cases):
    """The derivatives of programs of many operators are right, whatever was asked before."""
    first, *others = cases(drawn, dict(count=3), dict(count=8), n=3)
    for program, values in (first, *others, first):
        agree(public.gradients(submission, program, values, ["y"]), public.grads_of(program, values))


@question("Value.backward", mistakes=public.ALL_ALONG)
def test_three_calls(submission, cases):
    """However often backward is called, of whichever value, the last call counts."""
    for program, values in cases(drawn, dict(count=5), n=2):
        calls = ["y", "v4", "y", "y"]
        agree(public.gradients(submission, program, values, calls), public.grads_of(program, values))


@question("train", weight=2, mistakes=public.TRAIN_MISTAKES)
def test_more_steps(submission, cases):
    """Twenty steps end where PyTorch's do, from two samples and from forty, whatever was trained before."""
    first, *others = cases(public.samples, dict(N=9, n=3), dict(N=2, n=2), dict(N=40, n=3))
    for inputs, targets, start, learning_rate, _ in (first, *others, first):
        public.steps_agree(submission, (inputs, targets, start, learning_rate / 5, 20))
    unchanged()
