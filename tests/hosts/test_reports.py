"""Reports in other tools' formats: what each says, what none says to students, and that others can read them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from junitparser import Error, Failure, JUnitXml
from made_results import D_LOSS, LOSS, PASSED, SECRETS, TRAIN, WRONG, made, question, result, write
from markdown_it import MarkdownIt
from shared import ROOT

from autograder.cli import main
from autograder.cli.host_arguments import REPORTS
from autograder.core.model import BadInput
from autograder.core.numbers import exact_points
from autograder.hosts.reports import classroom50, github, gradescope
from autograder.hosts.reports.ctrf import ctrf
from autograder.hosts.reports.formats import FORMATS, write_reports
from autograder.hosts.reports.view import Audience, Target, report
from autograder.results.result_json import result_json

RUNNER = {
    "CLASSROOM": "ml-2026",
    "ASSIGNMENT": "hw4-loss",
    "USERNAME": "ada",
    "SUBMISSION_TAG": "submit/2026-11-20T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://github.example/o/r/commit/a1b2c3d",
    "RELEASE_URL": "https://github.example/o/r/releases/tag/x",
}
SECRET_WORDS = re.compile("|".join(SECRETS))
#: A line that a runner of GitHub, Azure or TeamCity would take for a command.
COMMAND = re.compile(r"^\s*(?:::[a-z-]|##\[|##vso\[|##teamcity\[)", re.MULTILINE)


def reported(tmp_path: Path, to: str, audience: Audience) -> dict[str, str]:
    """Name -> text of the files of a class's report; of one student's, where a format takes no more."""
    names = ["bob"] if to == "classroom50" else list(made())
    out = tmp_path / "out"
    results = write({name: made()[name] for name in names}, tmp_path / "results")
    write_reports(results, out, to, Target(audience, RUNNER))
    return {path.relative_to(out).as_posix(): path.read_text("utf-8") for path in sorted(out.rglob("*.*"))}


def of(name: str, audience: Audience = "student") -> Any:
    return report(made()[name], audience)


@pytest.mark.parametrize("to", REPORTS)
def test_students_are_told_nothing_of_a_hidden_check(to: str, tmp_path: Path) -> None:
    for name, text in reported(tmp_path, to, "student").items():
        assert not SECRET_WORDS.findall(text), name


def test_where_staff_keep_their_files_is_not_told_to_students() -> None:
    assert of("gus").no_score == "hw4_loss.ipynb cannot be read: it is not a notebook"
    assert of("gus", "staff").no_score.startswith("/srv/course/submitted/gus/hw4_loss.ipynb cannot")


@pytest.mark.parametrize("to", [to for to in REPORTS if to != "classroom50"])
def test_staff_are_told_all_of_it_and_the_same_results_give_the_same_bytes(to: str, tmp_path: Path) -> None:
    found = reported(tmp_path / "1", to, "staff")
    assert found == reported(tmp_path / "2", to, "staff")
    if to != "github":  # whose summary has it, and annotations only what the class did not pass
        assert SECRET_WORDS.search("".join(found.values()))


def test_the_formats_of_the_command_are_those_that_are_written() -> None:
    assert tuple(FORMATS) == REPORTS


@pytest.mark.parametrize("audience", ["student", "staff"])
@pytest.mark.parametrize("to", REPORTS)
def test_no_text_of_a_student_is_a_command_to_a_build_server(to: str, audience: Audience, tmp_path: Path) -> None:
    if (to, audience) == ("classroom50", "staff"):
        return  # refused
    for name, text in reported(tmp_path, to, audience).items():
        ours = (
            text if "annotations" not in name else re.sub(r"^::(error|warning) [^:]*::", "", text, flags=re.MULTILINE)
        )
        assert not COMMAND.search(ours), name
        assert not re.search("[\x00-\x08\x1b\x7f\u202e]", text), name


@pytest.mark.parametrize(
    ("points", "written"), [(14.369565217391305, "14.37"), (0.125, "0.13"), (2.675, "2.68"), (100.0, "100.00")]
)
def test_points_leave_with_two_digits_half_up(points: float, written: str) -> None:
    assert exact_points(points) == Decimal(written)


def test_what_is_not_a_result_of_its_place_is_left_out_and_named(tmp_path: Path, capsys: Any) -> None:
    results = write(made(), tmp_path / "results")
    (results / "bob" / "hw4_loss.json").rename(results / "ada" / "hw5_backprop.json")
    (results / "eve" / "hw4_loss.json").write_text("{}")
    code = main(["report", str(results), "--to", "junit", "--for", "student", "--out", str(tmp_path / "out")])
    said = capsys.readouterr()
    assert code == 1
    assert "hw5_backprop.json is the result of 'bob'" in said.err and "eve/hw4_loss.json is not a result" in said.err
    assert said.out == f"3 files of 3 results in {tmp_path}/out, for students\n"


def test_there_is_no_audience_unless_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["report", str(tmp_path), "--to", "junit"])
    assert ended.value.code == 2


# JUnit


@pytest.mark.parametrize("audience", ["student", "staff"])
def test_junit_is_read_by_others_with_a_name_of_its_own_for_every_check(audience: Audience, tmp_path: Path) -> None:
    names: set[tuple[str, str]] = set()
    for text in reported(tmp_path, "junit", audience).values():
        assert len(text) < 30_000_000 and "[[ATTACHMENT" not in text
        for suite in JUnitXml.fromstring(text.encode()):
            kinds = [type(found) for case in suite for found in case.result]
            counted = len(list(suite)), kinds.count(Failure), kinds.count(Error)
            assert (suite.tests, suite.failures, suite.errors) == counted
            for case in suite:
                assert (case.classname, case.name) not in names
                names.add((case.classname, case.name))
    assert {student for student, _ in (name.split(".", 1) for name, _ in names)} == set(made())


def test_junit_has_an_error_and_no_points_where_nothing_could_be_judged(tmp_path: Path) -> None:
    found = reported(tmp_path, "junit", "student")
    for name in ("fay", "gus"):
        (suite,) = JUnitXml.fromstring(found[f"{name}/hw4_loss.xml"].encode())
        assert suite.errors == 1
        assert "score" not in {each.name for each in suite.properties()}
    assert 'name="score" value="100"' in found["ada/hw4_loss.xml"]


# CTRF

#: What CTRF 1.0.0 allows: field -> type of its value, and whether it must be there. Objects have no other fields.
CTRF_TEST = {
    "name": (str, True), "status": (str, True), "duration": (int, True), "suite": (list, False), "message": (str, False), "line": (int, False),
    "rawStatus": (str, False), "filePath": (str, False), "labels": (dict, False),
}  # fmt: skip
CTRF_SUMMARY = dict.fromkeys(("tests", "passed", "failed", "skipped", "pending", "other", "start", "stop"), (int, True))
CTRF_RESULTS = {"tool": (dict, True), "summary": (dict, True), "tests": (list, True), "extra": (dict, False)}
CTRF_REPORT = {"reportFormat": (str, True), "specVersion": (str, True), "results": (dict, True)}


def allowed(value: dict[str, Any], fields: dict[str, tuple[type, bool]]) -> bool:
    needed = {name for name, (_, must) in fields.items() if must}
    return needed <= value.keys() <= fields.keys() and all(
        type(each) is fields[name][0] for name, each in value.items()
    )


@pytest.mark.parametrize("audience", ["student", "staff"])
@pytest.mark.parametrize("name", made())
def test_ctrf_has_the_fields_of_its_specification_and_no_others(name: str, audience: Audience) -> None:
    found = json.loads(json.dumps(ctrf(of(name, audience))))
    results = found["results"]
    tests, summary = results["tests"], results["summary"]
    assert allowed(found, CTRF_REPORT) and allowed(results, CTRF_RESULTS) and allowed(summary, CTRF_SUMMARY)
    assert results["tool"].keys() == {"name"}
    assert summary["tests"] == len(tests) == sum(summary[status] for status in ("passed", "failed", "other"))
    for test in tests:
        assert allowed(test, CTRF_TEST) and test["name"] and test["suite"]
        assert test["status"] in ("passed", "failed", "other")
        assert all(type(value) in (str, int, float, bool) for value in test["labels"].values())


def test_ctrf_says_null_where_there_is_no_score() -> None:
    assert [ctrf(of(name))["results"]["extra"]["matcalc"]["score"] for name in made()] == [100, 25, 66.67, None, None]
    assert ctrf(of("gus"))["results"]["summary"]["other"] == 1


# Gradescope


def test_gradescope_has_a_row_a_question_and_no_hidden_row() -> None:
    found = gradescope.results(of("bob"), visible=True)
    assert [(row["name"].split(":")[0], row["score"], row["max_score"], row["status"]) for row in found["tests"]] == [
        ("loss", 16.67, 33.33, "failed"),
        ("d_loss", 8.33, 33.33, "failed"),
        ("train", 0, 33.33, "failed"),
    ]
    assert found["score"] == 25
    assert all(type(row["number"]) is str and "visibility" not in row for row in found["tests"])
    said = found["tests"][1]["output"]
    assert "dw[1]: expected -2, got -6" in said and "2 checks on other data: wrong value" in said


@pytest.mark.parametrize("name", ["fay", "gus"])
def test_gradescope_adds_nothing_up_where_there_is_no_score(name: str) -> None:
    found = gradescope.results(of(name), visible=True)
    assert "score" not in found and found["output"]
    assert not [row for row in found["tests"] if "score" in row or "max_score" in row]
    assert '"score": 0' not in gradescope.as_json(found)


def test_gradescope_shows_staffs_report_to_staff_alone() -> None:
    assert gradescope.results(of("bob", "staff"), visible=False)["visibility"] == "hidden"


# GitHub


def test_github_gets_ten_annotations_at_most_worst_first() -> None:
    many = [question(LOSS, WRONG) for _ in range(14)]
    lines = github.student_annotations(report(result_json(result(*many)), "student")).splitlines()
    assert len(lines) == 10
    assert lines[-1] == "::warning title=and more::5 more questions were not passed; the summary has them"
    mixed = github.student_annotations(of("bob")).splitlines()
    assert [re.findall(r"hw4_loss (\w+)%3A", line)[0] for line in mixed] == ["loss", "d_loss", "train"]
    assert mixed[0].startswith("::warning file=hw4_loss.py,line=12,title=hw4_loss loss%3A error::")
    assert "%0A" in mixed[1]


def test_github_shows_the_class_to_staff_by_what_it_did_not_pass() -> None:
    lines = github.class_annotations([of(name, "staff") for name in made()]).splitlines()
    assert lines[0] == "::error title=no score yet::2 wait for a person: fay hw4_loss, gus hw4_loss"
    assert lines[1] == "::warning title=hw4_loss loss::2 of 4 did not pass it: 1 error, 1 wrong value"


def test_githubs_summary_has_no_markup_of_a_students_and_is_never_too_large() -> None:
    summary = github.class_summary([of(name, "staff") for name in made()])
    html = MarkdownIt("commonmark").enable("table").render(summary)
    assert set(re.findall(r"<(\w+)", html)) <= {
        "h2",
        "h3",
        "h4",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "p",
        "code",
        "pre",
    }
    outside = re.sub(r"<(pre|code)>.*?</\1>", "", html, flags=re.DOTALL)
    assert "octocat" not in outside and "evil.example" not in outside
    bob = of("bob", "staff")
    large = github.class_summary([replace(bob, student=f"s{n}") for n in range(1500)])
    assert 800_000 < len(large.encode()) <= github.MAX_SUMMARY
    assert large.endswith("There was no room for more of the class here.\n") and "`s1499`" in large


# GitLab


@pytest.mark.parametrize("audience", ["student", "staff"])
def test_gitlabs_code_quality_has_what_it_needs_and_no_two_fingerprints_alike(
    audience: Audience, tmp_path: Path
) -> None:
    prints: list[str] = []
    for text in reported(tmp_path, "gitlab", audience).values():
        assert not text.startswith("\ufeff")
        for entry in json.loads(text):
            assert entry.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
            assert entry["severity"] in (
                ("minor", "major", "critical", "blocker") if audience == "staff" else ("minor", "major", "critical")
            )
            assert not entry["location"]["path"].startswith((".", "/")) and entry["location"]["lines"]["begin"] >= 1
            prints.append(entry["fingerprint"])
    assert len(set(prints)) == len(prints) > 0


# Classroom 50


def classroom50_accepts(found: dict[str, Any]) -> bool:
    """The rules of its result, version 1: closed, whole numbers, no score above what is to be had."""
    texts = [
        "schema",
        "classroom",
        "assignment",
        "assignment_type",
        "owner",
        "submission",
        "commit",
        "release",
        "review",
        "datetime",
    ]
    numbers = [found, *found["tests"]]
    return (
        found.keys() == {*texts, "score", "max-score", "tests"}
        and all(type(found[name]) is str and found[name] for name in texts)
        and found["schema"] == "classroom50/result/v1"
        and found["submission"].startswith("submit/")
        and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found["datetime"]) is not None
        and all(
            type(each["score"]) is type(each["max-score"]) is int and 0 <= each["score"] <= each["max-score"]
            for each in numbers
        )
        and all(type(test["passed"]) is bool and test["test-name"] for test in found["tests"])
    )


def test_classroom50_accepts_its_result(tmp_path: Path) -> None:
    found = reported(tmp_path, "classroom50", "student")
    made = json.loads(found["result.json"])
    assert classroom50_accepts(made)
    assert (made["score"], made["max-score"], made["datetime"]) == (2500, 10000, "2026-11-20T14:32:05Z")
    assert found["release-body.md"].startswith("## `hw4_loss`: 25 of 100 points\n")


@pytest.mark.parametrize(
    ("name", "audience", "environment", "why"),
    [
        ("bob", "staff", RUNNER, "use --for student"),
        ("fay", "student", RUNNER, "fay has no score"),
        ("gus", "student", RUNNER, "gus has no score"),
        ("bob", "student", {}, "runner sets ASSIGNMENT, CLASSROOM, COMMIT_URL, OWNER, RELEASE_URL"),
        ("bob", "student", RUNNER | {"SUBMISSION_TAG": "v1"}, "SUBMISSION_TAG is 'v1'"),
    ],
)
def test_classroom50_is_given_nothing_that_it_could_not_take(
    name: str, audience: Audience, environment: dict[str, str], why: str
) -> None:
    with pytest.raises(BadInput, match=why):
        list(classroom50.files([of(name, audience)], Target(audience, environment)))


def test_checks_of_one_title_keep_names_of_their_own() -> None:
    alike = result_json(result(question(LOSS, WRONG), question(D_LOSS, PASSED), question(TRAIN, PASSED)))
    twice = [*alike["questions"][0]["checks"], *alike["questions"][0]["checks"]]
    alike["questions"][0]["checks"] = twice
    assert [item.name for item in report(alike, "student").questions[0].items] == [
        "loss is right, 0",
        "loss is right, 0 (2)",
    ]


@pytest.mark.slow
def test_students_are_told_nothing_of_the_hidden_checks_of_a_real_homework(
    grade: Callable[..., Any], tmp_path: Path
) -> None:
    wrong = sorted((ROOT / "assignments/hw4_loss/submissions/wrong").glob("mask_*.py"))[:4]
    graded = [grade(path.read_text(encoding="utf-8")) for path in wrong]
    assert any(map(hidden_values, graded))
    for each in graded:
        write({"ada": each}, tmp_path / "results")
        for to in REPORTS:
            files = write_reports(tmp_path / "results", tmp_path / to, to, Target("student", RUNNER)).files
            text = "".join(path.read_text(encoding="utf-8") for path in files)
            assert not [value for value in hidden_values(each) if value in text], to


def hidden_values(result: dict[str, Any]) -> set[str]:
    """What the hidden checks of a result say, and its public ones do not: titles, sentences, numbers of some length."""
    checks = [check for question in result["questions"] for check in question["checks"]]
    public = json.dumps([check for check in checks if check["visibility"] == "public"])
    found: set[str] = set()
    for check in (check for check in checks if check["visibility"] != "public"):
        example = check["counterexample"]
        said = [check[name] for name in ("id", "title", "message", "expected", "got")]
        if example and not example.get("small"):
            said += re.findall(r"[\d.]{5,}", json.dumps(example))
        found |= {text for text in said if len(text) > 4 and text not in public}
    return found


@pytest.mark.parametrize("audience", ["student", "staff"])
def test_whose_right_answers_a_question_was_given_is_reported(audience: Audience) -> None:
    found = made()["bob"]
    found["questions"][-1]["carried"] = ["d_loss"]
    assert "given a right d_loss" in str(report(found, audience)) or "with a right d_loss" in str(
        report(found, audience)
    )
