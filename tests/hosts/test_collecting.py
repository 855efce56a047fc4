"""Repositories become submissions: as they were when they were due, by the server's time, and without a thing of theirs run."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from forge import NOBODY, Forge, bare, reflog
from hypothesis import given
from hypothesis import strategies as st
from shared import ROOT

from autograder.cli import main
from autograder.core.model import BadInput
from autograder.course.course import Course
from autograder.course.deadlines import Deadlines, LateRule
from autograder.course.roster import Roster
from autograder.hosts.api import checked_server
from autograder.hosts.collecting.collect import Asked, Collected, collect
from autograder.hosts.collecting.git import repository
from autograder.hosts.collecting.github import GitHub
from autograder.hosts.collecting.gitlab import GitLab
from autograder.hosts.collecting.on_disk import OnDisk
from autograder.hosts.collecting.pushes import Push, at
from autograder.hosts.collecting.source import Source, login_in

HW = "hw4_loss"
DUE = datetime(2026, 1, 30, 12)
EARLY, LATE = "2026-01-30 11:00:00", "2026-01-30 13:00:00"
GOOD, OTHER = "def loss(w, b, X, y):\n    return 1.0\n", "def loss(w, b, X, y):\n    return 2.0\n"
processes = pytest.mark.slow  # git runs


def asked(tmp_path: Path, **changes: Any) -> Asked:
    given = dict(
        course=Course(ROOT),
        assignment=HW,
        into=tmp_path / "submitted",
        pattern="{login}",
        deadlines=Deadlines(),
        moment=DUE,
    )
    return Asked(**{**given, **changes})  # type: ignore[arg-type]


def collected(source: Source, question: Asked) -> dict[str, Collected]:
    return {each.student: each for each in collect(source, question)}


def work(into: Path, student: str) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted((into / student / HW).iterdir())}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Repositories of a class, on a server that notes when it was pushed to."""
    root = tmp_path_factory.mktemp("server")
    first, second = bare(
        root / "late.git", [{f"{HW}.py": GOOD}, {f"{HW}.py": OTHER}], ["2020-01-01 00:00", "2020-01-02 00:00"]
    )
    reflog(root / "late.git", [(EARLY, first), (LATE, second)])
    first, second = bare(root / "rewritten.git", [{f"{HW}.py": GOOD}, {f"{HW}.py": OTHER}], parents=False)
    reflog(root / "rewritten.git", [(EARLY, first), (LATE, second)])
    (large,) = bare(root / "large.git", [{f"{HW}.py": GOOD, f"{HW}.ipynb": b"\0" * 51_000_000}])
    reflog(root / "large.git", [(EARLY, large)])
    (hostile,) = bare(root / "hostile.git", [{
        f"{HW}.py": GOOD, f"{HW}.ipynb": ("120000", "/etc/passwd"), "helper.py": ("120000", "../../assignments/x.py"),
        "sub": ("160000", "a" * 40), ".gitmodules": '[submodule "sub"]\npath = sub\nurl = ext::sh -c "touch PWNED"\n',
        ".gitattributes": "* filter=evil\n", "test_public.py": "cheat", "timestamp.txt": "2020-01-01 00:00:00 UTC",
        "collected.json": "{}", "conftest.py": "raise SystemExit", "notes.txt": "hello",
    }])  # fmt: skip
    reflog(root / "hostile.git", [(EARLY, hostile)])
    return root


def arm(git: Path) -> list[Path]:
    """A repository's own configuration and hooks run a program wherever git lets them; the files that it would leave."""
    marks = [git / f"ran-{name}" for name in ("config", "hook")]
    program = git / "program"
    program.write_text(f"#!/bin/sh\ntouch {marks[0]}\n")
    program.chmod(0o755)
    (git / "config").write_text(
        "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
        + "".join(f"\t{key} = {program}\n" for key in ("fsmonitor", "sshCommand", "pager", "editor", "gitProxy", "askPass"))
        + f"\talternateRefsCommand = {program}\n[filter \"evil\"]\n\tsmudge = {program}\n\tprocess = {program}\n"
        + f"[uploadpack]\n\tpackObjectsHook = {program}\n[credential]\n\thelper = {program}\n[diff]\n\texternal = {program}\n"
    )  # fmt: skip
    for name in ("post-checkout", "reference-transaction", "post-index-change", "fsmonitor-watchman"):
        hook = git / "hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {marks[1]}\n")
        hook.chmod(0o755)
    return marks


