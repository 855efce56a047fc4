"""A staff of several keeps the gradebook in PostgreSQL: a real server, and the same rows as in SQLite."""

from __future__ import annotations

import contextlib
import io
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from term import HW, WRONG, Term, answered, at_once

pytestmark = [
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.xdist_group("postgres"),
]  # nbgrader's dependencies warn of each other


def program(name: str) -> Path | None:
    """One of the server's programs. Debian keeps them off the PATH, in a folder for each version."""
    there = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    found = shutil.which(name)
    return there[-1] if there else Path(found) if found else None


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server for these tests, on a socket in a temporary folder: the folder."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("NOT TESTED: gradebooks in PostgreSQL. There is no server here; install Debian's `postgresql`")
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())  # it refuses to run as root
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:  # a socket's path is short, pytest's folders are not
        os.chown(folder, owner.pw_uid, owner.pw_gid)

        def run(*command: object) -> None:
            whose: dict[str, Any] = {"user": owner.pw_uid, "group": owner.pw_gid} if os.geteuid() == 0 else {}
            done = subprocess.run(list(map(str, command)), cwd=folder, stdout=subprocess.DEVNULL, **whose)
            assert done.returncode == 0, (command, (Path(folder) / "log").read_text())

        run(initdb, "--pgdata=data", "--username=staff", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        run(pg_ctl, "start", "-w", "-D", "data", "-l", "log", "-o", f"-k {folder} -c listen_addresses= -c fsync=off")
        try:
            yield folder
        finally:
            run(pg_ctl, "stop", "-w", "-D", "data", "-m", "immediate")


@pytest.fixture
def in_postgres(server: str, term: Term) -> Callable[[], Term]:
    """Moves the course's gradebook to a new database on the server."""

    def move() -> Term:
        url, name = f"postgresql://staff@/{{}}?host={server}", f"gradebook_{os.urandom(4).hex()}"
        engine = sqlalchemy.create_engine(url.format("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sqlalchemy.text(f"create database {name}"))
        engine.dispose()
        term.configure(f'c.CourseDirectory.db_url = "{url.format(name)}"')
        moved = Term(term.root, url.format(name))
        moved.run("generate_assignment", HW, "--force")
        return moved

    return move


def everything(term: Term) -> tuple[Any, ...]:
    """What the gradebook says of a class, and its export."""
    term.run("export")
    lines = sorted((term.root / "grades.csv").read_text().splitlines())
    return term.rows(), term.comments(), term.penalties(), lines


def test_both_ways_of_marking_write_the_rows_that_sqlite_gets(term: Term, in_postgres: Callable[[], Term]) -> None:
    term.configure('c.LateSubmissionPlugin.penalty_method = "zero"')
    due = ("db", "assignment", "add", HW, "--duedate", "2026-01-01 12:00 UTC")
    term.hand_in("right", answered(term.book()))
    term.hand_in("idle", term.book())
    term.hand_in("lone", WRONG, f"{HW}.py")
    term.hand_in("broken", "this is no notebook")
    (term.hand_in("late", answered(term.book(), WRONG)) / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC")
    term.run(*due)
    term.run("autograde", HW)
    term.give("late", "answer", 7.5)
    expected = everything(term)
    assert len(expected[0]) == 20 and expected[2]["late"] and len(expected[3]) == 6

    moved = in_postgres()
    moved.run(*due)
    moved.run("autograde", HW, "--force")
    moved.give("late", "answer", 7.5)
    assert everything(moved) == expected
    moved.forget_students()
    assert at_once(moved.root, moved.root / "anew") == 1  # one could not be judged
    moved.give("late", "answer", 7.5)
    assert everything(moved) == expected


def test_two_people_mark_one_class_at_the_same_time(term: Term, in_postgres: Callable[[], Term]) -> None:
    for number in range(6):
        term.hand_in(f"{'ab'[number % 2]}{number}", answered(term.book()))
    moved = in_postgres()
    command = [sys.executable, "-m", "nbgrader", "autograde", HW]
    staff = [
        subprocess.Popen([*command, f"--student={who}*"], cwd=moved.root, stderr=subprocess.PIPE, text=True)
        for who in "ab"
    ]
    said = [person.communicate()[1] for person in staff]
    refused = [who for who, person in zip("ab", staff, strict=True) if person.returncode]
    assert len(refused) < 2, said
    for who in refused:  # told that a colleague marks this homework, and tries again afterwards
        assert "is being marked into" in said["ab".index(who)]
        subprocess.run([*command, f"--student={who}*"], cwd=moved.root, check=True, capture_output=True)
    assert len(moved.rows()) == 24 and sum(row[0] or 0 for row in moved.rows().values()) == 600


def test_a_server_that_refuses_is_one_sentence_without_the_password(server: str, term: Term) -> None:
    term.hand_in("ada", answered(term.book()))
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        assert at_once(term.root, term.root / "out", f"postgresql://staff:hunter2@/nowhere?host={server}") == 2
    assert 'database "nowhere" does not exist' in said.getvalue() and len(said.getvalue().splitlines()) == 1
    assert "hunter2" not in said.getvalue()
