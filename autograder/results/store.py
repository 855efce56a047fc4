"""Results that an earlier run wrote: one JSON file a submission, `<student>/<assignment>.json`."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder.core.files import read_regular
from autograder.core.model import BadInput
from autograder.results.result_json import SCHEMA

MAX_BYTES = 1_000_000  # of a result's JSON: fifty times what a large one has
_MOST_READ = 4 * MAX_BYTES  # one without its details is not measured again
_MOST_POINTS = 1_000_000
_MOST_NESTED = 64  # what crosses the wire is nested 24 deep at most


def _is(*kinds: type) -> Callable[[Any], bool]:
    """Whether a value of JSON is of one of these types itself: true is no number."""
    return lambda value: type(value) in kinds


def _points(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value <= _MOST_POINTS


def _score(value: Any) -> bool:
    return value is None or _points(value)


def _texts(value: Any) -> bool:
    return type(value) is list and all(type(each) is str for each in value)


def _some(value: Any) -> bool:
    return type(value) is list and bool(value)


_TEXT, _OBJECT, _LIST, _NUMBER, _WHOLE = _is(str), _is(dict), _is(list), _is(int, float), _is(int)
_RESULT = {"schema": _WHOLE, "assignment": _TEXT, "student": _TEXT, "submission_sha256": _TEXT,
           "assignment_sha256": _TEXT, "engine": _TEXT, "seed": _WHOLE, "device": _TEXT, "isolation": _TEXT,
           "isolation_leaks": _OBJECT, "score": _score, "max_score": _points, "seconds": _NUMBER, "timings": _OBJECT,
           "notes": _texts, "questions": _some}  # fmt: skip
_QUESTION = {"id": _TEXT, "title": _TEXT, "score": _score, "max_score": _points, "verdict": _TEXT, "checks": _LIST}
_CHECK = {"id": _TEXT, "title": _TEXT, "visibility": _TEXT, "score": _score, "max_score": _points, "verdict": _TEXT,
          "message": _TEXT, "where": _TEXT, "expected": _TEXT, "got": _TEXT, "hint": _TEXT,
          "diagnosis": _is(str, type(None)), "counterexample": _is(dict, type(None)), "notes": _texts}  # fmt: skip
_COUNTEREXAMPLE = {"call": _TEXT, "inputs": _OBJECT}


def paths(folder: Path) -> list[Path]:
    """The places of a folder's results, sorted, whatever lies there: `read` says what is none.

    A student's folder that cannot be listed stands for its results. `BadInput` where there is no place.
    """
    found = []
    try:
        students = _visible(folder)
    except OSError as error:
        raise BadInput(f"{folder}: no result there can be read: {error.strerror}") from None
    for student in students:
        try:
            found += [path for path in _visible(student) if path.suffix == ".json"]
        except NotADirectoryError:
            continue
        except OSError:
            found.append(student)
    if not found:
        raise BadInput(f"{folder}: no result there, where <student>/<assignment>.json was looked for")
    return sorted(found)


def read(path: Path) -> dict[str, Any]:
    """A result with all that its readers rely on; `BadInput` says what is wrong with the file."""
    try:
        text = read_regular(path, _MOST_READ).decode()
        data = json.loads(text, object_pairs_hook=_each_once, parse_float=_finite, parse_constant=_finite)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path} is no result: {error}") from None
    if _nested([data], _MOST_NESTED):
        raise BadInput(f"{path} is no result: it is nested more than {_MOST_NESTED} deep")
    if isinstance(data, dict) and data.get("schema", SCHEMA) != SCHEMA:
        raise BadInput(f"{path} is no result of this engine: its schema is {data['schema']}, not {SCHEMA}")
    _held(path, "it", data, _RESULT)
    for question in data["questions"]:
        _held(path, "a question", question, _QUESTION)
        for check in question["checks"]:
            _held(path, "a check", check, _CHECK)
            if check["counterexample"] is not None:
                _held(path, "a counterexample", check["counterexample"], _COUNTEREXAMPLE)
    return dict(data)


def earlier(path: Path) -> dict[str, Any] | None:
    """The result that an earlier run left there; None where there is none that can be read, or another's."""
    try:
        data = read(path)
    except BadInput:
        return None
    return data if (data["student"], data["assignment"]) == (path.parent.name, path.stem) else None


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


def _visible(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.name.startswith(".")]


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of a field that is there twice one reader would see the first, and another the last."""
    data = dict(pairs)
    if len(data) < len(pairs):
        (name, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"it has {name[:60]!r} twice")
    return data


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text:.40} is no finite number")
    return value


def _nested(values: Iterable[Any], most: int) -> bool:
    """Whether values hold others more than so many levels deep."""
    for _ in range(most):
        parts = [each.values() if type(each) is dict else each for each in values if type(each) in (dict, list)]
        values = [value for part in parts for value in part]
    return bool(values)


def _held(path: Path, what: str, data: Any, keys: Mapping[str, Callable[[Any], bool]]) -> None:
    for key, fits in keys.items():
        if not (isinstance(data, dict) and key in data and fits(data[key])):
            raise BadInput(f"{path} is no result: {what} has no {key} that could be one")
