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
    assert list(collected(term)) == ["eve" if platform == "blackboard" else "eve_12"]
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
    ada, ben = ("lovelaceada_12345", "hopperben_54321") if platform == "canvas" else ("Ada Lovelace_12345", "Ben Hopper_54321")  # fmt: skip
    assert collected(term) == {ada: {f"{HW}.ipynb": book}, ben: {f"{HW}.py": RIGHT}}
    term.run("autograde", HW)
    assert term.scores(ada)["loss"] == term.scores(ben)["loss"] == 20.0


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
