"""Where the walls stand: as any user, in containers that refuse a layer, on machines that have none."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from shared import ROOT
from shut import LANDLOCK, MOUNT, UNSHARE, shut

from autograder.core.model import Limits
from autograder.isolation.sandbox import has_users, syscalls
from autograder.isolation.sandbox.canary import FOLDERS
from autograder.isolation.supervisor import Zygote

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")

MEASURE = """
import json
from autograder.core.model import BadInput, Limits
from autograder.isolation.supervisor import Supervisor

supervisor = Supervisor({least!r})
try:
    isolation = supervisor.isolation("numpy", Limits())
    (zygote,) = supervisor._zygotes.values()
    print(json.dumps(dict(level=isolation.level, leaks=sorted(isolation.leaks), missing=zygote.missing)))
except BadInput as refusal:
    print(json.dumps(dict(refused=str(refusal))))
supervisor.close()
"""


def place(numbers: list[int], least: str = "none", error: str = "EPERM", around: Sequence[str] = ()) -> dict[str, Any]:
    """What a supervisor finds where these calls are shut; `around` is a command that starts it somewhere else."""
    measure = shut(numbers, error, [sys.executable, "-c", MEASURE.format(least=least)])
    done = subprocess.run([*around, *measure], capture_output=True, text=True, cwd="/")
    if "unshare failed" in done.stderr:
        pytest.skip(f"users may have no namespaces here: {done.stderr}")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("numbers", [[UNSHARE], [MOUNT], [UNSHARE, MOUNT]], ids=["unshare", "mount", "both"])
def test_in_a_container_without_namespaces_the_other_layers_are_strict(numbers: list[int]) -> None:
    found = place(numbers, "strict")
    assert found["level"] == "strict" and set(found["leaks"]) <= {"stat_file", "list_root_or_home"}
    assert set(found["missing"]) == {"namespaces", "private root"}


def test_on_a_kernel_without_landlock_namespaces_are_strict() -> None:
    found = place([LANDLOCK], "strict", "ENOSYS")
    assert found["level"] == "strict" and set(found["leaks"]) <= {
        "list_root_or_home"
    }  # its own root, with nothing in it
    assert "landlock" in found["missing"]


def test_with_neither_grading_refuses_and_says_why_and_what_would_help() -> None:
    refused = place([LANDLOCK, UNSHARE], "strict", "ENOSYS")["refused"]
    level = "modes" if has_users() else "none"
    for said in (
        f"isolation is {level}",
        "read_file",
        "landlock: ",
        "namespaces: ",
        "Linux 5.13",
        "unshare",
        f"--isolation {level}",
    ):
        assert said in refused
    assert "read_file" in place([LANDLOCK, UNSHARE], "none", "ENOSYS")["leaks"]


@pytest.mark.skipif(not has_users(), reason="only root gives workers a user of their own")
def test_with_neither_a_user_of_its_own_and_the_filter_keep_a_worker_from_closed_files_and_from_writing() -> None:
    found = place([LANDLOCK, UNSHARE], "modes", "ENOSYS")
    assert found["level"] == "modes"
    assert set(found["leaks"]) <= {"read_file", "read_command_lines", "stat_file", "list_root_or_home"}


HEADERS = {
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
}


@pytest.mark.parametrize("machine", HEADERS)
def test_the_numbers_of_the_calls_are_those_of_the_kernel(machine: str) -> None:
    """Held to the kernel's headers; aarch64 uses the generic table."""
    if not HEADERS[machine].exists():
        pytest.skip(f"{HEADERS[machine]} is not installed (linux-libc-dev)")
    text = HEADERS[machine].read_text()
    known = {name: int(number) for name, number in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text)}
    known |= {"newfstatat": known.get("newfstatat", known.get("fstatat", 0))}
    column = list(syscalls.AUDIT_ARCH).index(machine)
    ours = {name: row[column] for name, row in syscalls._NUMBERS.items() if row[column] is not None}
    assert {name: (number, known.get(name)) for name, number in ours.items() if number != known.get(name)} == {}


def left() -> set[Path]:
    return {path for folder in FOLDERS for path in Path(folder).glob("canary-*")}


def test_where_a_canary_can_make_files_none_is_left() -> None:
    before = left()
    with Zygote(without=frozenset({"namespaces", "landlock", "seccomp"})) as zygote:
        zygote.wait_until_warm()
        assert "write_file" in zygote.measure(Limits()).leaks
    assert left() <= before


def test_root_without_users_to_give_away_is_as_strict_as_an_ordinary_user() -> None:
    """As in a rootless container: user 0 is all there is."""
    assert place([], "strict", around=["unshare", "-U", "-r"])["level"] == "strict"


@pytest.mark.parametrize("limit", ["--nofile=32", "--nofile=256"])
def test_a_limit_on_open_files_is_none_on_grading(limit: str) -> None:
    assert place([], "strict", around=["prlimit", limit])["level"] == "strict"


def test_what_keeps_a_worker_from_being_locked_in_is_said() -> None:
    supervisor = "from autograder.core.model import Limits\nfrom autograder.isolation.supervisor import Supervisor\nSupervisor().isolation('numpy', Limits())"
    done = subprocess.run(
        ["prlimit", "--cpu=60", sys.executable, "-c", supervisor], capture_output=True, text=True, cwd=ROOT
    )
    assert (
        "a worker could not be locked in: its limits cannot be set: not allowed to raise maximum limit" in done.stderr
    )
