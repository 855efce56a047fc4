"""What lies in nbgrader's exchange is anybody's: only the submitter's own work comes in, and only our page goes out."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from term import HW, RIGHT, WRONG, Term, answered

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # nbgrader's dependencies warn of each other
    pytest.mark.skipif(os.geteuid() != 0, reason="only root has files of several accounts"),
]

ADA, EVE = "daemon", "games"  # accounts that every Linux has
EARLY, LATE = "2026-01-30 15:30:10.000000 UTC", "2026-02-02 08:00:00.000000 UTC"
DUE = "2026-01-31 23:59 UTC"
SECRET = "a5" * 64


@pytest.fixture
def shared(term: Term) -> Term:
    """A course with an exchange of its own, open to all as nbgrader makes it."""
    inbound = term.root.parent / "exchange" / "matcalc" / "inbound"
    inbound.mkdir(parents=True)
    for folder, mode in ((inbound.parent.parent, 0o777), (inbound.parent, 0o755), (inbound, 0o733)):
        folder.chmod(mode)
    term.configure(f'c.Exchange.root = "{inbound.parent.parent}"')
    return term


def inbound(term: Term) -> Path:
    return term.root.parent / "exchange" / "matcalc" / "inbound"


def submitted(
    term: Term, student: str, files: dict[str, str | bytes] | None = None, when: str = EARLY, owner: str | None = None
) -> Path:
    """A folder as `nbgrader submit` leaves it, made by `owner`."""
    folder = inbound(term) / f"{student}+{HW}+{when}+{os.urandom(6).hex()}"
    folder.mkdir()
    work = {f"{HW}.py": RIGHT} if files is None else files
    for name, content in {"timestamp.txt": when, "submission_secret.txt": SECRET, **work}.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    give(folder, owner or student)
    folder.chmod(0o777)
    return folder


def give(folder: Path, owner: str) -> None:
    account = pwd.getpwnam(owner)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def collected(term: Term, student: str) -> dict[str, str]:
    folder = term.root / "submitted" / student / HW
    if not folder.is_dir():
        return {}
    return {path.name: path.read_text(errors="replace") for path in folder.iterdir() if path.is_file()}


def one_line_about(said: str, student: str) -> str:
    lines = [line for line in said.splitlines() if f"{student}: " in line]
    assert len(lines) == 1, said
    return lines[0]


def test_work_is_collected_with_modes_of_our_own_and_its_time(shared: Term) -> None:
    submitted(shared, ADA, {f"{HW}.ipynb": "{}", "helper.py": "x = 1", "timestamp.txt": "1999-01-01 00:00:00 UTC"})
    shared.run("collect", HW)
    assert set(collected(shared, ADA)) == {f"{HW}.ipynb", "helper.py", "timestamp.txt", "submission_secret.txt"}
    assert collected(shared, ADA)["timestamp.txt"] == EARLY
    folder = shared.root / "submitted" / ADA / HW
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (folder, folder.parent, folder.parent.parent)} == {0o700}


def test_work_that_lies_in_a_folder_is_collected_where_it_lies(shared: Term) -> None:
    folder = submitted(shared, ADA, {"notes.txt": ""})
    (folder / "my homework").mkdir()
    (folder / "my homework" / f"{HW}.py").write_text(RIGHT)
    (folder / "another").symlink_to(shared.root / "assignments")
    give(folder, ADA)
    shared.run("collect", HW)
    inner = shared.root / "submitted" / ADA / HW / "my homework"
    assert [path.name for path in inner.iterdir()] == [f"{HW}.py"] and inner.stat().st_mode & 0o777 == 0o700
    assert not (inner.parent / "another").exists()
    shared.run("autograde", HW)
    assert shared.scores(ADA)["loss"] == 20.0


def test_a_folder_made_by_another_account_is_not_the_student_s(shared: Term) -> None:
    submitted(shared, ADA, {f"{HW}.py": RIGHT})
    submitted(shared, ADA, {f"{HW}.py": WRONG}, LATE, owner=EVE)
    said = shared.run("collect", HW, "--update")
    assert collected(shared, ADA)[f"{HW}.py"] == RIGHT
    assert f"was made by {EVE}" in one_line_about(said, ADA)
    said = shared.run("collect", HW, "--update")
    assert collected(shared, ADA)[f"{HW}.py"] == RIGHT


def test_where_all_share_an_account_owners_are_not_asked(shared: Term) -> None:
    shared.configure("c.ExchangeCollect.check_owner = False")
    submitted(shared, ADA, owner="root")
    shared.run("collect", HW)
    assert collected(shared, ADA)[f"{HW}.py"] == RIGHT


def links(term: Term, folder: Path) -> None:
    (folder / "notes.html").symlink_to(term.root / "assignments" / HW / "test_hidden.py")
    (folder / "data").symlink_to(term.root / "assignments")


def a_linked_module(term: Term, folder: Path) -> None:
    (folder / "helper.py").symlink_to(term.root / "assignments" / HW / "test_hidden.py")


def a_hard_link(term: Term, folder: Path) -> None:
    os.link(term.root / "assignments" / HW / f"{HW}.py", folder / "helper.py")


def another_s_file(term: Term, folder: Path) -> None:
    (folder / "helper.py").write_text("x = 1")
    os.chown(folder / "helper.py", pwd.getpwnam(EVE).pw_uid, -1)
    os.chown(folder / f"{HW}.py", pwd.getpwnam(ADA).pw_uid, -1)


def pipes(term: Term, folder: Path) -> None:
    os.mkfifo(folder / "helper.py")
    os.mkfifo(folder / "other.ipynb")


def a_device(term: Term, folder: Path) -> None:
    os.mknod(folder / "helper.py", 0o020666, os.makedev(1, 5))


def a_sparse_file(term: Term, folder: Path) -> None:
    for name in ("model.bin", "other.ipynb"):
        with (folder / name).open("wb") as file:
            file.truncate(3_000_000_000)


def web_files(term: Term, folder: Path) -> None:
    for name in (".htaccess", "index.html", "x.svg", f"{HW}.html"):
        (folder / name).write_text("<script>")


def configuration(term: Term, folder: Path) -> None:
    for name in ("nbgrader_config.py", "conftest.py", "sitecustomize.py", "nbgrader_config.json"):
        (folder / name).write_text("")
    (folder / "test_public.py").write_text("assert True")


def many_modules(term: Term, folder: Path) -> None:
    for number in range(40):
        (folder / f"m{number}.py").write_text("#" * 9_000)


def a_name_of_255_bytes(term: Term, folder: Path) -> None:
    (folder / ("ж" * 127 + "x")).write_text("")


def a_name_that_steers_a_terminal(term: Term, folder: Path) -> None:
    (folder / "\x1b[2J##vso[task.setvariable]x.ipynb").write_text("{}")


JUNK = [
    links,
    a_linked_module,
    a_hard_link,
    another_s_file,
    pipes,
    a_device,
    a_sparse_file,
    web_files,
    configuration,
    many_modules,
    a_name_of_255_bytes,
    a_name_that_steers_a_terminal,
]


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: junk.__name__)
def test_nothing_but_work_of_the_student_s_own_crosses(shared: Term, junk: Callable[[Term, Path], None]) -> None:
    folder = submitted(shared, ADA)
    junk(shared, folder)
    own = pwd.getpwnam(ADA).pw_uid
    for path in folder.iterdir():
        if junk not in (another_s_file, a_hard_link):
            os.chown(path, own, -1, follow_symlinks=False)
    said = shared.run("collect", HW)
    found = collected(shared, ADA)
    modules = {name for name in found if name.startswith("m")}
    assert set(found) - modules == {f"{HW}.py", "timestamp.txt", "submission_secret.txt"}
    assert len(modules) == (10 if junk is many_modules else 0) and found[f"{HW}.py"] == RIGHT
    assert "\x1b[2J" not in said and "##vso[" not in said
    if junk is not web_files:
        assert "left out" in one_line_about(said, ADA)


@pytest.mark.parametrize("name", [f"{HW}.py", f"{HW}.ipynb"])
def test_work_that_is_a_link_is_not_collected_and_the_class_goes_on(shared: Term, name: str) -> None:
    folder = submitted(shared, EVE, {"x.txt": ""})
    (folder / name).symlink_to(shared.root / "assignments" / HW / f"{HW}.py")
    submitted(shared, ADA)
    said = shared.run("collect", HW)
    assert collected(shared, EVE) == {} and "is a link" in one_line_about(said, EVE)
    assert collected(shared, ADA)


def test_a_linked_folder_in_inbound_is_not_followed(shared: Term) -> None:
    (inbound(shared) / f"{EVE}+{HW}+{EARLY}+x").symlink_to(shared.root / "assignments" / HW)
    said = shared.run("collect", HW)
    assert "is a link" in one_line_about(said, EVE) and collected(shared, EVE) == {}


def test_a_great_many_folders_take_bounded_time_and_a_line(shared: Term) -> None:
    folder = submitted(shared, ADA)
    for number in range(20_000):
        (folder / str(number)).mkdir()
    for _ in range(300):
        submitted(shared, ADA, {}, LATE, owner=EVE)
    (inbound(shared) / f"{EVE}+{HW}+yesterday+x").mkdir()
    begun = time.process_time()
    said = shared.run("collect", HW)
    assert collected(shared, ADA)[f"{HW}.py"] == RIGHT and len(said.splitlines()) < 12
    assert "300 submissions are not collected" in said and "tell no time" in said
    shared.run("autograde", HW)
    assert shared.scores(ADA)["loss"] == 20.0 and time.process_time() - begun < 30


def test_late_work_does_not_replace_work_that_was_on_time_unless_asked(shared: Term) -> None:
    shared.run("db", "assignment", "add", HW, "--duedate", DUE)
    submitted(shared, ADA, {f"{HW}.py": RIGHT})
    shared.run("collect", HW)
    submitted(shared, ADA, {f"{HW}.py": WRONG}, LATE)
    said = shared.run("collect", HW, "--update")
    assert collected(shared, ADA)[f"{HW}.py"] == RIGHT and "is late and not taken" in one_line_about(said, ADA)
    shared.configure("c.Collect.late_replaces = True")
    shared.run("collect", HW, "--update")
    assert collected(shared, ADA)[f"{HW}.py"] == WRONG


def test_of_several_submissions_the_last_on_time_counts_and_late_work_where_there_is_no_other(shared: Term) -> None:
    shared.run("db", "assignment", "add", HW, "--duedate", DUE)
    submitted(shared, ADA, {f"{HW}.py": WRONG}, "2026-01-29 10:00:00.000000 UTC")
    submitted(shared, ADA, {f"{HW}.py": RIGHT}, EARLY)
    submitted(shared, ADA, {f"{HW}.py": "late"}, LATE)
    submitted(shared, EVE, {f"{HW}.py": "late"}, LATE)
    said = shared.run("collect", HW)
    assert collected(shared, ADA)[f"{HW}.py"] == RIGHT and collected(shared, EVE)[f"{HW}.py"] == "late"
    assert f"{ADA}: it says 2026-01-30 15:30:10, and was last changed at" in said  # as this folder was made today


def test_without_a_due_date_the_last_one_counts(shared: Term) -> None:
    submitted(shared, ADA, {f"{HW}.py": WRONG}, EARLY)
    submitted(shared, ADA, {f"{HW}.py": RIGHT}, LATE)
    shared.run("collect", HW)
    assert collected(shared, ADA)[f"{HW}.py"] == RIGHT


def test_a_swap_while_the_class_is_collected_gives_the_student_s_own_file_or_none(shared: Term) -> None:
    folder = submitted(shared, EVE, {f"{HW}.py": RIGHT})
    reference = shared.root / "assignments" / HW / f"{HW}.py"
    swap = f"""
