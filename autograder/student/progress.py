"""How far a student is in each homework of the course, as their own runs of the public checks found it.

`homework.py` tells in MATCALC_HOME where the course keeps what is its own on this machine. Each run leaves there, in
`progress.json`, what it found of the questions that it asked; where that place is everybody's, as on a JupyterHub, in
the student's own `.matcalc`.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.core.files import write_whole
from autograder.course.course import stated_due
from autograder.results.result_json import ResultJson

KEEPS = "MATCALC_HOME"


@dataclass(frozen=True)
class Progress:
    """Of one homework: its points on the public checks where it was run, the questions that are not right yet, whether
    the work was edited since, and when it is due."""

    assignment: str
    score: float | None
    max_score: float
    ahead: tuple[str, ...]
    edited: bool
    due: datetime | None


def note(result: ResultJson, folder: Path) -> None:
    """Keep what a run found, where `homework.py` started it. If that cannot be, only `status` knows less."""
    keeps = _place()
    if keeps is None:
        return
    noted = _noted(keeps)
    old = noted.get(result["assignment"], {})
    questions = old.get("questions", {}) if isinstance(old, dict) else {}
    questions |= {
        each["id"]: [each["score"] or 0.0, each["max_score"], each["verdict"]] for each in result["questions"]
    }
    noted[result["assignment"]] = {"folder": str(folder), "at": time.time(), "questions": questions}
    with contextlib.suppress(OSError):
        keeps.mkdir(exist_ok=True)
        write_whole(json.dumps(noted, indent=1), keeps / "progress.json")


def _place() -> Path | None:
    """The folder that progress is kept in; None where `homework.py` did not say where the course is."""
    shared = Path(os.environ.get(KEEPS) or os.devnull)
    if not shared.is_dir():
        return None
    return shared if os.access(shared, os.W_OK) else Path.home() / ".matcalc"


def progress(folder: Path) -> Iterator[Progress]:
    """Of this homework, of those in the folders next to it, and of those that were run before, by name."""
    noted = _noted(_place() or Path(os.devnull))
    known = [Path(each["folder"]) for each in noted.values()]
    homework = dict(_named([*known, *sorted(folder.parent.iterdir()), folder]))
    for name, place in sorted(homework.items()):
        yield _of(name, place, noted.get(name))


def _named(folders: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    for folder in folders:
        try:
            yield str(json.loads((folder / "release.json").read_text(encoding="utf-8"))["assignment"]), folder
        except (OSError, ValueError, TypeError, KeyError):
            continue  # not a homework, or one that is gone


def _of(name: str, folder: Path, noted: dict[str, Any] | None) -> Progress:
    try:
        said = tomllib.loads((folder / "assignment.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        said = {}
    asked = [row["id"] for row in said.get("questions", []) if not row.get("practice")]
    worth = float(sum(row.get("points", 0) for row in said.get("questions", [])))
    if noted is None:
        return Progress(name, None, worth, tuple(asked), False, _due(folder))
    found = noted["questions"]
    ahead = tuple(each for each in asked if found.get(each, [0, 0, ""])[2] != "passed")
    score = sum(points for points, _, _ in found.values())
    saved = [path.stat().st_mtime for end in (".ipynb", ".py") if (path := folder / f"{name}{end}").is_file()]
    return Progress(name, score, worth, ahead, max(saved, default=0.0) > noted["at"], _due(folder))


def _due(folder: Path) -> datetime | None:
    """The date that the homework was released with, else that of its `assignment.toml`, as a time here."""
    try:
        released = json.loads((folder / "release.json").read_text(encoding="utf-8"))
        return datetime.fromisoformat(released["due"]).astimezone()
    except (OSError, ValueError, TypeError, KeyError):
        stated = stated_due(folder, None)
        return stated and stated.astimezone()


def _noted(keeps: Path) -> dict[str, Any]:
    try:
        found = json.loads((keeps / "progress.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
