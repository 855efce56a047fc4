"""Marks go into a platform's own file: one column, and not a byte of anything else."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from forge import Forge
from hypothesis import given, settings
from hypothesis import strategies as st
from made_results import made
from shared import ROOT

from autograder.cli import main
from autograder.core.model import BadInput
from autograder.course.deadlines import read
from autograder.course.roster import Roster
from autograder.hosts.lms import table as tables
from autograder.hosts.lms.fill import Filled, Wish, fill
from autograder.hosts.lms.layouts import recognised
from autograder.hosts.lms.marks import Mark, marks_of, totals
from autograder.hosts.lms.people import merged, people_of
from autograder.results.result_json import WrittenResult
from autograder.results.store import readable_json

HW = "hw4_loss"
PEOPLE = Roster(
    (
        {"student": "ada", "name": "Ada Lovelace", "email": "Ada@Example.org", "sis_id": "S1", "sis_login": "ada", "canvas_id": "101"},
        {"student": "ben", "name": "Ben Müller", "email": "ben@example.org", "sis_id": "S2", "sis_login": "ben", "canvas_id": "102"},
        {"student": "cleo", "name": "Cleo O'Neil", "email": "cleo@example.org", "sis_id": "S3", "sis_login": "cleo", "canvas_id": "103"},
        {"student": "dan", "name": "Dan Roe", "email": "dan@example.org", "sis_id": "S4", "sis_login": "dan", "canvas_id": "104"},
    )
)  # fmt: skip
MARKS = {
    "ada": Mark(87.5, 100.0),
    "ben": Mark(73.71994884910485, 100.0, "1 day late: -10"),
    "cleo": Mark(None, 100.0, "could not be judged"),
}

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,hw3_neuron (555),hw4_loss (67890),Current Score\r\n"
    "    Points Possible,,,,,100,100.00,(read only)\r\n"
    '"Lovelace, Ada",101,S1,ada,M 1,12,,87.5\r\n'
    '"Müller, Ben",102,S2,ben,M 1,"=1+1",60.00,60\r\n'
    '"O\'Neil, Cleo",103,S3,cleo,M 1,,55,55\r\n'
    '"Roe, Dan",104,S4,dan,"M ""2""",,EX,\r\n'
    '"Nobody, New",999,,new,M 1,,40,\r\n'
    '"Student, Test",,,,M 1,,,\r\n'
)
MOODLE = (
    "\ufeffID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Bewertung kann geändert werden,"
    "Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),Feedback als Kommentar\n"
    'Teilnehmer/in71,Ada Lovelace,ada@example.org,"Zur Bewertung abgegeben - ",,"100,00",Ja,"Freitag, 30. Januar 2026, 12:00",-,\n'
    'Teilnehmer/in72,Ben Müller,ben@example.org,"Zur Bewertung abgegeben - ","60,00","100,00",Ja,-,-,"Gut; ""sehr"" gut"\n'
    'Teilnehmer/in73,Cleo O\'Neil,cleo@example.org,Keine Abgabe,"55,00","100,00",Ja,-,-,\n'
)
BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Availability"\t"hw4_loss [Total Pts: 100 Score] |123456"\n'
    '"Lovelace"\t"Ada"\t"ada"\t"S1"\t"Yes"\t""\n"Müller"\t"Ben"\t"ben"\t"S2"\t"Yes"\t"60"\n"O\'Neil"\t"Cleo"\t"cleo"\t"S3"\t"Yes"\t"55"\n'
)
BRIGHTSPACE = (
    "OrgDefinedId,Username,Last Name,First Name,hw4_loss Points Grade <Numeric MaxPoints:100 Weight:10>,End-of-Line Indicator\r\n"
    "#S1,#ada,Lovelace,Ada,,#\r\n#S2,#ben,Müller,Ben,60,#\r\n#S3,#cleo,O'Neil,Cleo,55,#\r\n"
)
FILES = {
    "canvas": CANVAS.encode(),
    "moodle": MOODLE.encode(),
    "blackboard": b"\xff\xfe" + BLACKBOARD.encode("utf-16-le"),
    "brightspace": BRIGHTSPACE.encode(),
}
FORMS = {
    "canvas": ("87.5", "73.72", "55"),
    "moodle": ("87,5", "73,72", "55,00"),
    "blackboard": ("87.5", "73.72", "55"),
    "brightspace": ("87.5", "73.72", "55"),
}