@processes
def test_what_was_there_at_the_deadline_by_the_server_counts(server: Path, tmp_path: Path) -> None:
    marks = arm(server / "hostile.git")
    question = asked(tmp_path)
    done = collected(OnDisk(server), question)
    assert {student: each.said for student, each in done.items() if each.outcome != "collected"} == {}
    for student in ("late", "rewritten"):
        assert work(question.into, student)[f"{HW}.py"] == GOOD
        assert done[student].time == datetime(2026, 1, 30, 11)
    assert work(question.into, "late")["timestamp.txt"] == "2026-01-30 11:00:00.000000 UTC"
    assert set(work(question.into, "large")) == {f"{HW}.py", "timestamp.txt", "collected.json"}
    assert f"{HW}.ipynb cannot be read: it has 51 MB, and the limit is 50 MB" in done["large"].said
    assert set(work(question.into, "hostile")) == {f"{HW}.py", "timestamp.txt", "collected.json"}
    assert work(question.into, "hostile")["timestamp.txt"].startswith("2026-01-30 11:00:00")
    assert json.loads(work(question.into, "hostile")["collected.json"])["commit"] == done["hostile"].commit
    assert f"{HW}.ipynb is a link" in done["hostile"].said
    assert [mark for mark in marks if mark.exists()] == []


@processes
def test_what_is_collected_again_is_unchanged_and_other_work_is_not_replaced(server: Path, tmp_path: Path) -> None:
    question = asked(tmp_path, student="late")
    collect(OnDisk(server), question)
    assert collected(OnDisk(server), question)["late"].outcome == "unchanged"
    (question.into / "late" / HW / "collected.json").unlink()
    (again,) = collect(OnDisk(server), question)
    assert (again.outcome, "--replace" in again.said) == ("problem", True)
    (replaced,) = collect(OnDisk(server), asked(tmp_path, student="late", replace=True))
    assert replaced.outcome == "collected"


@processes
def test_late_work_and_extensions(server: Path, tmp_path: Path) -> None:
    dates = Deadlines({HW: DUE}, rule=LateRule(days_accepted=1))
    late = collected(OnDisk(server), asked(tmp_path, moment=None, deadlines=dates, late=True))["late"]
    assert (late.time, late.days_late) == (datetime(2026, 1, 30, 13), 1)
    assert work(tmp_path / "submitted", "late")[f"{HW}.py"] == OTHER
    longer = Deadlines({HW: DUE}, {("late", HW): DUE + timedelta(hours=2)})
    done = collected(OnDisk(server), asked(tmp_path, into=tmp_path / "b", moment=None, deadlines=longer))
    assert (done["late"].days_late, work(tmp_path / "b", "late")[f"{HW}.py"]) == (0, OTHER)
    assert work(tmp_path / "b", "rewritten")[f"{HW}.py"] == GOOD


def foreign(repository: Path, kind: str, other: Path) -> None:
    """Make a repository lead out of itself."""
    if kind == "link":
        repository.symlink_to(other)
        return
    shutil.copytree(other, repository)
    if kind == "alternates":
        (repository / "objects/info").mkdir(exist_ok=True)
        (repository / "objects/info/alternates").write_text(f"{other}/objects\n")
    elif kind == "objects":
        shutil.rmtree(repository / "objects")
        (repository / "objects").symlink_to(other / "objects")
    elif kind == "object":
        one = next((repository / "objects").glob("??/*"))
        one.unlink()
        one.symlink_to(other / "objects" / one.parent.name / one.name)
    elif kind == "ref":
        (repository / "refs/heads/main").unlink()
        (repository / "refs/heads/main").symlink_to("/etc/passwd")
    elif kind == "file":
        shutil.rmtree(repository)
        repository.mkdir()
        (repository / ".git").write_text(f"gitdir: {other}\n")
    elif kind == "branch":
        (repository / "HEAD").write_text("ref: refs/heads/../../../../etc/passwd\n")


@processes
@pytest.mark.parametrize("kind", ["link", "alternates", "objects", "object", "ref", "file", "branch"])
def test_a_repository_that_leads_elsewhere_is_refused(server: Path, tmp_path: Path, kind: str) -> None:
    (tmp_path / "class").mkdir()
    foreign(tmp_path / "class" / "eve.git", kind, server / "late.git")
    (eve,) = collect(OnDisk(tmp_path / "class"), asked(tmp_path))
    assert eve.outcome == "problem", eve
    assert not (tmp_path / "submitted").exists()


