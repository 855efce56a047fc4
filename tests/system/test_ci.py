"""The workflows in `ci/` are safe as they are copied, and their commands do what they are there for."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from forge import Forge, bare, reflog
from shared import ROOT, released_copy

from autograder.cli.arguments import commands
from autograder.core.model import BadInput
from autograder.hosts.classroom50 import mark

CI = ROOT / "ci"
WORKFLOWS = sorted((CI / "github").glob("*.yml"))
PIPELINES = sorted((CI / "gitlab").glob("*.yml"))
HW = "hw4_loss"


def scripts(path: Path) -> dict[str, str]:
    """Name of a step or job -> what its shell runs."""
    data = yaml.safe_load(path.read_text())
    if path in WORKFLOWS:
        steps = [step for job in data["jobs"].values() for step in job["steps"]]
        return {step["name"]: step["run"] for step in steps if "run" in step}
    jobs = {
        name: job for name, job in data.items() if isinstance(job, dict) and ("script" in job or "before_script" in job)
    }
    return {name: "\n".join(job.get("before_script", []) + job.get("script", [])) for name, job in jobs.items()}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_a_commit_and_nothing_is_allowed_but_reading(path: Path) -> None:
    text, data = path.read_text(), yaml.safe_load(path.read_text())
    used = re.findall(r"uses: (\S+)(.*)", text)
    assert used and all(
        re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", name) and re.search(r"# v\d", note) for name, note in used
    )
    assert data["permissions"] == {} and all(
        job["permissions"] == {"contents": "read"} for job in data["jobs"].values()
    )
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")
    assert not {"pull_request", "pull_request_target", "workflow_run"} & set(data[True])  # YAML takes `on` for true
    for run in scripts(path).values():
        assert "${{" not in run  # what somebody typed comes in by the environment, never as a piece of a script


def test_zizmor_has_nothing_to_say() -> None:
    zizmor = Path(sys.executable).with_name("zizmor")
    done = subprocess.run(
        [zizmor, "--offline", "--no-config", "--pedantic", "--no-progress", *WORKFLOWS], capture_output=True, text=True
    )
    assert (done.returncode, "No findings" in done.stdout) == (0, True), done.stdout


def test_the_token_is_in_the_collecting_step_alone() -> None:
    (job,) = yaml.safe_load((CI / "github/grade.yml").read_text())["jobs"].values()
    holders = {step.get("name") for step in job["steps"] if "COLLECT_TOKEN" in json.dumps(step)}
    assert holders == {"collect"} and "COLLECT_TOKEN" not in json.dumps(job["env"])
    text = (CI / "gitlab/grade.gitlab-ci.yml").read_text()
    jobs = yaml.safe_load(text)
    assert [name for name, job in jobs.items() if isinstance(job, dict) and "environment" in job] == ["collect"]
    assert all(jobs[name]["artifacts"]["access"] == "developer" for name in ("collect", ".grade"))


@pytest.mark.parametrize("path", [*WORKFLOWS, *PIPELINES], ids=lambda path: path.name)
def test_every_command_is_one_that_there_is(path: Path) -> None:
    for run in scripts(path).values():
        for line in re.findall(r"\.venv/bin/autograder (.*)", run.replace("\\\n", " ")):
            words = (
                re.sub(r"\|\| worst=\$\?|\$\{\w+:\+([^}]*)\}", r"\1", line)
                .replace("$DEVICE", "cpu")
                .replace("$ISOLATION", "strict")
            )
            words = re.sub(r"\$isolation", "strict", words, flags=re.IGNORECASE).replace("$CLASS_SEED", "7")
            words = words.replace("$COLLECT_FLAGS", "--late --name={assignment}-{login}")
            commands().parse_args([word.strip('"') for word in words.split()])  # exits where it does not fit


def test_the_staffs_workflow_collects_grades_and_reports(tmp_path: Path) -> None:
    """Its steps as a runner runs them, against a stand-in of GitHub: by the server's time, and marked."""
    course, forge_root = tmp_path / "course", tmp_path / "forge"
    (course / "assignments").mkdir(parents=True)
    shutil.copytree(ROOT / "assignments" / HW, course / "assignments" / HW)
    (course / ".venv").symlink_to(ROOT / ".venv")
    (course / "roster.csv").write_text("student,github\nada,adal\nben,ben\n")
    (course / "deadlines.toml").write_text(f'[due]\n{HW} = "2026-01-30 12:00"\n')
    right = (ROOT / "assignments" / HW / "submissions/accepted/loops.py").read_text()
    first, second = bare(forge_root / "cs" / "hw4-loss-adal.git", [{f"{HW}.py": right}, {f"{HW}.py": "late = 1\n"}])
    reflog(forge_root / "cs" / "hw4-loss-adal.git", [("2026-01-30 11:00", first), ("2026-01-30 13:00", second)])
    with Forge(forge_root) as forge:
        about = {"name": "hw4-loss-adal", "default_branch": "main", "pushed_at": "2026-01-30T13:00:00Z"}
        forge.answers["/api/v3/orgs/cs/repos"] = [about]
        push: dict[str, Any] = {"ref": "refs/heads/main", "activity_type": "push"}
        forge.answers["/api/v3/repos/cs/hw4-loss-adal/activity"] = [
            {**push, "before": first, "after": second, "timestamp": datetime(2026, 1, 30, 13, tzinfo=UTC).isoformat()},
            {
                **push,
                "before": "0" * 40,
                "after": first,
                "timestamp": datetime(2026, 1, 30, 11, tzinfo=UTC).isoformat(),
            },
        ]
        told = {
            "PATH": os.environ["PATH"], "HOME": str(tmp_path), "ASSIGNMENTS": HW, "STUDENT": "", "DEADLINE": "", "DEVICE": "cpu", "COLLECT_FLAGS": "--name={assignment}-{login}",
            "ORGANISATION": "cs", "GITHUB_SERVER_URL": forge.url, "CLASS_SEED": "7", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        }  # fmt: skip
        for name, run in scripts(CI / "github/grade.yml").items():
            if name in ("collect", "grade", "report"):
                secret = {"GITHUB_TOKEN": "TheToken"} if name == "collect" else {}
                command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", run]
                done = subprocess.run(command, cwd=course, env={**told, **secret}, capture_output=True, text=True)
                assert done.returncode == 0, done.stdout + done.stderr
                assert "TheToken" not in done.stdout + done.stderr
    assert json.loads((course / "results/ada" / f"{HW}.json").read_text())["score"] == 100
    assert "ada" in (tmp_path / "summary.md").read_text()
    assert (course / "pages/ada" / f"{HW}.html").is_file()


