"""The Containerfile's rules: pinned, without a course, and started in a way that signals reach."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from shared import ROOT

from autograder.core.model import BadInput
from autograder.grading.settings import image

TEXT = (ROOT / "Containerfile").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8")


def instructions() -> list[tuple[str, str]]:
    """(keyword, rest) of each instruction, its lines joined."""
    lines = [line for line in TEXT.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [(line.split(maxsplit=1)[0], " ".join(line.split()[1:])) for line in joined.splitlines()]


def said(keyword: str) -> list[str]:
    return [rest for name, rest in instructions() if name == keyword]


def test_it_has_two_stages_of_one_base_that_is_named_by_version() -> None:
    assert said("FROM") == ["${BASE} AS build", "${BASE}"]
    (base,) = said("ARG")
    assert re.fullmatch(r"BASE=[\w./-]+/python:3\.\d+-slim-\w+", base)
    assert {name for name, _ in instructions()} == {
        "ARG", "FROM", "ENV", "WORKDIR", "COPY", "RUN", "LABEL", "USER", "ENTRYPOINT", "CMD"
    }  # fmt: skip


def test_nothing_but_the_engine_is_copied_into_it() -> None:
    sources = [part for rest in said("COPY") if not rest.startswith("--from=") for part in rest.split()[:-1]]
    let_in = [line[1:] for line in IGNORED.splitlines() if line.startswith("!")]
    assert [line for line in IGNORED.splitlines() if line and line[0] not in "#!"] == ["*", "**/__pycache__"]
    assert sorted(sources) == sorted(let_in) == ["LICENSE", "autograder", "constraints.txt", "pyproject.toml"]
    assert not [path for path in Path(ROOT / "autograder").rglob("*") if path.name in ("assignments", "test_hidden.py")]


def test_everything_that_is_installed_is_pinned_and_torch_comes_first_and_for_the_cpu() -> None:
    installs = re.findall(r"pip install [^&]*", " ".join(said("RUN")))
    assert len(installs) == 2 and all("-c constraints.txt" in each for each in installs)
    assert "-r /dev/stdin" in installs[0] and "[course]" in installs[1]
    assert re.search(r"^torch==", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    assert "PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu" in said("ENV")
    assert "apt-get" not in TEXT and "curl" not in TEXT


def test_it_starts_the_command_itself_as_root_in_the_courses_folder() -> None:
    assert json.loads(said("ENTRYPOINT")[0]) == ["autograder"]
    assert said("USER") == ["root"] and said("WORKDIR")[-1] == "/course"


@pytest.mark.parametrize(
    ("name", "fine"),
    [
        ("", True),
        ("sha256:" + "0a" * 32, True),
        ("registry.example:5000/ml/autograder@sha256:" + "0a" * 32, True),
        ("registry.example/autograder:latest", False),
        ("sha256:0a", False),
    ],
)
def test_an_image_is_named_by_digest_or_not_at_all(name: str, fine: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRADER_IMAGE", name)
    if fine:
        assert image() == name
    else:
        with pytest.raises(BadInput, match="by its digest"):
            image()