@processes
def test_without_a_reflog_the_time_of_the_branch_s_file_is_the_server_s(tmp_path: Path) -> None:
    for student, time in (("early", DUE - timedelta(hours=1)), ("tardy", DUE + timedelta(hours=1))):
        repository = tmp_path / "class" / f"{student}.git"
        bare(repository, [{f"{HW}.py": GOOD}, {f"{HW}.py": OTHER}], ["2026-01-30 10:00", "2026-01-30 12:30"])
        (repository / "refs/heads").mkdir(parents=True, exist_ok=True)
        stamp = (time - datetime(1970, 1, 1)).total_seconds()
        os.utime(repository / "refs/heads/main", (stamp, stamp))
    question = asked(tmp_path)
    done = collected(OnDisk(tmp_path / "class"), question)
    assert (done["early"].outcome, done["early"].time) == ("collected", DUE - timedelta(hours=1))
    assert done["tardy"].outcome == "problem" and "core.logAllRefUpdates" in done["tardy"].said
    dated = collected(OnDisk(tmp_path / "class", by_commit_date=True), question)
    assert "by the date in the commit" in dated["tardy"].said
    assert work(question.into, "tardy")[f"{HW}.py"] == GOOD


@processes
def test_work_lies_in_a_folder_of_the_assignment_s_name_or_at_the_top(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "class"
    files = {f"{HW}/{HW}.py": GOOD, "hw3_neuron/hw3_neuron.py": OTHER, "README.md": "x", "odd\x1b[2J.py": "x"}
    bare(root / "whole.git", [files])
    bare(root / "pointer.git", [{f"{HW}.ipynb": "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n"}])
    bare(root / "empty.git", [{"README.md": "x"}])
    (root / "plain" / HW).mkdir(parents=True)
    (root / "plain" / HW / f"{HW}.py").write_text(GOOD)
    bare(root / "crowd.git", [{f"{HW}.py": GOOD, **{f"x{number}": "" for number in range(2_100)}}])
    question = asked(tmp_path, moment=None)
    done = collected(OnDisk(root), question)
    assert work(question.into, "crowd")[f"{HW}.py"] == GOOD
    assert "holds more than 2,000 files" in done["crowd"].said
    monkeypatch.setattr("autograder.hosts.collecting.tree.MAX_LISTED", 10_000)
    (refused,) = collect(OnDisk(root), asked(tmp_path, moment=None, student="crowd", into=tmp_path / "other"))
    assert (refused.outcome, "git ls-tree says more than 10 kB" in refused.said) == ("problem", True)
    assert work(question.into, "whole")[f"{HW}.py"] == work(question.into, "plain")[f"{HW}.py"] == GOOD
    assert "Git LFS" in done["pointer"].said and done["pointer"].outcome == "problem"
    assert done["empty"].outcome == "problem"
    assert "timestamp.txt" not in work(question.into, "plain")
    (root / "plain" / HW / f"{HW}.py").write_text(OTHER)
    assert collected(OnDisk(root), question)["plain"].outcome == "collected"
    assert work(question.into, "plain")[f"{HW}.py"] == OTHER


@pytest.fixture
def heard_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where every argument that git is given is written down."""
    programs, heard = tmp_path / "programs", tmp_path / "heard"
    programs.mkdir()
    git = shutil.which("git")
    (programs / "git").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> {heard}\nexec {git} "$@"\n')
    (programs / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    return heard


SECRET = "ghp_TheSecretOfTheCourse"


@pytest.fixture
def forge(server: Path) -> Iterator[Forge]:
    with Forge(server) as forge:
        yield forge


def github(forge: Forge, accounts: Mapping[str, str]) -> None:
    """A GitHub of the class: account -> repository of the fixture that is served under hw4-loss-ACCOUNT."""
    forge.pages = 2
    forge.answers["/api/v3/orgs/cs/repos"] = [
        {"name": f"{HW.replace('_', '-')}-{login}", "default_branch": "main", "pushed_at": "2026-01-30T13:00:00Z"}
        for login in accounts
    ] + [{"name": "website", "default_branch": "main", "pushed_at": "2026-01-30T13:00:00Z"}]
    (forge.root / "cs").mkdir(exist_ok=True)
    for login, served in accounts.items():
        name = f"{HW.replace('_', '-')}-{login}"
        if not (forge.root / "cs" / f"{name}.git").exists():
            (forge.root / "cs" / f"{name}.git").symlink_to(forge.root / f"{served}.git")
        lines = (forge.root / f"{served}.git" / "logs/refs/heads/main").read_text().splitlines()
        told = [line.split() for line in lines]
        forge.answers[f"/api/v3/repos/cs/{name}/activity"] = [
            {"ref": "refs/heads/main", "before": line[0], "after": line[1], "activity_type": "push",
             "timestamp": datetime.fromtimestamp(int(line[5]), UTC).isoformat()}
            for line in reversed(told)
        ]  # fmt: skip


@processes
def test_github(forge: Forge, tmp_path: Path, heard_git: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", SECRET)
    monkeypatch.setenv("GIT_DIR", "/nowhere")  # what staff's shell has does not come through
    github(forge, {"AdaL": "late", "ben-h": "rewritten", "big": "large", "stranger": "late"})
    people = ({"student": "ada", "github": "adal"}, {"student": "ben", "github": "Ben-H"}, {"student": "big", "github": "big"},
              {"student": "cleo", "github": "cleo"})  # fmt: skip
    question = asked(tmp_path, pattern="{assignment}-{login}", roster=Roster(people))
    source = GitHub("cs", forge.url)
    done = collected(source, question)
    assert {student: each.outcome for student, each in done.items()} == {
        "ada": "collected", "ben": "collected", "big": "collected", "cleo": "nothing", "stranger": "problem",
    }  # fmt: skip
    assert work(question.into, "ada")[f"{HW}.py"] == work(question.into, "ben")[f"{HW}.py"] == GOOD
    assert f"{HW}.ipynb cannot be read: it was not fetched" in done["big"].said
    assert all("Authorization" in headers for _, headers in forge.heard)
    assert {headers["Authorization"].split()[0] for _, headers in forge.heard} == {"Bearer", "Basic"}
    assert SECRET not in heard_git.read_text() + repr(source) + repr(done) + repr(source._api)
    assert "Authorization" not in heard_git.read_text()
    assert not any(SECRET.encode() in path.read_bytes() for path in question.into.rglob("*") if path.is_file())


@processes
def test_gitlab(forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITLAB_TOKEN", SECRET)
    (forge.root / "group").mkdir(exist_ok=True)
    (forge.root / "group" / "ada.git").symlink_to(forge.root / "late.git")
    told = [line.split() for line in (forge.root / "late.git" / "logs/refs/heads/main").read_text().splitlines()]
    forge.answers["/api/v4/groups/cs%2F2026/projects"] = [
        {
            "id": 7,
            "path": "ada",
            "path_with_namespace": "group/ada",
            "default_branch": "main",
            "created_at": "2026-01-01T00:00:00.000Z",
        }
    ]
    forge.answers["/api/v4/projects/7/events"] = [
        {
            "created_at": "2026-01-30T14:00:00.000+01:00",
            "push_data": {"ref": None, "ref_count": 9, "commit_to": None, "action": "pushed"},
        },
        {
            "created_at": "2026-01-30T14:00:00.000+01:00",
            "push_data": {
                "ref": "main",
                "ref_type": "branch",
                "commit_from": told[1][0],
                "commit_to": told[1][1],
                "action": "pushed",
            },
        },
        {
            "created_at": "2026-01-30T12:00:00.000+01:00",
            "push_data": {
                "ref": "main",
                "ref_type": "branch",
                "commit_from": None,
                "commit_to": told[0][1],
                "action": "created",
            },
        },
    ]
    question = asked(tmp_path)
    done = collected(GitLab("cs/2026", forge.url), question)
    assert (done["ada"].outcome, done["ada"].time) == ("collected", datetime(2026, 1, 30, 11))
    assert work(question.into, "ada")[f"{HW}.py"] == GOOD
    assert {headers.get("Private-Token") for path, headers in forge.heard if ".git/" not in path} == {SECRET}


def test_a_token_goes_to_no_other_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", SECRET)
    with Forge(tmp_path) as other, Forge(tmp_path) as forge:
        forge.answers["/api/v3/orgs/cs/repos"] = (302, {"Location": f"{other.url}/api/v3/orgs/cs/repos"})
        with pytest.raises(BadInput, match="another server"):
            list(GitHub("cs", forge.url).repositories())
        assert other.heard == []
    for address in (
        "http://github.example.org",
        "ftp://x",
        "https://me:secret@x.org",
        "file:///srv",
        "--upload-pack=x",
    ):
        with pytest.raises(BadInput):
            checked_server(address)


def test_a_server_that_answers_no_more_is_not_asked_again(tmp_path: Path) -> None:
    with Forge(tmp_path) as forge:
        about = {"default_branch": "main", "pushed_at": "2026-01-30T13:00:00Z"}
        forge.answers["/api/v3/orgs/cs/repos"] = [{"name": f"s{number}", **about} for number in range(30)]
        for number in range(30):
            forge.answers[f"/api/v3/repos/cs/s{number}/activity"] = (
                403,
                {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1769774400"},
            )
        done = collect(GitHub("cs", forge.url), asked(tmp_path))
        assert {each.said for each in done} == {
            f"{forge.url}/api/v3 answers no more requests until 12:00 UTC; run the same command then, it goes on from here"
        }
        assert len(forge.heard) < 10


def test_an_odd_answer_is_one_student_s_problem(tmp_path: Path) -> None:
    with Forge(tmp_path) as forge:
        forge.answers["/api/v3/orgs/cs/repos"] = [
            {"name": name, "default_branch": "main"} for name in ("a", "b", "../x", "c")
        ]
        push = {"ref": "refs/heads/main", "timestamp": "2026-01-30T11:00:00Z", "before": NOBODY}
        forge.answers["/api/v3/repos/cs/a/activity"] = [{**push, "after": "--upload-pack=touch x"}]
        forge.answers["/api/v3/repos/cs/b/activity"] = [{**push, "after": "a" * 40, "timestamp": "soon"}]
        forge.answers["/api/v3/repos/cs/c/activity"] = []
        done = collected(GitHub("cs", forge.url), asked(tmp_path))
        assert {student: each.outcome for student, each in done.items()} == {
            "a": "problem",
            "b": "problem",
            "c": "nothing",
        }


@processes
def test_the_command(
    server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    course = tmp_path / "course"
    (course / "assignments").mkdir(parents=True)
    (course / "assignments" / HW).symlink_to(ROOT / "assignments" / HW)
    (course / "roster.csv").write_text("student,github\nada,late\nben,rewritten\nzoe,zoe\n")
    monkeypatch.chdir(course)
    command = ["collect", "folder", str(server), "--assignment", HW]
    assert main(command) == 2
    assert "when is hw4_loss due?" in capsys.readouterr().err
    (course / "deadlines.toml").write_text(f'timezone = "Europe/Berlin"\n[due]\n{HW} = "2026-01-30 13:00"\n')
    assert main([*command, "--student", "ada"]) == 0
    assert work(course / "submitted", "ada")[f"{HW}.py"] == GOOD
    assert main(command) == 1  # accounts that the roster does not know
    said = capsys.readouterr().out
    assert "1 collected, 1 unchanged, nothing of 1" in said
    assert "the account hostile is not in roster.csv" in said


times = st.datetimes(datetime(2026, 1, 1), datetime(2026, 2, 1))


@given(st.lists(times, min_size=1, max_size=8), times)
def test_what_was_there_is_what_the_last_push_until_then_left(when: list[datetime], moment: datetime) -> None:
    commits = [f"{number:040x}" for number in range(1, len(when) + 1)]
    pushes = [
        Push(time, before, after) for time, before, after in zip(sorted(when), ["", *commits], commits, strict=False)
    ]
    there = at(pushes, moment)
    until = [push for push in pushes if push.time <= moment]
    assert (there.commit if there else "") == (until[-1].after if until else "")
    if until and len(until) < len(pushes):  # a server that forgot them still tells what the next push replaced
        forgotten = at(pushes[len(until) :], moment)
        assert forgotten is not None and forgotten.commit == there.commit  # type: ignore[union-attr]
        assert forgotten.time is None


@pytest.mark.parametrize(
    ("name", "pattern", "login"),
    [
        ("hw4-loss-ada", "{assignment}-{login}", "ada"),
        ("cs-HW4_Loss-Ada-L", "cs-{assignment}-{login}", "Ada-L"),
        ("hw4-loss-", "{assignment}-{login}", ""),
        ("hw5-backprop-ada", "{assignment}-{login}", ""),
        ("ada", "{login}", "ada"),
        ("ada-work", "{login}-work", "ada"),
    ],
)
def test_a_pattern_tells_the_account(name: str, pattern: str, login: str) -> None:
    assert login_in(name, pattern, HW) == login


@processes
def test_git_reads_no_configuration_of_theirs_and_finds_no_way_out(server: Path) -> None:
    """Were a repository to ask for more, git has no protocol, prompt or configuration to do it."""
    arm(server / "hostile.git")
    with repository(server / "hostile.git" / "objects") as ours:
        for command in (["ls-remote", str(server / "late.git")], ["ls-remote", "ext::sh -c 'touch PWNED'"], ["status"]):
            with pytest.raises(BadInput):
                ours.read(*command, most=1_000)
        shown = ours.read("config", "--list", "--show-scope", most=10_000).decode()
    assert {line.split("\t")[0] for line in shown.splitlines()} == {"local"}
    assert str(server) not in shown
