"""JUnit XML, as GitLab, Jenkins and most other build servers read it: a file a submission, a test case a check.

GitLab shows `classname` as the suite, and of two cases with equal names only the first; so a case is named by student,
assignment, question and check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from autograder.hosts.reports.view import Item, Kind, Report, Target, as_number
from autograder.results.wording import words

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ELEMENTS = {Kind.WRONG: "failure", Kind.UNTRIED: "failure", Kind.BROKEN: "error", Kind.UNJUDGED: "error"}


def files(reports: Sequence[Report], target: Target) -> Iterator[tuple[str, str]]:
    """(name, text) of each file."""
    for report in reports:
        yield f"{report.student}/{report.assignment}.xml", junit(report)


def junit(report: Report) -> str:
    """One submission as a suite. Work that could not be judged is one error."""
    rows = list(report.rows())
    count = {
        f"{element}s": str(sum(_ELEMENTS.get(item.kind) == element for _, item in rows))
        for element in ("failure", "error")
    }
    suite = ElementTree.Element(
        "testsuite", {"name": _text(f"{report.assignment} {report.student}"), "tests": str(len(rows)), **count}
    )
    properties = ElementTree.SubElement(suite, "properties")
    for name, points in (("score", report.score), ("max_score", report.max_score)):
        if points is not None:
            ElementTree.SubElement(properties, "property", {"name": name, "value": str(as_number(points))})
    for question, item in rows:
        suite.append(_case(f"{report.student}.{report.assignment}.{question}", item))
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _case(suite: str, item: Item) -> ElementTree.Element:
    case = ElementTree.Element("testcase", {"classname": _text(suite), "name": _text(item.name)})
    if item.kind is not Kind.PASSED:
        said = {"type": item.verdict, "message": words(item.verdict)}
        ElementTree.SubElement(case, _ELEMENTS[item.kind], said).text = _text(item.text)
    return case


def _text(text: str) -> str:
    """Text that XML 1.0 can hold, in which GitLab finds no file to attach."""
    return _NOT_XML.sub("�", text).replace("[[ATTACHMENT", "[ [ATTACHMENT")
