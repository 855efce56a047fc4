"""What a student is told of a question: chosen from a result's JSON by allow-list, and taken apart to be laid out.

A check that is not marked public gives its verdict, how often, and its named mistake's hint, and no more. Texts of
messages, titles and hints are as the result has them: whoever shows them cleans and escapes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from autograder.core.sanitize import clean

Json = Mapping[str, Any]


def student_view(question: Json) -> dict[str, Any]:
    """The question's `checks` that failed in public, titles that `passed`, what failed `elsewhere`, and `notes`."""
    public = [check for check in question["checks"] if check["visibility"] == "public"]
    failing = [check for check in public if check["verdict"] not in ("passed", "judge_error")]
    failing.sort(key=lambda check: (check["diagnosis"] is None, check["verdict"] != question["verdict"]))
    return {
        **{key: question[key] for key in ("id", "title", "score", "max_score", "verdict")},
        "checks": [_check(check) for check in failing],
        "passed": [check["title"] for check in public if check["verdict"] == "passed"],
        "elsewhere": _elsewhere(question, {check["hint"] for check in failing[:1]}),
        "notes": list(dict.fromkeys(clean(note) for check in public for note in check["notes"]))[:3],
    }


def _elsewhere(question: Json, said: set[str]) -> list[dict[str, Any]]:
    """What failed on data that students do not see: the verdict, how often, a named mistake's hint, and an example
    where the judge found one that is none of the hidden cases."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for check in question["checks"]:
        if check["visibility"] != "public" and check["verdict"] not in ("passed", "judge_error"):
            hint = check["hint"] if check["diagnosis"] and check["hint"] not in said else ""
            group = {"verdict": check["verdict"], "hint": hint, "count": 0, "example": None}
            group = found.setdefault((check["verdict"], hint), group)
            group["count"] += 1
            if (check["counterexample"] or {}).get("small"):
                group["example"] = group["example"] or _example(check)
    return list(found.values())


def _example(check: Json) -> dict[str, Any]:
    """The inputs of a counterexample, and the two values they give."""
    example = check["counterexample"] or {}
    return {
        "call": example.get("call", ""),
        "inputs": {name: _bounded(value) for name, value in example.get("inputs", {}).items()},
        "sides": {side: _bounded(example[side]) for side in ("expected", "got") if side in example},
    }


def _check(check: Json) -> dict[str, Any]:
    """A failing public check, its message taken apart so that nothing is said twice."""
    kept = {key: check[key] for key in ("title", "verdict", "where", "expected", "got", "hint")}
    said, mistake, code = clean(check["message"], 2000), "", ("", "")
    if check["diagnosis"]:
        said, _, mistake = said.partition(". ")
    file, _, number = check["where"].rpartition(":")
    head, at, tail = said.rpartition(f", at {file} line {number}")
    if file and at:  # "ValueError: ..., at hw4_loss.py line 7: `the line` (what to mend first)"
        quoted = re.fullmatch(r": `(.*)`(.*)", tail, re.DOTALL)
        code, said = (f"{file} line {number}", quoted[1] if quoted else ""), head + (quoted[2] if quoted else tail)
    if check["expected"] and check["got"]:
        for got in (check["got"], check["got"].removeprefix("shape "), check["got"].removeprefix("dtype ")):
            said = said.removeprefix(f"{check['where']}: expected {check['expected']}, got {got}")
        said = re.sub(r"^\((.*)\)$", r"\1", said.strip(" ;:"))
    return kept | {
        "said": re.sub(r"^(it|only|the|there|this|your)\b", lambda first: first[0].capitalize(), said),
        "mistake": mistake,
        "code": code,
        **_example(check),
    }


def _bounded(value: Any) -> Any:
    """A value as it is, or the beginning of its text where it would fill pages."""
    text = json.dumps(value)
    return value if len(text) < 8000 else clean(text)
