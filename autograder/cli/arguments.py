"""What can be asked for: the commands, their flags, and the words that explain them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder import __version__
from autograder.cli import common
from autograder.cli.grade import grade as run_grade
from autograder.core.model import BadInput, CourseFault
from autograder.core.sanitize import clean, one_line


def run(argv: Sequence[str] | None) -> int:
    """Run what was asked for; the exit code."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except BadInput as error:
        print(f"autograder: {one_line(error, 2000)}", file=sys.stderr)
        return 2
    except CourseFault as error:
        print(f"autograder: the course itself is at fault: {clean(error, 2000)}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder", description="Homework that marks itself, judged outside the student's process."
    )
    parser.add_argument("--version", action="version", version=__version__)
    known = parser.add_subparsers(required=True, metavar="COMMAND")

    grade = known.add_parser("grade", help="grade submissions", description="Grade submissions in isolated workers.")
    _grading(grade, "draw the cases of an earlier run again (default: a secret one)")
    grade.add_argument("--again", action="store_true", help="grade anew what has a result already")
    grade.add_argument(
        "--gradebook",
        nargs="?",
        const="",
        metavar="DB_URL",
        help="write the scores into nbgrader's gradebook too (default: the course's own)",
    )
    grade.set_defaults(run=run_grade)

    regrade = known.add_parser(
        "regrade",
        help="grade again what no longer holds, and see first who changes",
        description="Grade again what has a result of other work, checks or engine; print who changes, by how much and "
        "why; write it with --yes only.",
    )
    _grading(regrade, "of the cases (default: each result's own)")
    regrade.add_argument("--yes", action="store_true", help="write the results")
    regrade.set_defaults(run=common.regrade)

    replay = known.add_parser(
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
    replay.set_defaults(run=common.replay)

    stats = known.add_parser(
        "stats",
        help="how each question did in the class",
        description="Difficulty, discrimination and named mistakes of each question, over a folder of results.",
    )
    stats.add_argument("results", type=Path, metavar="RESULTS", help="the folder that `autograder grade` wrote")
    stats.add_argument("--csv", type=Path, metavar="FILE", help="write them as CSV too")
    stats.set_defaults(run=common.stats)

    verify = known.add_parser(
        "verify",
        help="the grader against planted work",
        description="Grade the planted submissions, the untouched stubs and the solutions; "
        "exit 1 if any gets another verdict than planned.",
    )
    verify.add_argument("assignments", nargs="*", metavar="ASSIGNMENT")
    verify.add_argument("--seed", type=int, metavar="N")
    verify.add_argument("--jobs", type=int, metavar="N")
    verify.set_defaults(run=common.verify)

    new = known.add_parser(
        "new",
        help="lay out a new assignment",
        description="Write assignments/NAME/ with one small question that works, and a TODO at every place to fill in.",
    )
    new.add_argument("name", metavar="NAME", help="the assignment's id, such as hw7_softmax")
    new.set_defaults(run=common.new)

    matrix = known.add_parser(
        "matrix",
        help="one submission on every device and in every dtype",
        description="Grade one submission on each device that is here; a table of verdicts by question, device and "
        "dtype. Exit 1 if any cell is not passed.",
    )
    matrix.add_argument("path", type=Path, metavar="PATH", help="a .py or an .ipynb")
    matrix.add_argument("--assignment", metavar="NAME")
    matrix.add_argument("--seed", type=int, metavar="N")
    matrix.add_argument("--isolation", choices=("strict", "partial", "none"), default="strict")
    matrix.set_defaults(run=common.matrix)

    feedback = known.add_parser(
        "feedback", help="pages for students", description="Write a page a result, and an index of the class for staff."
    )
    feedback.add_argument("results", type=Path, metavar="RESULTS", help="the folder that `autograder grade` wrote")
    feedback.add_argument(
        "--out", type=Path, default=Path("pages"), metavar="DIR", help="where pages go (default: pages)"
    )
    feedback.set_defaults(run=common.feedback)

    audit = known.add_parser(
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
    audit.set_defaults(run=common.audit)
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
