"""The reference solutions with one small change: what is made of them, and that checks notice it."""

from __future__ import annotations

import functools
import random
from pathlib import Path

import mutants
import mutate
import pytest
from shared import ROOT, SEED

from autograder.course.course import Course

COURSE = Course(ROOT)
KNOWN = mutants.equivalents()
SAMPLE = 3  # `make mutants` tries all


@functools.cache
def made_of(name: str) -> list[mutate.Mutant]:
    return mutants.of_assignment(COURSE, name)


def lesson(body: str, head: str = "def f(A, x):") -> str:
    solution = "\n".join(f"    {line}" for line in ("### BEGIN SOLUTION", *body.splitlines(), "### END SOLUTION"))
    return f"{head}\n    'A docstring, and 1 + 2.'\n{solution}\n\n\ndef given(x):\n    return x + 1\n"


def changes(body: str) -> set[str]:
    """The lines that mutants of a solution have in place of the one that they changed."""
    return {mutant.after for mutant in mutate.mutants(lesson(body))}


@pytest.mark.parametrize(
    ("kind", "line", "changed"),
    [
        ("arithmetic", "return x + A", {"return x - A", "return x * A"}),
        ("the order of operands", "return x / A", {"return A / x"}),
        ("a dropped term", "return x + A", {"return x", "return A"}),
        ("comparison", "return x > 0", {"return x >= 0", "return x < 0", "return x == 0"}),
        ("constants", "return 2 * x", {"return 3 * x", "return 1 * x", "return -2 * x", "return 0 * x"}),
        ("an axis", "return x.sum(axis=0)", {"return x.sum(axis=1)", "return x.sum()"}),
        ("transposes", "return A.T @ x", {"return A @ x", "return (A.T @ x).T"}),
        ("slices", "return x[:, None]", {"return x", "return x[None, :]"}),
        ("a dropped statement", "y = x\nreturn y", {"pass"}),
        ("swapped names", "return x", {"return A"}),
        ("swapped parts", "return x, A", {"return (A, x)"}),
        ("another function", "return np.maximum(0, x)", {"return np.minimum(0, x)"}),
        ("a dropped call", "return abs(x)", {"return x"}),
        ("a loop that ends early", "for i in range(9):\n    x = x * A", {"for i in range(9 - 1):"}),
        ("a sign", "return x", {"return -x"}),
    ],
)
def test_mutants_have_every_kind_of_change(kind: str, line: str, changed: set[str]) -> None:
    assert changed <= changes(line)


def test_only_solutions_are_changed() -> None:
    for mutant in mutate.mutants(lesson("return x + A")):
        assert "return x + 1" in mutant.text and "and 1 + 2." in mutant.text


def test_methods_belong_to_the_question_of_their_class() -> None:
    text = "class Net:\n" + "\n".join(
        f"    {line}" for line in lesson("self.b = x", "def __init__(self, x):").split("\n")
    )
    assert {mutant.question for mutant in mutate.mutants(text)} == {"Net.init"}


@pytest.mark.slow
def test_no_two_mutants_are_the_same() -> None:
    for name in COURSE.names:
        made = made_of(name)
        assert len({mutant.key for mutant in made}) == len({mutant.text for mutant in made}) == len(made)


@pytest.mark.slow
def test_there_are_enough_mutants() -> None:
    assert sum(len(made_of(name)) for name in COURSE.names) >= 600


@pytest.mark.parametrize("name", COURSE.names)
@pytest.mark.slow
def test_a_sample_is_killed_and_what_the_list_calls_equivalent_survives(name: str) -> None:
    made, listed = made_of(name), KNOWN.get(name, {})
    assert listed.keys() <= {mutant.key for mutant in made}, "the list has entries that are no mutants"
    equivalent = [mutant for mutant in made if mutant.key in listed]
    killable = [mutant for mutant in made if mutant.key not in listed]
    dice = random.Random(SEED)
    some = [*dice.sample(equivalent, min(SAMPLE, len(equivalent))), *dice.sample(killable, SAMPLE)]
    alive = {mutant.key for mutant, alive in mutants.survivors(COURSE, name, some, SEED, 1) if alive}
    assert alive == {mutant.key for mutant in some if mutant.key in listed}


def test_every_entry_of_the_list_has_a_reason() -> None:
    assert KNOWN and all(reason.strip() for entries in KNOWN.values() for reason in entries.values())


@pytest.mark.slow
def test_the_figures_in_the_docs_are_those_of_the_course() -> None:
    """`make quality` writes docs/quality.md; README.md has its sums, by hand."""
    made = {name: len(made_of(name)) for name in COURSE.names}
    known = {name: len(KNOWN.get(name, {})) for name in COURSE.names}
    quality, readme = ((ROOT / path).read_text(encoding="utf-8") for path in ("docs/quality.md", "README.md"))
    for name in COURSE.names:
        assert f"| {name} | {made[name]} | {made[name] - known[name]} | {known[name]} | 0 |" in quality
    said = " ".join(readme.split())
    assert f"Of {sum(made.values()):,} small changes" in said and f"all but {sum(known.values())}, which" in said


A, B = ("f", "x", "y"), ("f", "x", "z")


@pytest.mark.parametrize(
    ("made", "alive", "known", "said"),
    [
        ({A, B}, {A}, {A}, []),
        ({A, B}, {A}, set(), ["survived"]),
        ({A}, {A}, {A, B}, ["in the list, but no mutant"]),
        ({A, B}, {A}, {A, B}, ["in the list, but killed"]),
    ],
)
def test_survivors_and_the_list_are_held_against_each_other(
    made: set[mutants.Key], alive: set[mutants.Key], known: set[mutants.Key], said: list[str]
) -> None:
    assert [trouble.partition(":")[0] for trouble in mutants.troubles(made, alive, known)] == said


@pytest.mark.slow
def test_a_mutant_that_no_check_notices_is_found(tmp_path: Path) -> None:
    """An assignment whose only check looks at the sign alone lets other changes live."""
    folder = tmp_path / "assignments/hw_one"
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text(
        'title = "One"\nhours = "1"\n[[questions]]\nid = "f"\ntitle = "F"\nsignature = "f(x)"\npoints = 100\nhints = ["?"]\n'
    )
    head = '# %% [markdown]\n# # One\n\n# %%\nfrom autograder.student import check\n\n# %%\ndef f(x):\n    """Twice x."""\n'
    text = f'{head}    ### BEGIN SOLUTION\n    return 2.0 * x\n    ### END SOLUTION\n\n# %%\ncheck("f")\n'
    (folder / "hw_one.py").write_text(text)
    (folder / "test_hidden.py").write_text("")
    (folder / "test_public.py").write_text(
        "from autograder import holds, question\n\n\n@question('f')\ndef test_sign(submission):\n"
        '    """f(3) is positive."""\n    holds(submission.f(3.0) > 0, "it is negative")\n'
    )
    found = mutants.score(Course(tmp_path), "hw_one", set(), SEED, 1)
    assert found.killed and any("return 3.0 * x" in trouble for trouble in found.troubles)
