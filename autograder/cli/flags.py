"""Flags that several commands take."""

from __future__ import annotations

import argparse

from autograder.isolation.sandbox.isolation import LEVELS


def isolation_flag(parser: argparse.ArgumentParser) -> None:
    """--isolation, the least that is graded with."""
    parser.add_argument(
        "--isolation",
        choices=LEVELS,
        default="strict",
        help="grade only if at least this much isolation is measured (default: strict)",
    )
