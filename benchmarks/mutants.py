"""Mutants of the reference solutions, graded as a class is: which of them does no check notice? `make mutants`.

A mutant is killed where the question that it changed is not passed; where a class is a question and its methods are
others, any of these, since they show in each other. One that survives is either a gap in the checks, or a right answer
in other words; those are listed in equivalent.toml, each with a reason. A survivor that is not in the list fails the
run, and so does an entry of the list that no mutant is, or that a check kills after all.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from mutate import Mutant, mutants
from rich.progress import track

from autograder.course import submitted
from autograder.course.course import Course, find_root
from autograder.grading import runner
from autograder.grading.settings import Settings, new_seed
from autograder.results import terminal

LIST = Path(__file__).with_name("equivalent.toml")
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Score:
    """What came of the mutants of one assignment. `kinds` has the same by the kind of change, and how many are killed;
    `troubles` is what has to be fixed."""

    made: int
    killed: int
    equivalent: int
    kinds: Mapping[str, tuple[int, int]]
    troubles: tuple[str, ...]


def of_assignment(course: Course, name: str) -> list[Mutant]:
    """The mutants of the answers to an assignment's questions; a class that is one question is one with its methods, and
    a line that stands in several of them is numbered."""
    asked = {question.id for question in course.assignment(name).questions}
    made = mutants((course.folder(name) / f"{name}.py").read_text(encoding="utf-8"))
    whole = [m if m.question in asked else replace(m, question=m.question.partition(".")[0]) for m in made]
    seen, found = Counter[Key](), []
    for mutant in whole:
        seen[mutant.key] += 1
        again = f"{mutant.before}  # in method {seen[mutant.key]}"
        found.append(mutant if seen[mutant.key] == 1 else replace(mutant, before=again))
    return [mutant for mutant in found if mutant.question in asked]


def equivalents() -> dict[str, dict[Key, str]]:
    """By assignment, the mutants that are right answers in other words, each with the reason."""
    found: dict[str, dict[Key, str]] = {}
    for name, entries in tomllib.loads(LIST.read_text(encoding="utf-8")).items():
        found[name] = {
            (entry["question"], entry["line"], mutant): entry["reason"]
            for entry in entries
            for mutant in entry["mutants"]
        }
    return found


def survivors(course: Course, name: str, some: Sequence[Mutant], seed: int, jobs: int) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant with whether it survived, as they come. `RuntimeError` where one could not be judged."""
    with tempfile.TemporaryDirectory(prefix="matcalc-mutants-") as scratch:
        tasks = {}
        for number, mutant in enumerate(some):
            path = Path(scratch) / f"m{number:05}" / f"{name}.py"
            path.parent.mkdir()
            path.write_text(mutant.text, encoding="utf-8")
            tasks[path.parent.name] = submitted.Task(path.parent.name, name, path)
        settings = Settings(course.root, seed)
        for row in runner.run(list(tasks.values()), settings, Path(scratch) / "results", jobs, whole=True):
            mutant = some[int(row["student"][1:])]
            if "problem" in row or row["score"] is None:
                raise RuntimeError(f"{name}: {mutant.key} could not be judged: {row.get('fault') or row}")
            verdicts = {question["id"]: question["verdict"] for question in row["questions"]}
            head = mutant.question.partition(".")[0]
            related = [name for name in verdicts if head in verdicts and name.partition(".")[0] == head]
            yield mutant, all(verdicts[name] == "passed" for name in related or [mutant.question])


def score(course: Course, name: str, known: Set[Key], seed: int, jobs: int) -> Score:
    """Grade all mutants of an assignment and hold the survivors against the list."""
    all_of_them = of_assignment(course, name)
    graded = track(
        survivors(course, name, all_of_them, seed, jobs),
        name,
        len(all_of_them),
        console=terminal.console(stderr=True),
        transient=True,
        auto_refresh=False,  # its thread would be forked along with the judges
    )
    alive = {mutant.key for mutant, survived in graded if survived}
    made = {mutant.key for mutant in all_of_them}
    every = Counter(mutant.kind for mutant in all_of_them)
    dead = Counter(mutant.kind for mutant in all_of_them if mutant.key not in alive)
    kinds = {kind: (count, dead[kind]) for kind, count in every.items()}
    return Score(len(made), len(made - alive), len(alive & known), kinds, tuple(troubles(made, alive, known)))


def troubles(made: Set[Key], alive: Set[Key], known: Set[Key]) -> Iterator[str]:
    """What has to be fixed in the checks or in the list."""
    yield from (f"survived: {_shown(key)}" for key in sorted(alive - known))
    yield from (f"in the list, but no mutant: {_shown(key)}" for key in sorted(known - made))
    yield from (f"in the list, but killed: {_shown(key)}" for key in sorted(known & made - alive))


def _shown(key: Key) -> str:
    question, before, after = key
    return f"{question}\n    {before}\n    {after}"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__.partition("\n")[0])
    parser.add_argument("assignments", nargs="*")
    parser.add_argument("--seed", type=int, help="draw the cases of an earlier run again (default: a secret one)")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    arguments = parser.parse_args(argv)
    course, known, console = Course(find_root()), equivalents(), terminal.console()
    seed = new_seed() if arguments.seed is None else arguments.seed
    mends = 0
    for name in arguments.assignments or course.names:
        found = score(course, name, known.get(name, {}).keys(), seed, arguments.jobs)
        console.print(
            f"{name}: {found.made} mutants, {found.killed} killed, {found.equivalent} equivalent (listed), "
            f"{found.made - found.killed - found.equivalent} survived"
        )
        for trouble in found.troubles:
            console.print(trouble, markup=False, soft_wrap=True)
        mends += len(found.troubles)
    console.print(f"seed {seed}")
    return 1 if mends else 0


if __name__ == "__main__":
    sys.exit(main())
