"""The expected answers that a released folder carries: whatever its public checks may come to need at home.

Every check is asked on the cases of a student's own run and on the smaller ones that may be shown, and every mistake
that it looks for is asked what it would give there.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from autograder.checks.cases import PUBLIC_SEED, Cases
from autograder.checks.check_run import call_check, running
from autograder.checks.recorded import Recorder, asking
from autograder.core.model import Assignment, Check, CourseFault
from autograder.course import submission_file
from autograder.isolation.worker import fake_packages
from autograder.judge import shrink
from autograder.judge.ports import LocalPort
from autograder.judge.submission import Submission
from autograder.student.local import staged


def expected_answers(
    lesson: Path, assignment: Assignment, checks: Sequence[Check], small: Mapping[str, Sequence[Any]]
) -> str:
    """The text of `expected.json`; `CourseFault` where an answer has a form that cannot be recorded, or a check or one
    of its mistakes uses PyTorch by itself, which students' machines may lack.

    `small` are the small cases of the checks (`local.small_cases`).
    """
    recorder, sizes, asked = Recorder(), shrink.SmallCases(), assignment.with_practice
    with fake_packages.lent(), redirect_stdout(io.StringIO()):
        ids = [question.id for question in asked.questions]
        stage = staged(submission_file.read(lesson), assignment.limits.load_seconds, ids)
        submission, ours = Submission(LocalPort(stage, debugging=True), asked), Cases(PUBLIC_SEED)
        for check in checks:
            sizes.take(check.id, map(shrink.Size.of, small.get(check.id, ())))
            recorder.check = check.id
            for cases in (ours, *sizes.smallest_first(check, lambda: submission)):
                with asking(recorder), running(check) as run:
                    call_check(check, submission, cases)
                    run.compute_all_mistakes()
    for check_id, name in recorder.unrecorded.items():
        raise CourseFault(
            f"{assignment.id}: {check_id} or one of its mistakes calls {name}() by itself, "
            "and students need no PyTorch: ask an oracle such as grad_of, or decorate the function with @once"
        )
    try:
        return recorder.text()
    except TypeError as error:
        raise CourseFault(f"{assignment.id}: {error}") from None
