"""`make bench`: measure, print, and write docs/benchmarks.md, all of it or the part of one module."""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import re
from pathlib import Path

import gradebook
import load
import otter_run
import submissions

from autograder.course.course import Course, find_root

MODULES = {"submissions": submissions, "gradebook": gradebook, "otter": otter_run, "load": load}
HEAD = """# Benchmarks

Written by `make bench`; do not edit. Medians of one run on one machine, which others may have shared: compare
ratios, not figures of different runs. A part alone is measured anew with `make bench BENCH={names}`.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"default: all; there are {', '.join(MODULES)}")
    parser.add_argument("--sizes", type=int, nargs="+", metavar="N", help="submissions; only printed, not written")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(MODULES)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(MODULES)}")
    course = Course(find_root())
    path = course.root / "docs" / "benchmarks.md"
    for name in arguments.names or MODULES:
        lines = []
        options = {"sizes": tuple(arguments.sizes)} if arguments.sizes else {}
        for line in itertools.chain([here()], MODULES[name].report(course, **options)):
            print(line, flush=True)
            lines.append(line)
        if not arguments.sizes:
            write(path, name, "\n".join(lines))


def here() -> str:
    """What it was measured on."""
    cores = len(os.sched_getaffinity(0))
    return f"Measured on {cores} cores, {platform.machine()}, Python {platform.python_version()}, isolation strict.\n"


def write(path: Path, name: str, text: str) -> None:
    """Replace one module's part of the page."""
    parts = dict(re.findall(r"<!-- (\w+) -->\n(.*?)\n<!-- end -->", path.read_text(encoding="utf-8"), re.DOTALL))
    parts[name] = text
    body = "\n".join(f"<!-- {each} -->\n{parts[each]}\n<!-- end -->" for each in MODULES if each in parts)
    path.write_text(f"{HEAD.format(names='|'.join(MODULES))}\n{body}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
