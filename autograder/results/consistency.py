"""Whether a result agrees with itself: its points add up, and its verdicts fit them. Held wherever a result is read."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from autograder.core.model import IN_PART, SHARE_WITHOUT_GATE, Verdict, worst
from autograder.results.result_json import CheckJson, QuestionJson, ResultJson, UnjudgedJson

_NEAR = 1e-6  # points; the sums are of numbers that were rounded


def contradictions(result: ResultJson) -> Iterator[str]:
    """What in a result contradicts something else in it, from the checks to the whole, a sentence each."""
    names = [question["id"] for question in result["questions"]]
    if len(set(names)) < len(names):
        yield "it has a question twice"
    failed = {each["id"] for each in result["questions"] if each["verdict"] != Verdict.PASSED or each.get("carried")}
    for question in result["questions"]:
        name, checks = question["id"], question["checks"]
        for check in checks:
            if not _equal(check["score"], _earned(check)):
                yield f"{check['id']} has {check['score']} points for {check['verdict']}{_in_parts(check)}"
        if not _equal(question["score"], earned(question)):
            yield f"{name} has {question['score']} points, and its checks have {earned(question)}"
        if checks and not _equal(question["max_score"], math.fsum(check["max_score"] for check in checks)):
            yield f"{name} is worth {question['max_score']} points, and its checks are not"
        said = worst([Verdict(check["verdict"]) for check in checks])
        for other in question.get("carried", []):
            if other == name or other not in failed:
                yield f"{name} was given a right {other}, which did not fail"
        if question["verdict"] != said:
            yield f"{name} is {question['verdict']}, and by its checks it is {said}"
    if not _equal(result["score"], total(result["questions"])):
        yield f"its score is {result['score']}, and its questions have {total(result['questions'])}"
    worth = math.fsum(question["max_score"] for question in result["questions"])
    if not _equal(result["max_score"], worth):
        yield f"it is of {result['max_score']} points, and its questions are of {worth}"


def contradictions_unjudged(result: UnjudgedJson) -> Iterator[str]:
    """The same for work that could not be judged: no part of it has a score or another verdict."""
    for question in result["questions"]:
        if question["score"] is not None or question["verdict"] != Verdict.NOT_RUN or question["checks"]:
            yield f"it was not judged, and {question['id']} is {question['verdict']}"


def earned(question: QuestionJson) -> float | None:
    """The points of a question by its checks: their sum, and at most a third where one was `forbidden`."""
    points = total(question["checks"])
    if points is not None and any(check["verdict"] == Verdict.FORBIDDEN for check in question["checks"]):
        return min(points, question["max_score"] * float(SHARE_WITHOUT_GATE))
    return points


def _earned(check: CheckJson) -> float | None:
    """The points of a check by its verdict and its parts; nan, which equals nothing, where these contradict."""
    if check["verdict"] == Verdict.JUDGE_ERROR:
        return None
    passed = check["verdict"] == Verdict.PASSED
    share = math.fsum(check.get("parts", {"all of it": float(passed)}).values())
    in_part = 0.0 < share < 1.0 and not math.isclose(share, 1.0) and Verdict(check["verdict"]) in IN_PART
    if not (math.isclose(share, 1.0) if passed else share == 0.0 or in_part):
        return math.nan
    return check["max_score"] * share


def _in_parts(check: CheckJson) -> str:
    return f" and the parts {check['parts']}" if "parts" in check else ""


def total(parts: Sequence[CheckJson | QuestionJson]) -> float | None:
    """The points of the parts together; None where one has no points."""
    scores = [part["score"] for part in parts if part["score"] is not None]
    return math.fsum(scores) if len(scores) == len(parts) else None


def _equal(a: float | None, b: float | None) -> bool:
    return a is b if a is None or b is None else math.isclose(a, b, rel_tol=0, abs_tol=_NEAR)
