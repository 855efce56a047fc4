"""The class at a glance: a page for staff with everyone's scores and pictures of how each assignment went, and a page
of each assignment for the lecture, on which nobody can be found.

Each picture is a table whose bars are drawn into it, so that it reads on a phone, on paper and to a screen reader;
only what has two axes is drawn as one graphic.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from autograder.results import class_figures as figures
from autograder.results.item_analysis import statistics_of
from autograder.results.regrade_record import RegradeJson
from autograder.results.result_json import ResultJson, UnjudgedJson, by_question
from autograder.results.template import template
from autograder.results.wording import diagnosis, words

SHOWN_MISTAKES = 12
FEWEST = 3  # students behind anything on a page for the class
OpenLine = tuple[str, str, str, str]  # student, assignment, what is open, the command that resolves it


def index(
    results: Sequence[tuple[str, str, ResultJson]],
    unjudged: Sequence[tuple[str, UnjudgedJson]] = (),
    still_open: Sequence[OpenLine] = (),
    arrivals: Mapping[str, figures.Arrivals] | None = None,
    regrades: Mapping[str, RegradeJson] | None = None,
) -> str:
    """The page for staff, of (student, link, result): every score, and by assignment how it went.

    Work that could not be judged, of (link, result), has a list of its own, and so has what is still open. `arrivals`
    and `regrades` are by assignment, where anything is known of them.
    """
    cells: dict[str, dict[str, Any]] = {}
    for student, link, result in results:
        cells.setdefault(student, {})[result["assignment"]] = (link, result)
    by_assignment = _by_assignment(result for _, _, result in results)
    names = sorted(by_assignment)
    rows = [(student, [cells[student].get(name) for name in names]) for student in sorted(cells)]
    sent, again = arrivals or {}, regrades or {}
    classes = [_class(name, by_assignment[name], sent.get(name), again.get(name)) for name in names]
    return template("class.html").render(
        names=names, rows=rows, assignments=classes, unjudged=unjudged, still_open=still_open
    )


def lecture_pages(results: Iterable[ResultJson]) -> dict[str, str]:
    """Assignment -> its page to show to the class: sums only, and nothing of fewer than `FEWEST` students.

    An assignment that fewer handed in has no page.
    """
    found = {}
    for name, of_class in _by_assignment(results).items():
        scores = [result["score"] for result in of_class if result["score"] is not None]
        if len(scores) >= FEWEST:
            found[name] = template("lecture.html").render(
                name=name,
                handed_in=len(of_class),
                histogram=figures.histogram(scores, of_class[0]["max_score"], FEWEST),
                stacks=[figures.stack(asked, FEWEST) for asked in by_question(of_class).values()],
                mistakes=figures.mistakes(of_class, FEWEST, public=True)[:SHOWN_MISTAKES],
                fewest=FEWEST,
            )
    return found


def _by_assignment(results: Iterable[ResultJson]) -> dict[str, list[ResultJson]]:
    found: dict[str, list[ResultJson]] = {}
    for result in results:
        found.setdefault(result["assignment"], []).append(result)
    return found


def _class(
    name: str, results: Sequence[ResultJson], arrivals: figures.Arrivals | None, record: RegradeJson | None
) -> Mapping[str, Any]:
    """How an assignment went: by question the mean and what it failed by, and the pictures."""
    rows = []
    for question, asked in by_question(results).items():
        failed = Counter(diagnosis(each) or words(each["verdict"]) for each in asked if each["verdict"] != "passed")
        mean = figures.middle(statistics.fmean, [each["score"] for each in asked])
        rows.append((question, mean, asked[0]["max_score"], failed.most_common(6)))
    scores = [result["score"] for result in results]
    return {
        "name": name,
        "results": results,
        "median": figures.middle(statistics.median, scores),
        "questions": rows,
        "histogram": figures.histogram([score for score in scores if score is not None], results[0]["max_score"]),
        "stacks": [figures.stack(asked) for asked in by_question(results).values()],
        "strips": figures.strips(results),
        "items": [item for item in statistics_of(results) if None not in (item.difficulty, item.discrimination)],
        "mistakes": figures.mistakes(results)[:SHOWN_MISTAKES],
        "timeline": arrivals and figures.timeline(results, arrivals),
        "regrade": record and figures.regrade(results, record),
        "times": figures.times(results),
        "slowest": max(results, key=lambda result: result["seconds"]),
    }