import os
os.setgid({pwd.getpwnam(EVE).pw_gid}); os.setuid({pwd.getpwnam(EVE).pw_uid})
os.chdir({str(folder)!r})
print("ready", flush=True)
while True:
    os.rename("{HW}.py", "aside"); os.symlink({str(reference)!r}, "{HW}.py")
    os.unlink("{HW}.py"); os.rename("aside", "{HW}.py")
"""
    shared.root.chmod(0o700)
    for above in (folder, *folder.parents):
        if above.is_relative_to("/tmp/pytest-of-root") or "pytest" in above.parts[-1]:
            above.chmod(above.stat().st_mode | 0o001)
    swapper = subprocess.Popen([sys.executable, "-c", swap], stdout=subprocess.PIPE)
    assert swapper.stdout is not None and swapper.stdout.readline() == b"ready\n"
    try:
        for _ in range(10):
            shared.run("collect", HW, "--update")
            assert collected(shared, EVE).get(f"{HW}.py", RIGHT) == RIGHT
    finally:
        swapper.kill()
        swapper.wait()


# What goes out.


def test_feedback_is_our_page_and_nothing_else(shared: Term) -> None:
    submitted(shared, ADA, {f"{HW}.ipynb": json.dumps(answered(shared.book())), "index.html": "<script>", "x.svg": "x"})
    shared.run("collect", HW)
    folder = shared.root / "submitted" / ADA / HW
    for name in (".htaccess", "index.html", f"{HW}.html", "nbgrader_config.py"):  # as an earlier version collected them
        (folder / name).write_text("<script>")
    shared.run("autograde", HW)
    assert {path.name for path in (shared.root / "autograded" / ADA / HW).iterdir()} == {f"{HW}.ipynb", "timestamp.txt"}
    shared.run("generate_feedback", HW)
    page = shared.root / "feedback" / ADA / HW
    assert [path.name for path in page.iterdir()] == [f"{HW}.html"]
    (page / "index.html").write_text("<script>")
    shared.run("release_feedback", HW)
    out = shared.root.parent / "exchange" / "matcalc" / "feedback"
    assert [path.read_text() for path in out.iterdir()] == [(page / f"{HW}.html").read_text()]
    shared.run("generate_feedback", HW)
    assert [path.name for path in page.iterdir()] == [f"{HW}.html"]


def test_feedback_lies_under_the_name_of_the_student_s_own_notebook_too(shared: Term) -> None:
    from nbgrader.utils import notebook_hash

    submitted(shared, ADA, {"my work (final).ipynb": json.dumps(answered(shared.book()))})
    for command in ("collect", "autograde", "generate_feedback", "release_feedback"):
        shared.run(command, HW)
    out = shared.root.parent / "exchange" / "matcalc" / "feedback"
    names = {notebook_hash(secret=SECRET, notebook_id=book) for book in (HW, "my work (final)")}
    assert {path.stem for path in out.iterdir()} == names


def test_a_page_says_what_the_gradebook_says_now(shared: Term) -> None:
    submitted(shared, ADA, {f"{HW}.ipynb": json.dumps(answered(shared.book()))})
    for command in ("collect", "autograde", "generate_feedback"):
        shared.run(command, HW)
    shared.give(ADA, "answer", 7.5)
    shared.run("generate_feedback", HW)
    assert "7.5" in (shared.root / "feedback" / ADA / HW / f"{HW}.html").read_text()


# What lies in submitted/ already.


def test_a_pipe_or_an_odd_text_for_a_time_is_no_time_and_a_note(shared: Term) -> None:
    odd = {"bin": None, "sys": "tomorrow", "man": "2026-01-01 10:00 /etc/localtime", "lp": "9" * 10_000, "mail": "\0"}
    for student, content in odd.items():
        folder = shared.hand_in(student, RIGHT, f"{HW}.py")
        if content is None:
            os.mkfifo(folder / "timestamp.txt")
        else:
            (folder / "timestamp.txt").write_text(content)
    (shared.hand_in("news", RIGHT, f"{HW}.py") / "timestamp.txt").symlink_to("/dev/zero")
    said = shared.run("autograde", HW)
    for student in (*odd, "news"):
        assert "no time of submission" in one_line_about(said, student)
        assert shared.scores(student)["loss"] == 20.0


def test_a_linked_folder_in_the_tree_is_a_row_that_waits_for_a_person(shared: Term) -> None:
    shared.hand_in(ADA, RIGHT, f"{HW}.py")
    (shared.root / "submitted" / EVE).mkdir()
    (shared.root / "submitted" / EVE / HW).symlink_to(shared.root / "assignments" / HW)
    said = shared.run("autograde", HW)
    assert shared.scores(ADA)["loss"] == 20.0 and "is a link" in said
    assert set(shared.scores(EVE).values()) == {None}
    assert {path.name for path in (shared.root / "autograded" / EVE / HW).iterdir()} == {f"{HW}.ipynb"}


def test_a_sparse_file_is_not_copied(shared: Term) -> None:
    folder = shared.hand_in(ADA, RIGHT, f"{HW}.py")
    with (folder / "model.bin").open("wb") as file:
        file.truncate(3_000_000_000)
    said = shared.run("autograde", HW)
    assert not (shared.root / "autograded" / ADA / HW / "model.bin").exists()
    assert "model.bin is not asked for (3,000 MB)" in said


def test_names_that_mislead_are_listed_and_get_no_row(shared: Term) -> None:
    for student in ("ada", "\u0430da", "ada ", "a;=1+1", "\x1b[31mred"):
        shared.hand_in(student, RIGHT, f"{HW}.py")
    said = shared.run("autograde", HW)
    assert {student for student, _ in shared.rows()} == {"ada"}
    assert said.count("is left out") == 4 and "\x1b[31mred" not in said


@pytest.mark.parametrize(
    "name", ["\x1b[2J.csv", "##vso[task.complete result=Failed].csv", "##teamcity[x].csv", "::error::x"]
)
def test_names_of_files_steer_nothing_that_reads_the_log(shared: Term, name: str) -> None:
    (shared.hand_in(ADA, RIGHT, f"{HW}.py") / name).write_text("")
    (shared.hand_in(ADA, RIGHT, f"{HW}.py") / "a\nb.ipynb").write_text("{}")
    said = shared.run("autograde", HW)
    for steering in ("\x1b[2J", "##vso[", "##teamcity[", "::error", "\nb.ipynb"):
        assert steering not in said