def filled(platform: str, data: bytes = b"", marks: Mapping[str, Mark] = MARKS, **wish: object) -> Filled:
    return fill(data or FILES[platform], marks, PEOPLE, Wish(platform, HW, **wish))  # type: ignore[arg-type]


def cells(data: bytes) -> list[list[str]]:
    """A file as another reader has it."""
    text = data.decode("utf-16" if data[:2] == b"\xff\xfe" else "utf-8-sig")
    delimiter = "\t" if "\t" in text else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.mark.parametrize("platform", FILES)
def test_one_column_is_filled_and_all_else_stays(platform: str) -> None:
    done = filled(platform)
    before, after = cells(FILES[platform]), cells(done.data)
    column = next(place for place, title in enumerate(before[0]) if re.match(r"hw4_loss|Bewertung$", title))
    people = [row for row in after if any("Ada" in cell or "Ben" in cell or "Cleo" in cell for cell in row)]
    assert tuple(row[column] for row in people) == FORMS[platform]
    for row in (*before, *after):
        del row[column]
    assert before == after
    assert done.data.startswith(FILES[platform][:2])
    assert (b"\r\n" in done.data) == (b"\r\n" in FILES[platform])
    assert filled(platform, done.data).data == done.data  # a second time changes nothing


def test_the_lines_say_who_got_what() -> None:
    done = filled("canvas")
    told = {line.student or line.name: (line.before, line.after, line.said) for line in done.lines}
    assert told["ada"] == ("", "87.5", "")
    assert told["ben"] == ("60.00", "73.72", "1 day late: -10")
    assert told["cleo"] == ("55", None, "could not be judged")  # no 0, and nothing is taken away
    assert told["dan"][:2] == ("EX", None)
    assert told["New Nobody"] == ("40", None, "not found")
    assert [line.name for line in done.unknown] == ["New Nobody"]


def test_a_score_that_is_none_is_no_zero_and_an_empty_cell_removes_no_grade() -> None:
    done = filled("canvas", marks={"zoe": Mark(1.0, 100.0)})
    assert done.data == FILES["canvas"]
    assert done.absent == ("zoe",)


def test_excused_stays_excused() -> None:
    done = filled("canvas", marks={"dan": Mark(99.0, 100.0)})
    assert done.data == FILES["canvas"]
    assert [line.said for line in done.lines if line.student == "dan"] == ["stays EX, which staff set"]


def test_the_same_number_in_another_form_is_left_as_it_is() -> None:
    assert filled("canvas", marks={"ben": Mark(60.0, 100.0)}).data == FILES["canvas"]


def test_two_rows_of_one_student_get_nothing() -> None:
    data = CANVAS + '"Lovelace, A.",101,,,M 2,,,\r\n'
    done = filled("canvas", data.encode(), marks={"ada": Mark(87.5, 100.0)})
    assert done.data == data.encode()
    assert sum("two rows" in line.said for line in done.lines) == 2


@pytest.mark.parametrize(
    ("platform", "wish", "said"),
    [
        ("moodle", {"platform": "canvas"}, "it is a file of Moodle"),
        ("canvas", {"column": "hw9"}, "no column of grades is called hw9; name one with --column: hw3_neuron 555"),
        ("canvas", {"column": "Section"}, "no column"),
        ("canvas", {"column": "ID"}, "no column"),
    ],
)
def test_what_is_not_plain_is_refused(platform: str, wish: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=re.escape(said)):
        fill(FILES[platform], MARKS, PEOPLE, Wish(**{"platform": platform, "assignment": HW, **wish}))  # type: ignore[arg-type]