def test_classroom_50_gets_the_public_checks_result(tmp_path: Path) -> None:
    bundle, checkout = released_copy(tmp_path / "bundle"), tmp_path / "checkout"
    checkout.mkdir()
    (checkout / f"{HW}.py").write_text((ROOT / "assignments" / HW / "submissions/accepted/loops.py").read_text())
    (checkout / "test_public.py").write_text("raise SystemExit")  # the bundle's count
    told = {
        "CLASSROOM": "cs", "ASSIGNMENT": "hw4-loss", "OWNER": "adal", "SUBMISSION_TAG": "submit/2026-01-30T11-00-00Z-abc1234",
        "COMMIT_URL": "https://x/c", "RELEASE_URL": "https://x/r", "CLASSROOM50_BUNDLE_DIR": str(bundle),
    }  # fmt: skip
    text = (CI / "classroom50/autograder.py").read_text()
    text = re.sub(r"^subprocess\.run\(.*\n", "", text, flags=re.MULTILINE)  # it is installed here
    script = bundle / "autograder.py"
    script.write_text(text)
    done = subprocess.run(
        [sys.executable, script], cwd=checkout, env={**os.environ, **told}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    result = json.loads((checkout / "result.json").read_text())
    assert (result["score"], result["max-score"], result["owner"]) == (10_000, 10_000, "adal")
    assert "`d_loss` | " in (checkout / "release-body.md").read_text()
    (checkout / f"{HW}.py").unlink()
    with pytest.raises(BadInput, match="no work of hw4_loss is in"):
        mark(bundle, checkout, tmp_path / "nothing", told)
    assert not (tmp_path / "nothing").exists()
