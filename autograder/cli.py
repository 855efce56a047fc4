"""The command line: arguments in, exit code out. 0 all judged, 1 something could not be, 2 bad usage."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder import __version__, report
from autograder.course import Course, find_root
from autograder.escape import clean, one_line
from autograder.model import BadInput, CourseFault

if TYPE_CHECKING:
    from autograder.gradebook.classroom import Classroom
    from autograder.inbox import Problem, Task
    from autograder.runner import Settings


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command. Bad input is one sentence on stderr, never a traceback."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except BadInput as error:
        print(f"autograder: {one_line(error, 2000)}", file=sys.stderr)
        return 2
    except CourseFault as error:
        print(f"autograder: the course itself is at fault: {clean(error, 2000)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "\nautograder: interrupted; what was finished is kept, and the same command goes on from there",
            file=sys.stderr,
        )
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder", description="Homework that marks itself, judged outside the student's process."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    grade = commands.add_parser("grade", help="grade submissions", description="Grade submissions in isolated workers.")
    _grading(grade, "draw the cases of an earlier run again (default: a secret one)")
    grade.add_argument("--again", action="store_true", help="grade anew what has a result already")
    grade.add_argument(
        "--gradebook",
        nargs="?",
        const="",
        metavar="DB_URL",
        help="write the scores into nbgrader's gradebook too (default: the course's own)",
    )
    grade.set_defaults(run=_grade)

    regrade = commands.add_parser(
        "regrade",
        help="grade again what no longer holds, and see first who changes",
        description="Grade again what has a result of other work, checks or engine; print who changes, by how much and "
        "why; write it with --yes only.",
    )
    _grading(regrade, "of the cases (default: each result's own)")
    regrade.add_argument("--yes", action="store_true", help="write the results")
    regrade.set_defaults(run=_regrade)

    replay = commands.add_parser(
        "replay",
        help="one result's failing checks again, for staff",
        description="Run one student's checks again on the cases of the result, and show what failed with both values, "
        "hidden checks too; exit 1 if any comes out otherwise.",
    )
    replay.add_argument("result", type=Path, metavar="RESULT", help="the JSON file that `autograder grade` wrote")
    replay.add_argument(
        "--submission", type=Path, metavar="PATH", help="the work (default: submitted/<student>/<assignment>/)"
    )
    _isolation(replay)
    replay.set_defaults(run=_replay)

    stats = commands.add_parser(
        "stats",
        help="how each question did in the class",
        description="Difficulty, discrimination and named mistakes of each question, over a folder of results.",
    )
    stats.add_argument("results", type=Path, metavar="RESULTS", help="the folder that `autograder grade` wrote")
    stats.add_argument("--csv", type=Path, metavar="FILE", help="write them as CSV too")
    stats.set_defaults(run=_stats)

    verify = commands.add_parser(
        "verify",
        help="the grader against planted work",
        description="Grade the planted submissions, the untouched stubs and the solutions; "
        "exit 1 if any gets another verdict than planned.",
    )
    verify.add_argument("assignments", nargs="*", metavar="ASSIGNMENT")
    verify.add_argument("--seed", type=int, metavar="N")
    verify.add_argument("--jobs", type=int, metavar="N")
    verify.set_defaults(run=_verify)

    new = commands.add_parser(
        "new",
        help="lay out a new assignment",
        description="Write assignments/NAME/ with one small question that works, and a TODO at every place to fill in.",
    )
    new.add_argument("name", metavar="NAME", help="the assignment's id, such as hw7_softmax")
    new.set_defaults(run=_new)

    matrix = commands.add_parser(
        "matrix",
        help="one submission on every device and in every dtype",
        description="Grade one submission on each device that is here; a table of verdicts by question, device and "
        "dtype. Exit 1 if any cell is not passed.",
    )
    matrix.add_argument("path", type=Path, metavar="PATH", help="a .py or an .ipynb")
    matrix.add_argument("--assignment", metavar="NAME")
    matrix.add_argument("--seed", type=int, metavar="N")
    matrix.add_argument("--isolation", choices=("strict", "partial", "none"), default="strict")
    matrix.set_defaults(run=_matrix)

    feedback = commands.add_parser(
        "feedback", help="pages for students", description="Write a page a result, and an index of the class for staff."
    )
    feedback.add_argument("results", type=Path, metavar="RESULTS", help="the folder that `autograder grade` wrote")
    feedback.add_argument(
        "--out", type=Path, default=Path("pages"), metavar="DIR", help="where pages go (default: pages)"
    )
    feedback.set_defaults(run=_feedback)

    audit = commands.add_parser(
        "audit",
        help="do finished results still stand",
        description="Hold finished results against their submissions, the assignments and this engine; exit 1 where "
        "something no longer matches. Signatures are checked with --key, or with the key results are signed with.",
    )
    audit.add_argument("results", type=Path, metavar="RESULTS", help="the folder that `autograder grade` wrote")
    audit.add_argument(
        "--submitted",
        type=Path,
        metavar="DIR",
        help="the tree they were graded from (default: submitted, if it is there)",
    )
    audit.add_argument("--key", type=Path, metavar="FILE", help="the public key, or the private one, as PEM")
    audit.set_defaults(run=_audit)
    return parser


def _grading(parser: argparse.ArgumentParser, seed: str) -> None:
    """What grading and regrading have in common."""
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="a .py, an .ipynb, or a tree submitted/<student>/<assignment>/",
    )
    parser.add_argument("--assignment", metavar="NAME", help="of a lone file; of a tree, only this one")
    parser.add_argument(
        "--student", metavar="NAME", help="of a lone file (default: its name); of a tree, only this one"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("results"), metavar="DIR", help="where results are (default: results)"
    )
    parser.add_argument("--seed", type=int, metavar="N", help=seed)
    parser.add_argument(
        "--device", choices=("cpu", "cuda", "auto"), default="cpu", help="for PyTorch work (default: cpu)"
    )
    parser.add_argument("--jobs", type=int, metavar="N", help="judges at work at once (default: one a core)")
    _isolation(parser)


def _isolation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--isolation",
        choices=("strict", "partial", "none"),
        default="strict",
        help="grade only if at least this much isolation is measured (default: strict)",
    )


def _grade(arguments: argparse.Namespace) -> int:
    from autograder import runner

    course, settings, tasks, problems = _work(arguments)
    rows: list[dict[str, Any]] = [problem.row() for problem in problems]
    book = _gradebook(course, arguments.gradebook, {task.assignment for task in tasks})
    whole = book is not None or len(tasks) == 1  # of a large class what the table shows is memory enough
    todo = []
    earlier = () if arguments.again else {task.assignment for task in tasks}
    assignments = {name: course.assignment(name) for name in earlier}
    for task in tasks:
        done = None
        if task.assignment in assignments:
            assignment = assignments[task.assignment]
            done = runner.finished(task, settings, arguments.out, assignment, arguments.seed is not None)
        if done is None:
            todo.append(task)
        else:
            rows.append(done if whole else report.brief(done))
    kept = len(tasks) - len(todo)
    replaced = sum((arguments.out / task.result_path).exists() for task in todo)
    console = report.console()
    with Progress(
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        auto_refresh=False,  # its thread would be forked along with the judges
        disable=not console.is_terminal,
    ) as progress:
        bar = progress.add_task("", total=len(tasks), completed=kept)
        progress.refresh()
        for row in runner.run(todo, settings, arguments.out, _jobs(arguments.jobs), whole=whole):
            rows.append(row)
            progress.update(bar, advance=1, refresh=True)
    if book is not None:
        book.write(tasks, todo, rows)
    rows.sort(key=lambda row: (row["assignment"], row["student"]))
    device = settings.device if arguments.device != "cpu" else ""
    _print_grades(console, rows, len(todo), kept, replaced, arguments.out, device)
    return 1 if any("problem" in row or row["score"] is None for row in rows) else 0


def _gradebook(course: Course, db_url: str | None, assignments: Iterable[str]) -> Classroom | None:
    """Where to write scores too; None where nobody asked. Refuses before anyone is graded."""
    if db_url is None:
        return None
    from autograder.gradebook.classroom import Classroom

    book = Classroom(course, db_url)
    book.refuse_unknown(sorted(assignments))
    return book


def _print_grades(
    console: Any, rows: Sequence[dict[str, Any]], graded: int, kept: int, replaced: int, out: Path, device: str
) -> None:
    console.print()
    if len(rows) == 1 and "problem" not in rows[0]:
        (result,) = rows
        width = max(len(question["id"]) for question in result["questions"])
        for question in result["questions"]:
            check = report.speaking_check(question)
            console.print(report.question_card(question, [check["hint"]] if check and check["hint"] else [], width))
        for note in result["notes"]:
            console.print(f" note: {clean(note)}", style="yellow")
        console.print()
    console.print(report.class_table(rows))
    console.print()
    for fault in dict.fromkeys(row["fault"] for row in rows if row.get("fault")):
        console.print(f"not graded: {clean(fault, 2000)}\n", style="magenta")
    failed = sum("problem" in row or row["score"] is None for row in rows)
    level = {row["isolation"] for row in rows if "isolation" in row}
    said = [f"{len(rows) - failed} graded" if not kept else f"{graded} graded, {kept} were already"]
    if replaced:
        said.append(f"{replaced} in the place of an earlier result")
    if failed:
        said.append(f"{failed} could not be judged")
    if device:
        said.append(f"PyTorch on {device}")
    if level:
        said.append(f"isolation {', '.join(sorted(level))}")
    console.print(f"{' · '.join(said)} · results in {out}/<student>/<assignment>.json", style="bold")


def _work(arguments: argparse.Namespace) -> tuple[Course, Settings, list[Task], list[Problem]]:
    """What is to be graded, and how."""
    from autograder import inbox, runner

    course = Course(find_root())
    settings = runner.Settings(course.root, _seed(arguments.seed), _device(arguments.device), arguments.isolation)
    tasks, problems = inbox.find(course, arguments.paths, arguments.assignment, arguments.student)
    if not tasks and not problems:
        raise BadInput(
            f"{', '.join(map(str, arguments.paths))}: no submission there; a tree is "
            "<student>/<assignment>/<assignment>.ipynb or .py"
        )
    return course, settings, tasks, problems


def _regrade(arguments: argparse.Namespace) -> int:
    from autograder import regrade

    course, settings, tasks, problems = _work(arguments)
    for problem in problems:
        print(f"autograder: {clean(problem.student)}: {clean(problem.sentence)}", file=sys.stderr)
    out, jobs, console = arguments.out, _jobs(arguments.jobs), report.console()
    code = regrade.main(course, tasks, settings, arguments.seed, out, jobs, arguments.yes, console)
    return 1 if problems else code


def _replay(arguments: argparse.Namespace) -> int:
    from autograder import replay

    course = Course(find_root())
    return replay.main(course, arguments.result, arguments.submission, arguments.isolation, report.console())


def _stats(arguments: argparse.Namespace) -> int:
    from autograder import items

    return items.main(arguments.results, arguments.csv, report.console())


def _feedback(arguments: argparse.Namespace) -> int:
    from autograder import pages

    try:
        written = pages.write_pages(arguments.results, arguments.out)
    except OSError as error:
        raise BadInput(f"{arguments.out} cannot be written: {error.strerror}") from None
    for problem in written.problems:
        print(f"autograder: {one_line(problem)}", file=sys.stderr)
    where = f"{arguments.out}/<student>/<assignment>.html"
    print(f"{written.pages} pages in {where} · for staff: {arguments.out}/index.html")
    return 1 if written.problems else 0


def _audit(arguments: argparse.Namespace) -> int:
    from autograder import audit, seal

    course = Course(find_root())
    submitted = arguments.submitted or (course.root / "submitted")
    if not submitted.is_dir():
        if arguments.submitted:
            raise BadInput(f"{submitted}: there is no such folder")
        submitted = None
    key = seal.public_key(arguments.key)
    found = audit.audit(course, arguments.results, submitted, key)
    for each in found:
        for doubt in each.doubts:
            print(f"{one_line(each.path)}: {one_line(doubt)}")
    doubtful = sum(bool(each.doubts) for each in found)
    left_out = [
        *([] if submitted else ["submissions, as there is no folder of them (--submitted)"]),
        *([] if key else ["signatures, as there is no key (--key)"]),
    ]
    said = f"{len(found)} results, {doubtful or 'none'} with something that does not match"
    print("; not looked at: ".join([said, *([" and ".join(left_out)] if left_out else [])]))
    return 1 if doubtful else 0


def _verify(arguments: argparse.Namespace) -> int:
    from autograder import verify

    course = Course(find_root())
    return verify.main(course, arguments.assignments, _seed(arguments.seed), _jobs(arguments.jobs), report.console())


def _new(arguments: argparse.Namespace) -> int:
    from autograder.scaffold import lay_out

    written = lay_out(Course(find_root()), arguments.name)
    for path in written:
        print(path)
    print(f"{arguments.name} passes `autograder verify` as it is. Look for TODO; docs/authoring.md helps.")
    return 0


def _matrix(arguments: argparse.Namespace) -> int:
    from autograder import inbox, matrix, runner

    course = Course(find_root())
    settings = runner.Settings(course.root, _seed(arguments.seed), isolation=arguments.isolation)
    tasks, problems = inbox.find(course, [arguments.path], arguments.assignment, None)
    if len(tasks) != 1:
        raise BadInput(problems[0].sentence if problems else f"{arguments.path} is not one submission")
    return matrix.main(tasks[0], settings, report.console())


def _seed(asked: int | None) -> int:
    from autograder.runner import new_seed

    return new_seed() if asked is None else asked


def _jobs(asked: int | None) -> int:
    import os

    if asked is not None and asked < 1:
        raise BadInput(f"--jobs is a whole number from 1, not {asked}")
    return asked or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else asked or os.cpu_count() or 1


def _device(asked: str) -> str:
    if asked == "cpu":
        return asked  # without the import of torch
    from autograder.oracle import choose_device

    return choose_device(asked)


if __name__ == "__main__":
    sys.exit(main())
