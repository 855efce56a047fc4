"""Downloads of learning platforms become submissions: whose they are, what they are, and when they came in."""

from __future__ import annotations

import io
import json
import logging
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from term import HW, RIGHT, WRONG, Term, answered, nbgrader
from traitlets import TraitError
from traitlets.config import LoggingConfigurable

from autograder.gradebook.archives import Archives

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's dependencies warn of each other


def packed(files: Mapping[str, str | bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return whole.getvalue()


def download(term: Term, files: Mapping[str, str | bytes], name: str = "submissions.zip") -> Path:
    archive = term.root / "downloaded" / HW / "archive"
    archive.mkdir(parents=True)
    (archive / name).write_bytes(packed(files))
    return archive


def collected(term: Term) -> dict[str, dict[str, str]]:
    """Student -> file -> its text."""
    return {
        student.name: {path.name: path.read_text() for path in sorted((student / HW).iterdir())}
        for student in sorted((term.root / "submitted").iterdir())
    }


@pytest.fixture
def book(term: Term) -> str:
    return json.dumps(answered(term.book()))


def test_blackboard_s_names_tell_student_file_and_time(term: Term, book: str) -> None:
    term.configure('c.Downloads.timezone = "Europe/Berlin"')
    whole_folder = {
        f"{HW}/{HW}.ipynb": book,
        f"{HW}/{HW}.py": (term.root / "release" / HW / f"{HW}.py").read_text(),
        f"{HW}/test_public.py": "assert False",
        f"{HW}/.ipynb_checkpoints/{HW}-checkpoint.ipynb": "{}",
        f"__MACOSX/{HW}/._{HW}.ipynb": "\0",
    }
    download(
        term,
        {
            f"hw4_ada_attempt_2026-01-30-15-30-10_{HW}.ipynb": book,
            "hw4_ada_attempt_2026-01-30-15-30-10.txt": "Name: Ada (ada)",
            f"hw4_ben_attempt_2026-07-01-00-30-00_{HW} (1).py": RIGHT,
            f"hw4_ben_attempt_2026-06-30-23-00-00_{HW}.py": WRONG,
            "hw4_cleo_attempt_2026-01-30-15-30-11_my work.zip": packed(whole_folder),
        },
    )
    term.run("zip_collect", HW)
    assert collected(term) == {
        "ada": {f"{HW}.ipynb": book, "timestamp.txt": "2026-01-30 14:30:10"},
        "ben": {f"{HW}.py": RIGHT, "timestamp.txt": "2026-06-30 22:30:00"},
        "cleo": {
            f"{HW}.ipynb": book,
            f"{HW}.py": whole_folder[f"{HW}/{HW}.py"],
            "timestamp.txt": "2026-01-30 14:30:11",
        },
    }
    term.run("autograde", HW)
    assert {row[0] for key, row in term.rows().items() if key[1] == "d_loss"} == {50.0}
    assert term.query("select student_id from submitted_assignment where timestamp = '2026-01-30 14:30:10.000000'") == [
        ("ada",)
    ]


@pytest.mark.parametrize(
    ("platform", "names"),
    [
        ("blackboard", ["hw4_eve_attempt_2026-01-30-15-30-10_ada_attempt_2020-01-01-00-00-00_x.ipynb"]),
        ("canvas", ["eve_12_34_ada_56_78_x.ipynb", "eve_12_35_eve_attempt_2020-01-01-00-00-00_y.ipynb"]),
        ("moodle", ["eve_12_assignsubmission_file_ada_34_assignsubmission_file_x.ipynb"]),
    ],
)
def test_no_name_of_a_file_makes_it_another_student_s(term: Term, platform: str, names: list[str]) -> None:
    term.configure(f'c.Downloads.platform = "{platform}"')
    inner = packed({name.replace("eve", "ada"): "{}" for name in names})
    download(term, {**dict.fromkeys(names, "{}"), names[0].replace(".ipynb", ".zip"): inner})
    term.run("zip_collect", HW)
    assert list(collected(term)) == ["eve_12" if platform == "canvas" else "eve"]
    assert [text for text in collected(term).values() if text.get("timestamp.txt", "").startswith("2020")] == []


@pytest.mark.parametrize(
    ("platform", "names"),
    [
        ("canvas", [f"lovelaceada_12345_678910_{HW}-2.ipynb", f"hopperben_LATE_54321_678911_{HW}.py"]),
        ("moodle", [f"Ada Lovelace_12345_assignsubmission_file_/{HW}.ipynb", f"Ben Hopper_54321_assignsubmission_file_{HW}.py"]),
        ("moodle", [f"Ada Lovelace_12345_assignsubmission_file/sub/{HW}.ipynb", f"Ben Hopper_54321_assignsubmission_file/{HW}.py"]),
    ],
)  # fmt: skip
def test_canvas_and_moodle_name_students_too(term: Term, book: str, platform: str, names: list[str]) -> None:
    term.configure(f'c.Downloads.platform = "{platform}"')
    download(term, {names[0]: book, names[1]: RIGHT})
    term.run("zip_collect", HW)
    ada, ben = ("lovelaceada_12345", "hopperben_54321") if platform == "canvas" else ("Ada Lovelace", "Ben Hopper")
    assert collected(term) == {ada: {f"{HW}.ipynb": book}, ben: {f"{HW}.py": RIGHT}}
    term.run("autograde", HW)
    assert term.scores(ada)["loss"] == term.scores(ben)["loss"] == 20.0


def test_two_people_whose_blackboard_names_end_alike_are_two(term: Term, book: str) -> None:
    when = "attempt_2026-01-30-15-30-10"
    files = {f"HW3_{who}_{when}_{HW}.ipynb": book for who in ("mia_smith", "john_smith", "smith", "ada")}
    download(term, files)
    term.run("zip_collect", HW)
    assert set(collected(term)) == {"mia_smith", "john_smith", "smith", "ada"}


def test_blackboard_s_own_text_says_whose_a_file_is(term: Term, book: str) -> None:
    when = "attempt_2026-01-30-15-30-10"
    files = {f"Home_Work 3_{who}_{when}_{HW}.ipynb": book for who in ("mia_smith", "mia_jones")}
    texts = {
        f"Home_Work 3_{who}_{when}.txt": f"Name: Mia S. (x) ({who})\nAssignment: 3\n"
        for who in ("mia_smith", "mia_jones")
    }
    download(term, {**files, **texts})
    term.run("zip_collect", HW)
    assert set(collected(term)) == {"mia_smith", "mia_jones"}


def test_a_text_that_names_another_is_not_believed(term: Term, book: str) -> None:
    when = "attempt_2026-01-30-15-30-10"
    download(term, {f"hw_eve_{when}_{HW}.ipynb": book, f"hw_ben_{when}_{HW}.ipynb": book,
                    f"hw_eve_{when}.txt": "Name: Eve (ada)\n", f"hw_eve_{when}_hw_ben_{when}.txt": "Name: x (ada)\n"})  # fmt: skip
    term.run("zip_collect", HW)
    assert set(collected(term)) == {"eve", "ben"}


def test_a_lone_blackboard_name_goes_by_its_text_and_the_column_can_be_said(term: Term, book: str) -> None:
    term.configure('c.Downloads.column = "HW3"')
    download(term, {f"HW3_mia_smith_attempt_2026-01-30-15-30-10_{HW}.ipynb": book})
    term.run("zip_collect", HW)
    assert set(collected(term)) == {"mia_smith"}


def test_moodle_s_number_is_not_the_person_s(term: Term, book: str) -> None:
    term.configure('c.Downloads.platform = "moodle"')
    download(term, {f"Ada Lovelace_{n}_assignsubmission_file_/{HW}.ipynb": book for n in (11,)})
    term.run("zip_collect", HW)
    (term.root / "downloaded" / HW / "archive" / "submissions.zip").unlink()
    (term.root / "downloaded" / HW / "archive").rmdir()
    download(term, {f"Ada Lovelace_99_assignsubmission_file_/{HW}.ipynb": book})
    term.run("zip_collect", HW, "--force")
    assert set(collected(term)) == {"Ada Lovelace"}


def test_two_people_of_one_name_are_asked_about_and_told_apart(term: Term, book: str) -> None:
    term.configure('c.Downloads.platform = "moodle"')
    names = {f"Ada Lovelace_{n}_assignsubmission_file_/{HW}.ipynb": book for n in (11, 12)}
    download(term, names | {f"Ben_13_assignsubmission_file_/{HW}.ipynb": book})
    said = term.run("zip_collect", HW)
    assert set(collected(term)) == {"Ben"} and "2 people are called Ada Lovelace (11, 12)" in said
    term.configure('c.Downloads.students = {"Ada Lovelace_11": "ada", "Ada Lovelace_12": "adb"}')
    term.run("zip_collect", HW, "--force")
    assert set(collected(term)) == {"Ben", "ada", "adb"}


def test_a_roster_says_who_is_who(term: Term, book: str) -> None:
    (term.root / "roster.csv").write_text("student,name,canvas_id\nada,Ada Lovelace,12345\n")
    term.configure('c.Downloads.platform = "canvas"')
    download(term, {f"lovelaceada_12345_1_{HW}.ipynb": book, f"ben_2_4_{HW}.py": RIGHT})
    term.run("zip_collect", HW)
    assert set(collected(term)) == {"ada", "ben_2"}


@pytest.mark.parametrize(
    ("platform", "name", "who", "why"),
    [
        ("canvas", "eve_7_8_report.pdf", "eve_7", "report.pdf: not .ipynb or .py"),
        ("canvas", "eve_7_8_work.rar", "eve_7", "work.rar: not .ipynb"),
        ("canvas", "eve_7_8_work.7z", "eve_7", "work.7z: not .ipynb"),
        ("canvas", f"eve_7_8_{HW}.ipynb.txt", "eve_7", ".ipynb.txt: not .ipynb"),
        ("canvas", "eve_7_text.html", "eve_7", "text.html: not .ipynb"),
        ("canvas", "eve_LATE_7_textonly.html", "eve_7", "textonly.html: not .ipynb"),
        ("canvas", "eve_7_8_work.zip", "eve_7", "cannot be unpacked"),
        ("moodle", "Eve_7_assignsubmission_onlinetext_/onlinetext.html", "Eve", "onlinetext.html: not .ipynb"),
        ("moodle", "Eve_7_assignsubmission_file_/IMG_1234.HEIC", "Eve", "IMG_1234.HEIC: not .ipynb"),
        ("blackboard", "hw_eve_attempt_2026-01-30-15-30-10_x.docx", "eve", "docx: not .ipynb"),
    ],
)
def test_who_has_nothing_collected_is_listed_with_the_reason(
    term: Term, book: str, platform: str, name: str, who: str, why: str
) -> None:
    term.configure(f'c.Downloads.platform = "{platform}"')
    right = {"canvas": f"ada_1_2_{HW}.ipynb", "moodle": f"Ada_1_assignsubmission_file_/{HW}.ipynb",
             "blackboard": f"hw_ada_attempt_2026-01-30-15-30-10_{HW}.ipynb"}[platform]  # fmt: skip
    download(term, {name: "x", right: book})
    said = term.run("zip_collect", HW)
    (line,) = (line for line in said.splitlines() if "nothing is collected of" in line)
    assert f"of {who}: " in line and why in line and len(collected(term)) == 1
    assert ("late, as the platform says: eve_7" in said) == ("LATE" in name)


@pytest.mark.parametrize(
    "name",
    ["ж" * 140 + ".ipynb", "a/" * 2_500 + "x.ipynb", "conflict"],
    ids=["a name of 286 bytes", "a path of 5,000 bytes", "a file that is a folder too"],
)
def test_a_name_that_cannot_be_had_here_costs_that_student_alone(term: Term, book: str, name: str) -> None:
    term.configure('c.Downloads.platform = "moodle"')
    eve = "Eve_7_assignsubmission_file_/"
    if name == "conflict":
        names = [f"{eve}x.ipynb", f"{eve}x.ipynb/y.ipynb"]
    else:
        names = [eve + name]
    download(term, {**dict.fromkeys(names, "{}"), f"Ada_1_assignsubmission_file_/{HW}.ipynb": book})
    said = term.run("zip_collect", HW)
    assert "Ada" in collected(term) and "left out" in said and "cannot be had here" in said
    assert name == "conflict" or "nothing is collected of Eve" in said


def test_names_of_a_download_that_look_like_others_are_listed(term: Term, book: str) -> None:
    term.configure('c.Downloads.platform = "moodle"')
    who = ["ada", "\u0430da", "a;=1+1"]
    download(term, {f"{each}_{n}_assignsubmission_file_/{HW}.ipynb": book for n, each in enumerate(who)})
    said = term.run("zip_collect", HW)
    assert set(collected(term)) == {"ada"} and said.count("nothing is collected of") == 2
    assert "looks like 'ada'" in said and "a formula" in said


def test_collected_files_are_staff_s(term: Term, book: str) -> None:
    download(term, {f"hw_ada_attempt_2026-01-30-15-30-10_{HW}.ipynb": book})
    term.run("zip_collect", HW)
    folder = term.root / "submitted" / "ada" / HW
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == folder.parent.stat().st_mode & 0o777 == 0o700


def test_two_files_of_one_name_and_no_time_stop_nobody(term: Term, book: str) -> None:
    term.configure('c.Downloads.platform = "canvas"')
    download(term, {f"ada_1_2_{HW}.ipynb": book, f"ada_1_3_{HW}-1.ipynb": "{}", f"ben_2_4_{HW}.py": RIGHT})
    said = term.run("zip_collect", HW)
    assert "no time tells the later" in said and list(collected(term)) == ["ada_1", "ben_2"]


def test_a_course_s_own_pattern_is_used_as_nbgrader_says(term: Term, book: str) -> None:
    term.configure(
        r'c.FileNameCollectorPlugin.named_regexp = r".*/(?P<file_id>hw\d_\w+)-(?P<student_id>\w+)(@(?P<timestamp>.*)\.)?"'
    )
    download(term, {f"{HW}-ada@2026-01-30 15:30:10.ipynb": book, f"{HW}-ben.py": RIGHT})
    term.run("zip_collect", HW)
    assert collected(term)["ada"] == {f"{HW}.ipynb": book, "timestamp.txt": "2026-01-30 15:30:10"}
    assert collected(term)["ben"] == {f"{HW}.py": RIGHT}


def test_a_download_of_another_platform_says_what_to_set(term: Term, book: str) -> None:
    download(term, {f"lovelaceada_12345_678910_{HW}.ipynb": book})
    assert "set c.Downloads.platform or" in term.run("zip_collect", HW)
    assert not (term.root / "submitted").exists()


def test_an_unknown_time_zone_is_refused(term: Term, book: str) -> None:
    term.configure('c.Downloads.timezone = "Middle/Earth"')
    download(term, {f"hw4_ada_attempt_2026-01-30-15-30-10_{HW}.ipynb": book})
    with pytest.raises(TraitError, match="'Middle/Earth' is not a time zone; one reads like Europe/Berlin"):
        nbgrader(term.root, "zip_collect", HW)


def broken(how: str) -> bytes:
    """A student's archive that cannot be unpacked."""
    whole = packed({f"{HW}.ipynb": "x" * 10_000})
    if how == "flipped":
        place = len(whole) // 4
        return whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :]
    if how == "encrypted":
        return whole.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00", 1)
    if how == "huge":
        return packed({f"{HW}.ipynb": bytes(60_000_000)})
    return {"no archive": b"this is no archive", "cut off": whole[: len(whole) // 2], "empty": b""}[how]


@pytest.mark.parametrize("how", ["no archive", "cut off", "empty", "flipped", "encrypted", "huge"])
def test_an_archive_that_cannot_be_unpacked_stops_nobody(term: Term, book: str, how: str) -> None:
    archive = download(term, {f"hw4_ben_attempt_2026-01-30-15-30-10_{HW}.ipynb": book})
    (archive / "hw4_ada_attempt_2026-01-30-15-30-10_work.zip").write_bytes(broken(how))
    said = term.run("zip_collect", HW)
    assert "ada_attempt_2026-01-30-15-30-10_work.zip cannot be unpacked" in said and list(collected(term)) == ["ben"]


def test_what_is_packed_in_any_way_stays_in_its_folder(term: Term, book: str) -> None:
    tape = io.BytesIO()
    with tarfile.open(fileobj=tape, mode="w:gz") as packing:
        link = tarfile.TarInfo(f"{HW}.py")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        packing.addfile(link)
        for name in (f"../../../../../../{HW}.ipynb", "/notes.py"):
            member = tarfile.TarInfo(name)
            member.size = len(book)
            packing.addfile(member, io.BytesIO(book.encode()))
    inner = packed({f"..\\..\\{HW}.ipynb": book, "a.png": "", "deeper.zip": packed({"more.zip": packed({"x.py": ""})})})
    download(term, {
        "hw4_ada_attempt_2026-01-30-15-30-10_work.tar.gz": tape.getvalue(),
        "hw4_ben_attempt_2026-01-30-15-30-10_work.ZIP": inner,
    })  # fmt: skip
    before = {path for path in term.root.rglob("*") if "extracted" not in path.parts}
    term.run("zip_collect", HW)
    at = "2026-01-30 15:30:10"
    assert collected(term) == {
        "ada": {f"{HW}.ipynb": book, "notes.py": book, "timestamp.txt": at},
        "ben": {f"{HW}.ipynb": book, "timestamp.txt": at},
    }
    new = {path.parts[len(term.root.parts)] for path in term.root.rglob("*") if path not in before}
    assert new == {"submitted", "downloaded"}
    assert not (term.root.parent / f"{HW}.ipynb").exists()


ADA = "hw4_ada_attempt_2026-01-30-15-30-10_work"
BEN = f"hw4_ben_attempt_2026-01-30-15-30-10_{HW}.py"


def unpacked(tmp_path: Path, archives: Mapping[str, bytes], caplog: pytest.LogCaptureFixture) -> tuple[Path, str]:
    """The folder that the plug-in makes of a folder of archives, and what it logs; nbgrader's command costs seconds."""
    source, target = tmp_path / "archive", tmp_path / "extracted"
    source.mkdir()
    for name, content in archives.items():
        (source / name).write_bytes(content)
    command = LoggingConfigurable(log=logging.getLogger("collecting"))
    command.collector_plugin_inst = SimpleNamespace(valid_ext=[".ipynb", ".py"])
    with caplog.at_level("WARNING"):
        Archives(parent=command).extract(str(source), str(target))
    return target, caplog.text


def taped(*members: tuple[str, int], compress: str = "gz", content: bytes = b"") -> bytes:
    """A tar of members of so many zeros; with `content` that one has it, and the size is what its header claims."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode=f"w:{compress}") as tape:
        for name, size in members:
            member = tarfile.TarInfo(name)
            member.size = size
            tape.addfile(member, io.BytesIO(content or bytes(size)))
    return whole.getvalue()


def zeros(count: int) -> bytes:
    """A student's archive of archives, each within what one of its own might unpack."""
    inner = packed({f"{HW}.py": bytes(40_000_000)})
    return packed({f"{number}.zip": inner for number in range(count)})


def total(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("form", ["alone", "in a class's"])
def test_archives_in_an_archive_share_its_room(tmp_path: Path, caplog: pytest.LogCaptureFixture, form: str) -> None:
    bomb = zeros(12)
    if form == "alone":
        given = {f"{ADA}.zip": bomb, BEN: RIGHT.encode()}
    else:
        given = {"submissions.zip": packed({f"{ADA}.zip": bomb, BEN: RIGHT})}
    folder, said = unpacked(tmp_path, given, caplog)
    assert "times as large unpacked" in said
    assert total(folder) < 100_000_000 + 12 * len(bomb)
    assert [path.read_text() for path in folder.rglob(BEN)] == [RIGHT]


def test_a_tape_is_charged_for_what_is_passed_over(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    given = {f"{ADA}.tar.gz": taped(("film.bin", 150_000_000), (f"{HW}.py", 3)), BEN: RIGHT.encode()}
    folder, said = unpacked(tmp_path, given, caplog)
    assert "times as large unpacked" in said
    assert [path.name for path in folder.rglob("*.py")] == [BEN]


def of_files(form: str) -> tuple[str, bytes]:
    if form == "zip":
        return f"{ADA}.zip", packed({f"{number}.py": "" for number in range(10_001)})
    if form == "zip in a zip":
        return f"{ADA}.zip", packed({"a.zip": packed({f"{number}.py": "" for number in range(2_001)}), "b.txt": ""})
    if form == "zips in a zip":
        inner = packed({f"{number}.py": "" for number in range(1_900)})
        return "submissions.zip", packed({f"{ADA}{number}.zip": inner for number in range(30)} | {BEN: RIGHT})
    return f"{ADA}.tgz", taped(*((f"{number}.txt", 0) for number in range(10_001)))


@pytest.mark.parametrize("form", ["zip", "zip in a zip", "zips in a zip", "tar"])
def test_an_archive_of_too_many_files_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture, form: str) -> None:
    folder, said = unpacked(tmp_path, dict([of_files(form)]) | {BEN: RIGHT.encode()}, caplog)
    assert "it holds too many files; it should hold only the work itself" in said
    assert len(list(folder.rglob("*.py"))) <= 10_000
    assert [path.read_text() for path in folder.rglob(BEN)] == [RIGHT] * (2 if form == "zips in a zip" else 1)


def dense(method: int) -> bytes:
    """A zip of zeros in one of the methods that Python unpacks whole."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as archive:
        archive.writestr(f"{HW}.py", bytes(120_000_000))
    return whole.getvalue()


def long_header() -> bytes:
    """A tape whose first header says that the name of its file has 120 MB."""
    header = tarfile.TarInfo("././@LongLink")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 120_000_000
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as tape:
        tape.addfile(header, io.BytesIO(bytes(120_000_000)))
    return whole.getvalue()


@pytest.mark.parametrize(
    ("name", "made"),
    [
        (f"{ADA}.zip", lambda: dense(zipfile.ZIP_BZIP2)),
        (f"{ADA}.zip", lambda: dense(zipfile.ZIP_LZMA)),
        (f"{ADA}.tar.gz", long_header),
    ],
    ids=["bzip2", "lzma", "long header"],
)
def test_an_archive_is_never_unpacked_in_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, made: Callable[[], bytes]
) -> None:
    given = {name: made()}
    tracemalloc.start()
    folder, said = unpacked(tmp_path, given, caplog)
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert f"{name} cannot be unpacked" in said and not list(folder.rglob("*.py"))
    assert used < 50_000_000


@pytest.mark.parametrize("compress", ["gz", ""])
def test_a_tape_of_many_members_gives_them_all(tmp_path: Path, caplog: pytest.LogCaptureFixture, compress: str) -> None:
    members = [(f"d/{size}.py", size) for size in (0, 1, 511, 512, 513, 3_000_000)] + [("x.png", 77_777), ("y.py", 5)]
    folder, said = unpacked(tmp_path, {f"{ADA}.tar.gz": taped(*members, compress=compress)}, caplog)
    assert not said
    found = {str(path.relative_to(folder / ADA)): path.stat().st_size for path in folder.rglob("*.py")}
    assert found == {name: size for name, size in members if name.endswith(".py")}
