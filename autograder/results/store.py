"""Results that an earlier run wrote: one JSON file a submission, `<student>/<assignment>.json`."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, NotRequired, Union, cast, get_args, get_origin, get_type_hints, is_typeddict

from autograder.core.files import read_regular
from autograder.core.model import BadInput
from autograder.results.consistency import contradictions, contradictions_unjudged
from autograder.results.result_json import (
    SCHEMA,
    AtLeastOne,
    CheckJson,
    OneOf,
    ResultJson,
    UnjudgedJson,
    Within,
    WrittenResult,
)

MAX_BYTES = 1_000_000  # of a result's JSON: fifty times what a large one has
_MOST_READ = 4 * MAX_BYTES  # `without_details` makes a result smaller, but promises no size
_MOST_NESTED = 64  # what crosses the wire is nested 24 deep at most

Fault = str  # what is wrong with a value, after the path to it: ".score is missing"; "" where nothing is
Validator = Callable[[Any], Fault]


def paths(folder: Path) -> list[Path]:
    """The places of a folder's results, sorted; `read` says which of them are not results.

    Where a student's folder cannot be listed, its own path is given. `BadInput` where no result can be.
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
        raise BadInput(f"{folder}: no result there; results are <student>/<assignment>.json in a folder")
    return sorted(found)


def read(path: Path) -> WrittenResult:
    """A result that has everything its type promises, and agrees with itself.

    `"problem" in` it where the work could not be judged. `BadInput` says what is wrong with the file.
    """
    data = strict_json(path, _MOST_READ, "a result")
    if isinstance(data, dict) and data.get("schema", SCHEMA) != SCHEMA:
        raise BadInput(f"{path} is not a result of this engine: its schema is {data['schema']}, not {SCHEMA}")
    unjudged = isinstance(data, dict) and "problem" in data
    fault = (_UNJUDGED if unjudged else _RESULT)(data)
    if fault:
        raise BadInput(f"{path} is not a result: {fault[1:] if fault[0] == '.' else 'it' + fault}")
    wrong = list(contradictions_unjudged(data) if unjudged else contradictions(data))
    if wrong:
        raise BadInput(f"{path} contradicts itself, and does not count: {'; '.join(wrong[:3])}; grade the work again")
    return cast(WrittenResult, data)


def strict_json(path: Path, most: int, what: str) -> Any:
    """The JSON in a file of no more than `most` bytes: no field twice, finite numbers, not nested deep.

    `BadInput` says that it cannot be read, or why it is not `what`.
    """
    try:
        text = read_regular(path, most).decode()
        data = json.loads(text, object_pairs_hook=_each_once, parse_float=_finite, parse_constant=_finite)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path} is not {what}: {error}") from None
    if _nested([data], _MOST_NESTED):
        raise BadInput(f"{path} is not {what}: it is nested more than {_MOST_NESTED} deep")
    return data


def read_all(folder: Path) -> tuple[list[WrittenResult], list[str]]:
    """All results of a folder, and a sentence for each file that is not one; `BadInput` where there are no files."""
    found: list[WrittenResult] = []
    problems = []
    for path in paths(folder):
        try:
            found.append(read(path))
        except BadInput as error:
            problems.append(str(error))
    return found, problems


def earlier(path: Path) -> WrittenResult | None:
    """The result that an earlier run left there; None where there is none that can be read, or another's."""
    try:
        data = read(path)
    except BadInput:
        return None
    return data if (data["student"], data["assignment"]) == (path.parent.name, path.stem) else None


def readable_json(data: WrittenResult) -> str:
    """A result as JSON that a person can read, a line a field and a line a check, at the speed of one line for all."""
    dump = json.JSONEncoder(allow_nan=False).encode
    head = [f" {dump(key)}: {dump(value)}" for key, value in data.items() if key != "questions"]
    questions = []
    for question in data["questions"]:
        about = ", ".join(f"{dump(key)}: {dump(value)}" for key, value in question.items() if key != "checks")
        checks = ",\n    ".join(map(dump, question["checks"]))
        questions.append(f'  {{{about}, "checks": [\n    {checks}]}}')
    return "{\n" + ",\n".join([*head, ' "questions": [\n' + ",\n".join(questions) + "]"]) + "}\n"