@pytest.mark.parametrize("column", ["67890", "hw4_loss (67890)", "hw4_loss"])
def test_a_column_may_be_named_by_number_or_title(column: str) -> None:
    assert filled("canvas", column=column).data == filled("canvas").data


def test_points_are_scaled_only_where_it_is_asked_for() -> None:
    data = CANVAS.replace("100,100.00", "100,8").encode()
    with pytest.raises(BadInput, match="takes 8 points, and hw4_loss has 100; --scale converts them"):
        filled("canvas", data)
    assert [line.after for line in filled("canvas", data, scale=True).lines][:2] == ["7", "5.9"]


def test_names_alone_match_only_where_that_is_asked_for() -> None:
    people = Roster(tuple({"student": person["student"], "name": person["name"]} for person in PEOPLE.people))
    for platform, data in FILES.items():
        assert fill(data, MARKS, people, Wish(platform, HW)).data == data
        done = fill(data, MARKS, people, Wish(platform, HW, by_name=True))
        assert [line.after for line in done.lines][:2] == list(FORMS[platform][:2])
    doubled = (CANVAS + '"Lovelace, Ada",105,,,M 2,,,\r\n').encode()
    done = fill(doubled, MARKS, people, Wish("canvas", HW, by_name=True))
    assert [line.student for line in done.lines if line.name == "Ada Lovelace"] == ["", ""]


def test_a_section_is_nobody_s_key() -> None:
    people = Roster(({"student": "ada", "canvas_id": "1", "section": "M 1"},))
    assert {line.student for line in fill(FILES["canvas"], MARKS, people, Wish("canvas", HW)).lines} == {""}


def test_without_a_roster_keys_are_the_folders_names() -> None:
    marks = {"ada": Mark(1.0, 100.0), "muellerben_102": Mark(2.0, 100.0)}
    done = fill(FILES["canvas"], marks, Roster(), Wish("canvas", HW))
    assert [(line.student, line.after) for line in done.lines][:2] == [("ada", "1"), ("muellerben_102", "2")]


words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, list[list[str]]]:
    """A Canvas file in any dialect, and what is in it."""
    delimiter, end = draw(st.sampled_from(",;\t")), draw(st.sampled_from(["\r\n", "\n"]))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    rows = [["Student", "ID", "SIS User ID", "Section", "hw4_loss (7)", "Notes, more"]]
    for number in range(draw(st.integers(1, 5))):
        name = draw(words.filter(lambda text: text.strip().casefold() not in ("", "points possible", "student, test")))
        grade = draw(st.sampled_from(["", "1", "60.00", "EX", "N/A"]))
        rows.append([name, str(number), draw(words), draw(words), grade, draw(words)])
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    return written.getvalue().encode(encoding), rows


@settings(max_examples=50)
@given(files(), st.floats(0, 100))
def test_whatever_the_dialect_only_the_column_changes(made: tuple[bytes, list[list[str]]], points: float) -> None:
    data, rows = made
    people = Roster(tuple({"student": f"s{number}", "canvas_id": str(number)} for number in range(9)))
    marks = {f"s{number}": Mark(points, 100.0) for number in range(0, 9, 2)}
    done = fill(data, marks, people, Wish("canvas", HW))
    table, again = tables.read(data), tables.read(done.data)
    assert (again.mark, again.codec, again.delimiter) == (table.mark, table.codec, table.delimiter)
    rest = [_parts(each, 4) for each in (table, again)]
    assert rest[0] == rest[1]
    for number, row in enumerate(rows[1:]):
        now = again.rows[number + 1][4].text
        assert again.rows[number + 1][4].quoted == table.rows[number + 1][4].quoted
        if number % 2 or row[4] == "EX":
            assert now == row[4]
        else:
            assert Decimal(now) == Decimal(repr(points)).quantize(Decimal("0.01"), "ROUND_HALF_UP")


def _parts(table: tables.Table, column: int) -> list[str]:
    """A file's text with a column's cells cut out."""
    parts, done = [], 0
    for row in table.rows:
        parts.append(table.text[done : row[column].start])
        done = row[column].end
    return [*parts, table.text[done:]]


