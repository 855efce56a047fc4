"""Results made by hand, for whatever reads results: right, mixed, hostile, with the course's fault, not judged at all."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from autograder.core.model import (
    PASSED,
    Assignment,
    Check,
    CheckResult,
    Finding,
    Limits,
    Line,
    Question,
    QuestionResult,
    Result,
    Verdict,
    shares,
)
from autograder.results.result_json import WrittenResult, result_json, unjudged_json
from autograder.results.store import readable_json

#: What only hidden checks say. Nothing for students has one of these words in it.
SECRETS = ("SECRET", "31337", "8086", "4711", "test_hidden", "no_secret")
HOSTILE = (
    "</pre></failure><script>alert(1)</script> ]]> & \" ' | <details> [x](javascript:1) ![y](http://evil.example) @octocat #1 `${{ secrets.T }}`\n"
    "::error file=x::forged\n##vso[task.setvariable variable=x]y\n##teamcity[message text='x']\n##[error]z\n::add-mask::7\n"
    "[[ATTACHMENT|/etc/passwd]]\r\x00\x1b]8;;http://evil.example\x07\x1b[31m\u202e\ud800 =cmd|'/c calc'!A0"
)

LOSS = Question("loss", "the loss", "loss(w, b, X, y)", Fraction(100, 3), ("Which samples count?",))
D_LOSS = Question("d_loss", "its gradient", "d_loss(w, b, X, y)", Fraction(100, 3), ("What is the mask?",))
TRAIN = Question("train", "gradient descent", "train(w, b, X, y)", Fraction(100, 3), ("What does a step change?",))
ASSIGNMENT = Assignment("hw4_loss", "Loss", (LOSS, D_LOSS, TRAIN), Limits(), sha256="f00d" * 16)

WRONG = Finding(
    Verdict.WRONG_VALUE,
    "2 of 2 entries differ",
    where="dw[1]",
    expected="-2",
    got="-6",
    mistake="This is the gradient of a neuron without its ReLU.",
    diagnosis="no_mask",
    advice="What happens to C where the neuron answers 0?",
    counterexample={"call": "d_loss", "inputs": {"w": [1.0, -1.0], "b": 0.0}, "expected": -2.0, "got": -6.0},
)
BROKEN = Finding(Verdict.ERROR, "it raised ValueError: shapes do not fit", line=Line("hw4_loss.py", 12, "return X @ w"))
SECRET = Finding(
    Verdict.WRONG_VALUE,
    "SECRET sentence",
    where="SECRET[0]",
    expected="31337",
    got="8086",
    mistake="SECRET mistake",
    diagnosis="no_secret",
    advice="Which samples count?",
    counterexample={"call": "SECRET_call", "inputs": {"SECRET_input": [4711.0]}, "expected": 31337.0, "got": 8086.0},
)
FAULT = Finding(Verdict.JUDGE_ERROR, "the check itself raised KeyError")


def question(asked: Question, *findings: Finding, hidden: tuple[Finding, ...] = ()) -> QuestionResult:
    """A question with a public check for each of the findings, and a hidden one for each of `hidden`."""
    checks = [
        Check(f"test_public::test_{asked.id}_{n}", asked.id, f"{asked.id} is right, {n}", "public", 1, lambda: None)
        for n in range(len(findings))
    ] + [
        Check(f"test_hidden::test_{asked.id}_{n}", asked.id, f"SECRET title {n}", "hidden", 1, lambda: None)
        for n in range(len(hidden))
    ]
    worth = shares(asked.points, checks)
    rows = zip(checks, (*findings, *hidden), worth, strict=True)
    notes = {True: ("SECRET note",), False: ("a note",)}
    return QuestionResult(
        asked, tuple(CheckResult(check, found, most, notes[found is SECRET] if found is not PASSED else ()) for check, found, most in rows)
    )  # fmt: skip


def result(*questions: QuestionResult, student: str = "ada", **said: Any) -> Result:
    return Result(
        assignment=ASSIGNMENT,
        student=student,
        submission_sha256="5eed" * 16,
        seed=987654321,
        device="cpu",
        isolation="strict",
        questions=questions,
        seconds=0.5,
        engine="1.0+c0ffee",
        **said,
    )


def made() -> dict[str, WrittenResult]:
    """Results by the student's name, one of each kind."""
    right = [question(asked, PASSED, hidden=(PASSED,)) for asked in ASSIGNMENT.questions]
    hostile = Finding(
        Verdict.WRONG_VALUE,
        HOSTILE,
        where="w",
        expected="1",
        got=HOSTILE,
        counterexample={"call": "loss", "inputs": {"f": HOSTILE}},
    )
    mixed = [
        question(LOSS, PASSED, BROKEN, hidden=(PASSED, SECRET)),
        question(D_LOSS, WRONG, PASSED, hidden=(SECRET, SECRET)),
        question(TRAIN, Finding(Verdict.NOT_ATTEMPTED, "it is as it was handed out"), hidden=(SECRET,)),
    ]
    each = {
        "ada": result(*right, notes=("graded hw4.py",), for_staff=("SECRET: equals the reference",)),
        "bob": result(*mixed, student="bob"),
        "eve": result(question(LOSS, hostile), *right[1:], student="eve", notes=(HOSTILE,)),
        "fay": result(right[0], right[1], question(TRAIN, PASSED, hidden=(FAULT,)), student="fay"),
    }
    unread = unjudged_json(
        result(student="gus"), "/srv/course/submitted/gus/hw4_loss.ipynb cannot be read: it is not a notebook"
    )
    return {name: result_json(one) for name, one in each.items()} | {"gus": unread}


def write(results: dict[str, WrittenResult], folder: Path) -> Path:
    """The results as `autograder grade` leaves them."""
    for name, one in results.items():
        path = folder / name / f"{one['assignment']}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(readable_json(one), encoding="utf-8")
    return folder
