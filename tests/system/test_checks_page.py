"""docs/checks.md says what is true: its assignments are built, and its right and wrong work is graded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from shared import ROOT, SEED

import autograder
from autograder.course.course import Course
from autograder.grading.verify import verify

PAGE = (ROOT / "docs/checks.md").read_text(encoding="utf-8")
BASIC, TORCH = PAGE.split("\n## Homework in PyTorch\n")
PARTS = {"small": BASIC, "small_torch": TORCH}


def blocks(text: str, language: str) -> list[str]:
    """The code of a language in a page."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The assignments of the page, each with its wrong work planted."""
    for name, text in PARTS.items():
        folder = tmp_path / "assignments" / name
        (folder / "submissions/wrong").mkdir(parents=True)
        ask = "".join(
            f'\n\n# %%\ncheck("{question}")\n' for question in re.findall(r'^id = "(.*)"$', text, re.MULTILINE)
        )
        (folder / "assignment.toml").write_text("".join(blocks(text, "toml")))
        (folder / "test_hidden.py").write_text('"""Nothing is hidden here."""\n')
        checks = []
        for number, block in enumerate(blocks(text, "python")):
            kind = block.partition("\n")[0]
            if kind.startswith("# expect: "):
                (folder / f"submissions/wrong/work_{number}.py").write_text(block)
            elif kind == "# checks":
                checks.append(block)
            else:
                assert kind == "# the lesson", f"the page does not say what this is: {kind}"
                (folder / f"{name}.py").write_text(
                    f"# %% [markdown]\n# # {name}\n\n# %%\nfrom autograder.student import check\n\n# %%\n{block}{ask}"
                )
        (folder / "test_public.py").write_text("\n\n".join(checks))
    return Course(tmp_path)


@pytest.mark.parametrize("name", PARTS)
def test_each_example_passes_right_work_and_finds_the_wrong_work_below_it(course: Course, name: str) -> None:
    (found,) = verify(course, [name], SEED, 1)
    assert not found.fault and not found.broken
    assert {each.planted.path.name: each.surprises for each in found.outcomes if each.surprises} == {}
    assert found.count("wrong") == PARTS[name].count("# expect: ") - PARTS[name].count("# expect: Line.init")


def test_the_page_explains_every_name_that_authors_can_import() -> None:
    words = set(re.findall(r"\w+", PAGE))
    assert set(autograder.__all__) | {"Tensor", "check", "picture", "at_most", "changed", "get", "set", "run"} <= words