@given(st.binary(max_size=300))
def test_bytes_that_are_no_table_are_refused_or_come_back_whole(data: bytes) -> None:
    try:
        table = tables.read(data)
        recognised(table)
    except BadInput:
        return
    assert table.filled({}) == data


# The roster


@pytest.mark.parametrize(
    ("data", "platform", "first"),
    [
        (FILES["canvas"], "canvas", {"canvas_id": "101", "sis_id": "S1", "sis_login": "ada", "section": "M 1", "name": "Ada Lovelace"}),
        (FILES["moodle"], "moodle", {"email": "ada@example.org", "name": "Ada Lovelace"}),
        (FILES["blackboard"], "blackboard", {"sis_login": "ada", "sis_id": "S1", "name": "Ada Lovelace"}),
        (FILES["brightspace"], "brightspace", {"sis_id": "S1", "sis_login": "ada", "name": "Ada Lovelace"}),
        (b"First Name,Last Name,SID,Email,Sections\nAda,Lovelace,S1,ada@example.org,\n", "gradescope", {"sis_id": "S1", "email": "ada@example.org", "name": "Ada Lovelace"}),
        (b"username,first_name,last_name,email,section,github_id,role\nadal,Ada,Lovelace,ada@example.org,1,7,student\nprof,P,P,p@x.org,,8,teacher\n", "classroom50", {"github": "adal", "email": "ada@example.org", "section": "1", "name": "Ada Lovelace"}),
        (b"Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed\nParticipant 5,Ada Lovelace,ada@example.org,No submission,-,10.00,Yes\n", "moodle", {"email": "ada@example.org", "name": "Ada Lovelace"}),
        ("ID,이름,이메일 주소,상태,성적,최고 성적\n참여자5,Ada Lovelace,ada@example.org,제출 안 함,,10.00\n".encode(), "moodle", {"email": "ada@example.org", "name": "Ada Lovelace"}),
    ],
)  # fmt: skip
def test_lists_of_platforms_are_recognised(data: bytes, platform: str, first: dict[str, str]) -> None:
    table = tables.read(data)
    layout = recognised(table)
    assert layout.platform == platform
    assert people_of(layout, table)[0] == first


def test_lists_complete_each_other_and_never_change_what_is_there() -> None:
    made = merged(Roster(), [{"name": "Ada Lovelace", "email": "Ada@x.org", "sis_login": "ada"}])
    made = merged(made.roster, [{"github": "AdaL", "email": "ada@X.org"}, {"github": "ben", "email": "ben@x.org"}])
    assert made.roster.people[0] == {
        "student": "ada",
        "name": "Ada Lovelace",
        "email": "Ada@x.org",
        "sis_login": "ada",
        "github": "AdaL",
    }
    assert (made.added, made.troubles) == (("ben",), ())
    again = merged(made.roster, [{"email": "ada@x.org", "github": "another"}])
    assert again.roster == made.roster
    assert again.troubles == ("ada: github is AdaL here and another there; nothing is changed",)


def test_people_are_not_matched_by_name_unless_asked() -> None:
    start = Roster(({"student": "ada", "name": "Ada Lovelace"},))
    listed = [{"name": "Ada Lovelace", "email": "al@x.org"}]
    assert merged(start, listed).added == ("al",)
    asked = merged(start, listed, by_name=True)
    assert (asked.added, asked.by_name) == ((), ("Ada Lovelace is ada",))
    two = merged(start, [*listed, {"name": "Ada Lovelace", "email": "al2@x.org"}], by_name=True)
    assert two.by_name == ()


def test_a_roster_says_what_is_wrong_with_it() -> None:
    people = (
        {"student": "ada", "email": "a@x.org"},
        {"student": "ben", "email": "A@x.org"},
        {"student": "ada"},
        {"name": "x"},
        {"student": "=x", "name": "y"},
    )
    told = "\n".join(Roster(people).troubles())
    for said in (
        "email a@x.org is that of ada and of ben",
        "ada has 2 rows",
        "row 4: nothing is said of ada",
        "row 5: student is empty",
        "'=x' cannot be",
    ):
        assert said in told


