"""`autograder watch`, in a released folder: the public checks now and again at each save, until Ctrl-C."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from autograder.course import course
from autograder.results import terminal
from autograder.student.watch import StandBy, saves


def run(arguments: argparse.Namespace) -> int:
    folder = Path.cwd()
    course.released(folder)  # refuses any other folder
    console, flags = terminal.console(), arguments.flags
    ready = StandBy(flags)
    try:
        for _ in saves(folder):
            console.clear()
            ready.go()
            ready = StandBy(flags)
            console.print(f" {time.strftime('%H:%M:%S')} · waiting for a save · Ctrl-C ends", style="dim")
    except KeyboardInterrupt:
        pass  # how a watch ends
    finally:
        ready.end()
    return 0
