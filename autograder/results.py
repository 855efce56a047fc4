"""Results that an earlier run wrote: one JSON file a submission, `<student>/<assignment>.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.model import SCHEMA, BadInput

MAX_BYTES = 1_000_000  # of a result's JSON: fifty times what a large one has

_NUMBER = (int, float)
_OPTIONAL = (int, float, type(None))
_RESULT = {"assignment": str, "student": str, "submission_sha256": str, "assignment_sha256": str, "engine": str,
           "seed": int, "device": str, "isolation": str, "score": _OPTIONAL, "max_score": _NUMBER, "notes": list,
           "questions": list}  # fmt: skip
_QUESTION = {"id": str, "title": str, "score": _OPTIONAL, "max_score": _NUMBER, "verdict": str, "checks": list}
_CHECK = {"id": str, "title": str, "visibility": str, "verdict": str, "message": str, "diagnosis": (str, type(None)),
          "counterexample": (dict, type(None))}  # fmt: skip


def paths(folder: Path) -> list[Path]:
    """The result files of a folder, sorted; `BadInput` where there is none."""
    found = sorted(path for path in folder.glob("[!.]*/[!.]*.json") if path.is_file())
    if not found:
        raise BadInput(f"{folder}: no result there, where <student>/<assignment>.json was looked for")
    return found


def read(path: Path) -> dict[str, Any]:
    """A result with all that its readers rely on; `BadInput` says what is wrong with the file."""
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path} is no result: {error}") from None
    if isinstance(data, dict) and data.get("schema", SCHEMA) != SCHEMA:
        raise BadInput(f"{path}: its schema is {data['schema']}, not {SCHEMA}")
    _held(path, "it", data, _RESULT)
    for question in data["questions"]:
        _held(path, "a question", question, _QUESTION)
        for check in question["checks"]:
            _held(path, "a check", check, _CHECK)
    return dict(data)


def earlier(path: Path) -> dict[str, Any] | None:
    """The result that an earlier run left there; None where there is none that can be read."""
    try:
        return read(path)
    except BadInput:
        return None


def readable_json(data: dict[str, Any]) -> str:
    """A result as JSON that a person can read, a line a field and a line a check, at the speed of one line for all."""
    dump = json.JSONEncoder(allow_nan=False).encode
    head = [f" {dump(key)}: {dump(value)}" for key, value in data.items() if key != "questions"]
    questions = []
    for question in data["questions"]:
        about = ", ".join(f"{dump(key)}: {dump(value)}" for key, value in question.items() if key != "checks")
        checks = ",\n    ".join(map(dump, question["checks"]))
        questions.append(f'  {{{about}, "checks": [\n    {checks}]}}')
    return "{\n" + ",\n".join([*head, ' "questions": [\n' + ",\n".join(questions) + "]"]) + "}\n"


def without_details(data: Mapping[str, Any]) -> dict[str, Any]:
    """A result of which the marks, the verdicts and the named mistakes are kept, and of its texts a line."""
    said = "what was found is more than a result may hold: the marks stand, the details are left out"
    questions = [
        question | {"checks": [_bare(check) for check in question["checks"]]} for question in data["questions"]
    ]
    return {**data, "notes": [said, *(note[:200] for note in data["notes"][:10])], "questions": questions}


def _bare(check: Mapping[str, Any]) -> dict[str, Any]:
    texts = {key: check[key][:200] for key in ("message", "where", "expected", "got")}
    return {**check, **texts, "counterexample": None, "notes": []}


def _held(path: Path, what: str, data: Any, keys: Mapping[str, Any]) -> None:
    for key, kind in keys.items():
        if not (isinstance(data, dict) and isinstance(data.get(key), kind) and (key in data)):
            raise BadInput(f"{path} is no result: {what} has no {key} that could be one")