def test_what_a_spreadsheet_would_compute_is_disarmed() -> None:
    made = merged(Roster(), [{"name": '=HYPERLINK("x")', "sis_login": "ada", "email": "@x"}])
    assert "\nada,'" not in made.roster.text()  # the folder's name
    assert not re.search(r'(^|,)"?[=+@-]', made.roster.text(), re.MULTILINE)
    assert "email '@x' would be a formula" in made.troubles[0]


# The commands


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "assignments").mkdir()
    (tmp_path / "assignments" / HW).symlink_to(ROOT / "assignments" / HW)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def handed_in(course: Path, student: str, made: WrittenResult, time: str) -> None:
    """A result of a student, and when the work came in."""
    (course / "results" / student).mkdir(parents=True)
    data = {**made, "student": student}
    (course / "results" / student / f"{HW}.json").write_text(readable_json(data))  # type: ignore[arg-type]
    (course / "submitted" / student / HW).mkdir(parents=True)
    (course / "submitted" / student / HW / "timestamp.txt").write_text(time)


def test_results_less_what_lateness_takes_off(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (course / "deadlines.toml").write_text(
        f'[due]\n{HW} = "2026-01-30 12:00"\n[late]\npercent_a_day = 10\ngrace_minutes = 5\n'
    )
    handed_in(course, "ada", made()["ada"], "2026-01-30 12:04:00 UTC")
    handed_in(course, "ben", made()["ada"], "2026-01-31 12:30:00 UTC")
    handed_in(course, "cleo", made()["fay"], "2026-01-30 11:00:00 UTC")
    handed_in(course, "dan", made()["gus"], "2026-01-30 11:00:00 UTC")
    assert main(["extend", "ben", HW, "--days", "1"]) == 0
    assert (course / "extensions.csv").read_text() == f"student,assignment,until\nben,{HW},2026-01-31 12:00 UTC\n"
    marks = marks_of(course / "results", course / "submitted", read(course))[HW]
    assert {student: mark.points for student, mark in marks.items()} == {
        "ada": 100.0,
        "ben": 90.0,
        "cleo": None,
        "dan": None,
    }
    assert marks["ben"].said == "1 day late: -10"
    (course / "canvas.csv").write_bytes(FILES["canvas"].replace(b"EX", b"7"))
    (course / "roster.csv").write_text(PEOPLE.text())
    assert main(["export", "results", "--lms", "canvas", "--into", "canvas.csv"]) == 1  # somebody is not on the roster
    assert [row[6] for row in cells((course / "canvas.csv").read_bytes())[2:6]] == ["100", "90", "55", "7"]


def test_totals_drop_the_lowest_and_wait_for_people() -> None:
    marks = {
        "a": {"ada": Mark(50.0, 100.0), "ben": Mark(100.0, 100.0), "cleo": Mark(None, 100.0)},
        "b": {"ada": Mark(10.0, 10.0)},
        "c": {"ada": Mark(80.0, 100.0), "cleo": Mark(1.0, 100.0)},
    }
    found = totals(marks, ["a", "b", "c"], 1)
    assert found["ada"].points == pytest.approx(90)
    assert found["ben"] == Mark(50.0, 100, "nothing of b, c")
    assert (found["cleo"].points, found["cleo"].said) == (None, "a waits for a person")


def test_the_roster_command(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (course / "canvas.csv").write_bytes(FILES["canvas"])
    assert main(["roster"]) == 2
    assert main(["roster", "--from", "canvas.csv", "--dry-run"]) == 0
    assert not (course / "roster.csv").exists()
    assert main(["roster", "--from", "canvas.csv"]) == 0
    lines = (course / "roster.csv").read_text().splitlines()
    assert lines[:2] == ["student,name,sis_id,sis_login,canvas_id,section", "ada,Ada Lovelace,S1,ada,101,M 1"]
    for student in ("ada", "stranger"):
        (course / "submitted" / student / HW).mkdir(parents=True)
    capsys.readouterr()
    assert main(["roster"]) == 1
    said = capsys.readouterr()
    assert f"{HW}: 2 handed in; nothing of ben, cleo, dan, new" in said.out
    assert "not on the roster: stranger" in said.err


def test_the_export_command(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (course / "grades.csv").write_text(
        "assignment,duedate,timestamp,student_id,raw_score,late_submission_penalty,score,max_score\n"
        f"{HW},,2026-01-01,ada,90,2.5,87.5,100\n{HW},,,ben,0.0,0,0.0,100\n{HW},,2026-01-01,zoe,1,0,1,100\n"
    )
    (course / "canvas.csv").write_bytes(FILES["canvas"])
    (course / "roster.csv").write_text("student,canvas_id\nada,101\nben,102\ncleo,103\ndan,104\nnew,999\n")
    command = ["export", "grades.csv", "--lms", "canvas", "--into", "canvas.csv"]
    assert main([*command, "--dry-run"]) == 1
    assert (course / "canvas.csv").read_bytes() == FILES["canvas"]
    assert main([*command, "--out", "filled.csv"]) == 1
    assert (course / "filled.csv").read_bytes() == FILES["canvas"].replace(b"M 1,12,,87.5", b"M 1,12,87.5,87.5")
    said = capsys.readouterr()
    assert "not there: zoe" in said.err
    assert "nothing is in the gradebook" in said.out  # nbgrader's 0 for work that nobody handed in
    assert main(["export", "canvas.csv", "--lms", "canvas", "--into", "canvas.csv"]) == 2


def test_canvas_over_its_api(course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (course / "grades.csv").write_text(
        "assignment,duedate,timestamp,student_id,raw_score,late_submission_penalty,score,max_score\n"
        + "".join(
            f"{HW},,2026-01-01,{student},9,0,{score},100\n"
            for student, score in (("ada", 87.5), ("ben", 60), ("dan", 3))
        )
    )
    (course / "roster.csv").write_text(PEOPLE.text())
    command = ["export", "grades.csv", "--lms", "canvas", "--course", "7", "--column", "67890", "--server"]
    with Forge(course) as canvas:
        assignment = "/api/v1/courses/7/assignments/67890"
        canvas.pages = 2
        canvas.answers[assignment] = {"name": "HW 4", "points_possible": 100.0}
        canvas.answers[f"{assignment}/submissions"] = [
            {"score": None, "user": {"id": 101, "sortable_name": "Lovelace, Ada"}},
            {"score": 60.0, "user": {"id": 102, "sortable_name": "Points Possible"}},
            {"score": 55.0, "user": {"id": 103, "sortable_name": "O'Neil, Cleo"}},
            {"score": None, "excused": True, "user": {"id": 104, "sortable_name": "Roe, Dan", "login_id": "dan"}},
        ]
        canvas.answers[f"{assignment}/submissions/update_grades"] = {"id": 5, "workflow_state": "queued"}
        canvas.answers["/api/v1/progress/5"] = {"id": 5, "workflow_state": "completed"}
        monkeypatch.setattr("time.sleep", lambda _: None)
        assert main([*command, canvas.url]) == 2
        assert "CANVAS_TOKEN is not set" in capsys.readouterr().err
        monkeypatch.setenv("CANVAS_TOKEN", "TheToken")
        assert main([*command, canvas.url]) == 1  # ben is called as Canvas calls its own row
        assert "nothing is sent" in capsys.readouterr().out
        assert canvas.posted == []
        assert main([*command, canvas.url, "--send"]) == 1
        said = capsys.readouterr()
    assert canvas.posted == [(f"{assignment}/submissions/update_grades", "grade_data%5B101%5D%5Bposted_grade%5D=87.5")]
    assert "1 grades are sent" in said.out and "TheToken" not in said.out + said.err
    assert {headers["Authorization"] for _, headers in canvas.heard} == {"Bearer TheToken"}
