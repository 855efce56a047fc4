"""What can be asked for: the commands, their flags, and the words that explain them.

A command's file bears its name, and is imported only when that command runs: so `autograder --help` is there at once.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from autograder import __version__
from autograder.cli.class_arguments import class_commands
from autograder.cli.complaint import LONGEST, complain
from autograder.cli.flags import isolation_flag
from autograder.cli.host_arguments import add_commands
from autograder.core.model import BadInput, CourseFault
from autograder.core.sanitize import one_line


def run(argv: Sequence[str] | None) -> int:
    """Run what was asked for; the exit code."""
    parser = commands()
    arguments, others = parser.parse_known_args(argv)
    if arguments.command == "watch":
        arguments.flags = others
    elif others:
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    try:
        return int(import_module(f"autograder.cli.{arguments.command}").run(arguments))
    except BadInput as error:
        complain(one_line(error, LONGEST))
        return 2
    except CourseFault as error:
        complain(f"the course itself is at fault: {error}")
        return 1


def commands() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="autograder", description="Homework that marks itself, judged outside the student's process."
    )
    parser.add_argument("--version", action="version", version=__version__)
    known = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")

    grade = known.add_parser("grade", help="grade submissions", description="Grade submissions in isolated workers.")
    _grading(grade, "the class's seed from now on (default: the one kept with the results, at first a secret one)")
    grade.add_argument("--again", action="store_true", help="grade again even where a result holds")
    grade.add_argument(
        "--gradebook",
        nargs="?",
        const="",
        metavar="DB_URL",
        help="write the scores into nbgrader's gradebook too (default: the course's own)",
    )

    regrade = known.add_parser(
        "regrade",
        help="grade outdated results again, and see first who changes",
        description="Grade again where the work, the checks or the engine changed since; print who changes, by how "
        "much and why. Nothing is written without --yes.",
    )
    _grading(regrade, "of the cases (default: the class's, kept with the results)")
    regrade.add_argument("--yes", action="store_true", help="write the results")

    replay = known.add_parser(
        "replay",
        help="one result's failing checks again, for staff",
        description="Run one student's checks again on the cases of the result, and show what failed with both values, "
        "of hidden checks too; exit 1 if any comes out otherwise.",
    )
    replay.add_argument("result", type=Path, metavar="RESULT", help="the JSON file that `autograder grade` wrote")
    replay.add_argument(
        "--submission", type=Path, metavar="PATH", help="the work (default: submitted/<student>/<assignment>/)"
    )
    isolation_flag(replay)

    stats = known.add_parser(
        "stats",
        help="how each question did in the class",
        description="Difficulty, discrimination and named mistakes of each question, over a folder of results.",
    )
    stats.add_argument("results", type=Path, metavar="RESULTS", help="the folder that `autograder grade` wrote")
    stats.add_argument("--csv", type=Path, metavar="FILE", help="write them as CSV too")

    verify = known.add_parser(
        "verify",
        help="the grader against planted work",
        description="Grade the planted submissions, the untouched stubs and the solutions; "
        "exit 1 if any gets another verdict or mistake than planned.",
    )
    verify.add_argument("assignments", nargs="*", metavar="ASSIGNMENT")
    verify.add_argument("--data", action="store_true", help="instead: what data the checks use, and where it has gaps")
    verify.add_argument("--seed", type=int, metavar="N")
    verify.add_argument("--jobs", type=int, metavar="N")

    new = known.add_parser(
        "new",
        help="lay out a new assignment",
        description="Write assignments/NAME/ with one small question that works, and a TODO at every place to fill in.",
    )
    new.add_argument("name", metavar="NAME", help="the assignment's id, such as hw7_softmax")

    matrix = known.add_parser(
        "matrix",
        help="one submission on every device and in every dtype",
        description="Grade one submission on each device that is here; a table of verdicts by question, device and "
        "dtype. Exit 1 if any cell is not passed.",
    )
    matrix.add_argument("path", type=Path, metavar="PATH", help="a .py or an .ipynb")
    matrix.add_argument("--assignment", metavar="NAME")
    matrix.add_argument("--seed", type=int, metavar="N")
    isolation_flag(matrix)

    feedback = known.add_parser(
        "feedback", help="pages for students", description="Write a page a result, and an index of the class for staff."
    )
    feedback.add_argument("results", type=Path, metavar="RESULTS", help="the folder that `autograder grade` wrote")
    feedback.add_argument(
        "--out", type=Path, default=Path("pages"), metavar="DIR", help="where pages go (default: pages)"
    )

    class_commands(known)
    add_commands(known)

    audit = known.add_parser(
        "audit",
        help="do finished results still stand?",
        description="Compare finished results with their submissions, the assignments and this engine; exit 1 where "
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

    release = known.add_parser(
        "release",
        help="sources -> release/ and solutions/",
        description="Make release/ (what students get) and solutions/ of the assignments, through nbgrader. "
        "Nothing is written where a line of a solution or of a hidden check would get out.",
    )
    release.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file there is not current")
    release.add_argument("assignments", nargs="*", metavar="NAME", help="assignments (default: all)")

    status = known.add_parser(
        "status",
        help="what is still open in the class",
        description="Who is missing, late, unmarked, unreadable or waiting for a person, and whose page is older than "
        "the mark; with the command that resolves it.",
    )
    status.add_argument("assignments", nargs="*", metavar="HW", help="assignments (default: all that were handed in)")
    status.add_argument("--results", type=Path, default=Path("results"), metavar="DIR", help="default: results")
    status.add_argument("--pages", type=Path, default=Path("pages"), metavar="DIR", help="default: pages")

    _similar(known)

    known.add_parser(
        "watch",
        help="in a released folder: check your work at each save",
        description="Run the public checks now and at each save. Flags are those of the checks (--hints N, --device D) "
        "and pytest's own.",
        allow_abbrev=False,
        usage="autograder watch [-h] [FLAGS ...]",
    )
    known.add_parser(
        "progress",
        help="in a released folder: how far you are in each homework",
        description="A line for each homework beside this one, and for those that were run before: points, what is "
        "next, and when it is due.",
    )
    return parser


def _grading(parser: argparse.ArgumentParser, seed: str) -> None:
    """What `grade` and `regrade` both take."""
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="a .py, an .ipynb, or a tree submitted/<student>/<assignment>/",
    )
    parser.add_argument("--assignment", metavar="NAME", help="of a lone file, its assignment; of a tree, only this one")
    parser.add_argument(
        "--student",
        metavar="NAME",
        help="of a lone file, its student (default: the file's name); of a tree, only this one",
    )
    parser.add_argument(
        "--out", type=Path, default=Path("results"), metavar="DIR", help="where results are (default: results)"
    )
    parser.add_argument("--seed", type=int, metavar="N", help=seed)
    parser.add_argument(
        "--device", choices=("cpu", "cuda", "auto"), default="cpu", help="for PyTorch work (default: cpu)"
    )
    parser.add_argument("--jobs", type=int, metavar="N", help="how many judges work at once (default: one a core)")
    isolation_flag(parser)


def _similar(known: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    similar = known.add_parser(
        "similar",
        help="pairs of works that are worth a look, for staff",
        description="Compare the works on an assignment function by function, without the code that was handed out, "
        "and show the pairs that are more alike than the class is. It is a list to read, and proves nothing.",
    )
    similar.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a tree submitted/<student>/<assignment>/")
    similar.add_argument("--assignment", required=True, metavar="HW")
    similar.add_argument(
        "--results", type=Path, default=Path("results"), metavar="DIR", help="for rare mistakes (default: results)"
    )
    similar.add_argument("--out", type=Path, default=Path("similar"), metavar="DIR", help="default: similar")
    similar.add_argument("--keep", type=Path, metavar="FILE", help="keep this term's fingerprints, without its text")
    similar.add_argument(
        "--earlier", type=Path, nargs="+", default=[], metavar="FILE", help="compare with terms that were kept"
    )
    similar.add_argument("--export", type=Path, metavar="DIR", help="the works as Dolos and JPlag take them")