def without_details(data: ResultJson) -> ResultJson:
    """A result with its marks, verdicts and named mistakes, and a line of each of its texts."""
    said = "what was found is more than a result may hold: the marks stand, the details are left out"
    made = data.copy()
    made["notes"] = [said, *(note[:200] for note in data["notes"][:10])]
    made["questions"] = [question.copy() for question in data["questions"]]
    for question in made["questions"]:
        question["checks"] = [_bare(check) for check in question["checks"]]
    return made


def _bare(check: CheckJson) -> CheckJson:
    made = check.copy()
    made["message"], made["said"] = check["message"][:200], check.get("said", "")[:200]
    made["where"], made["expected"], made["got"] = check["where"][:200], check["expected"][:200], check["got"][:200]
    made["counterexample"], made["line"], made["notes"] = None, None, []
    return made


def _visible(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.name.startswith(".")]


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose fields are all different: of two with one name, one reader sees the first, another the last."""
    data = dict(pairs)
    if len(data) < len(pairs):
        (name, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"it has {name[:60]!r} twice")
    return data


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text:.40} is not a finite number")
    return value


def _nested(values: Iterable[Any], most: int) -> bool:
    """Whether values hold others more than so many levels deep."""
    for _ in range(most):
        parts = [each.values() if type(each) is dict else each for each in values if type(each) in (dict, list)]
        values = [value for part in parts for value in part]
    return bool(values)


#: What a value of JSON must be itself, and the words for it: true is not a number.
_PLAIN: dict[Any, tuple[tuple[type, ...], str]] = {
    str: ((str,), "text"),
    int: ((int,), "a whole number"),
    float: ((int, float), "a number"),
    bool: ((bool,), "true or false"),
    NoneType: ((NoneType,), "null"),
}


def validator(kind: Any) -> Validator:
    """What tells whether a value of JSON is of a type such as those of `result_json`: made once, of the type itself."""
    origin = get_origin(kind)
    if kind is Any:
        return lambda value: ""
    if is_typeddict(kind):
        return _object(kind)
    if origin is Annotated:
        return _annotated(*get_args(kind))
    if origin in (Union, UnionType):
        return _either([validator(each) for each in get_args(kind)])
    if origin is list:
        return _list(validator(get_args(kind)[0]))
    if origin is dict:
        return _values(validator(get_args(kind)[1]))
    types, name = _PLAIN[kind]
    return lambda value: "" if type(value) in types else f" is not {name}"


def _object(kind: Any) -> Validator:
    fields = []
    for name, hint in get_type_hints(kind, include_extras=True).items():
        needed = get_origin(hint) is not NotRequired
        fields.append((name, needed, validator(hint if needed else get_args(hint)[0])))

    def fault(value: Any) -> Fault:
        if type(value) is not dict:
            return " is not an object"
        for name, needed, validator in fields:
            if name not in value:
                if needed:
                    return f".{name} is missing"
                continue
            found = validator(value[name])
            if found:
                return f".{name}{found}"
        return ""

    return fault


def _list(of: Validator) -> Validator:
    def fault(value: Any) -> Fault:
        if type(value) is not list:
            return " is not a list"
        for place, each in enumerate(value):
            found = of(each)
            if found:
                return f"[{place}]{found}"
        return ""

    return fault


def _values(of: Validator) -> Validator:
    def fault(value: Any) -> Fault:
        if type(value) is not dict:
            return " is not an object"
        return next((f"[{name[:60]!r}]{found}" for name, each in value.items() if (found := of(each))), "")

    return fault


def _either(those: list[Validator]) -> Validator:
    """One of several types; of what is none of them the first fault, as the first type is the one that is meant."""

    def fault(value: Any) -> Fault:
        faults = [validator(value) for validator in those]
        return "" if "" in faults else faults[0]

    return fault


def _annotated(kind: Any, rule: Any) -> Validator:
    plain = validator(kind)
    if isinstance(rule, Within):
        said = f" is not a number from {rule.least:g} to {rule.most:,}"
        return lambda value: "" if not plain(value) and rule.least <= value <= rule.most else said
    if isinstance(rule, OneOf):
        return lambda value: (
            plain(value) or ("" if value in rule.texts else f" is not one of {', '.join(sorted(rule.texts))}")
        )
    assert isinstance(rule, AtLeastOne)
    return lambda value: plain(value) or ("" if value else " is an empty list")


_RESULT = validator(ResultJson)
_UNJUDGED = validator(UnjudgedJson)
