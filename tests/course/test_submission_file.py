"""Reading what was handed in: every kind of file gives its code or one clear sentence."""

from __future__ import annotations

import encodings
import json
import os
import pkgutil
import time
from pathlib import Path
from typing import Any

import pytest

from autograder.core.model import BadInput
from autograder.course.notebook_json import MAX_CELLS
from autograder.course.percent import percent_cells
from autograder.course.student_folder import read_folder
from autograder.course.submission_file import MAX_CODE, fingerprint, read


def notebook(*cells: str, **more: Any) -> str:
    made = [{"cell_type": "code", "source": cell.splitlines(keepends=True), "outputs": []} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made, **more})


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_notebook_gives_its_code_cells_in_order(tmp_path: Path) -> None:
    source = read(put(tmp_path, "hw.ipynb", notebook("a = 1\nb = 2", "c = 3")))
    assert source.cells == (("hw.ipynb cell 1", "a = 1\nb = 2"), ("hw.ipynb cell 2", "c = 3"))
    assert source.module == "__main__"


def test_an_old_notebook_format_still_gives_its_cells(tmp_path: Path) -> None:
    old = {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"]}]}]}
    assert read(put(tmp_path, "hw.ipynb", json.dumps(old))).text == "x = 1"


def test_a_damaged_cell_costs_only_itself(tmp_path: Path) -> None:
    text = json.dumps({"cells": [{"cell_type": "code", "source": 7}, 3, {"cell_type": "code", "source": "x = 1"}]})
    assert read(put(tmp_path, "hw.ipynb", text)).cells[-1][1] == "x = 1"


def test_ten_thousand_cells_are_read(tmp_path: Path) -> None:
    assert len(read(put(tmp_path, "hw.ipynb", notebook(*["x = 1"] * 10_000))).cells) == 10_000


def test_a_notebook_without_code_and_an_empty_file_are_read_and_noted(tmp_path: Path) -> None:
    assert read(put(tmp_path, "hw.ipynb", notebook())).notes == ("the notebook has no code cell",)
    assert read(put(tmp_path, "hw.py", "")).notes == ("the file is empty",)


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_understood(tmp_path: Path, coding: str) -> None:
    assert read(put(tmp_path, "hw.py", "x = 'é'".encode(coding))).text.endswith("x = 'é'")


def test_a_coding_cookie_is_obeyed(tmp_path: Path) -> None:
    assert "é" in read(put(tmp_path, "hw.py", "# -*- coding: latin-1 -*-\nx = 'é'".encode("latin-1"))).text


@pytest.mark.parametrize(
    "coding", ["cp1252", "cp850", "iso8859-15", "mac-roman", "koi8-r", "gbk", "big5", "shift_jis", "euc_kr"]
)
def test_what_editors_of_the_world_write_is_read(tmp_path: Path, coding: str) -> None:
    word = {"koi8-r": "шаг", "gbk": "步", "big5": "步", "shift_jis": "歩", "euc_kr": "보폭"}.get(coding, "Größe")
    assert read(put(tmp_path, "hw.py", f"# coding: {coding}\nx = '{word}'".encode(coding))).text.endswith(f"'{word}'")


@pytest.mark.parametrize(
    "coding", ["rot_13", "hex", "zlib", "uu", "quopri", "undefined", "idna", "unicode_escape", "utf-7", "utf-16"]
)
def test_a_coding_that_is_none_of_text_is_refused_by_name(tmp_path: Path, coding: str) -> None:
    said = refusal(put(tmp_path, "hw.py", f"# coding: {coding}\nx = 1\n"))
    assert "its coding line names" in said and said.endswith("save the file as UTF-8 and delete that line")
    assert coding in said or coding.upper() in said


def test_of_all_of_python_s_codings_none_stops_the_reader_or_keeps_it(tmp_path: Path) -> None:
    for module in pkgutil.iter_modules(encodings.__path__):
        path = put(tmp_path, "hw.py", f"# coding: {module.name}\nx = 1\n-".encode() + b"a" * 400_000)
        began = time.monotonic()
        try:
            assert len(read(path).text) > 100_000
        except BadInput as error:
            assert "names" in str(error) or "is not" in str(error)
        assert time.monotonic() - began < 1.5, module.name


def test_a_text_too_large_to_be_code_is_refused_undecoded(tmp_path: Path) -> None:
    said = refusal(put(tmp_path, "hw.py", b"# coding: latin-1\n#" + b"\xe9" * (4 * MAX_CODE)))
    assert "MB of code are more than a person writes" in said
    assert "more than a person writes" in refusal(put(tmp_path, "hw.py", b"#" * (MAX_CODE + 1)))


def test_half_a_surrogate_pair_is_no_end_of_the_reader(tmp_path: Path) -> None:
    book = put(tmp_path, "hw.ipynb", notebook("x = '\ud800'"))
    twin = put(tmp_path, "hw.py", "x = 2")
    assert read(book).text == "x = '?'"
    assert read(book).fingerprint == fingerprint(["x = '?'"])
    assert read_folder(tmp_path, "hw", read(twin).fingerprint)[0].path == book


def test_a_twin_that_cannot_be_read_leaves_the_other(tmp_path: Path) -> None:
    put(tmp_path, "hw.py", "# coding: rot_13\nx = 1")
    put(tmp_path, "hw.ipynb", notebook("x = 2"))
    assert read_folder(tmp_path, "hw", PRISTINE)[0].path.name == "hw.ipynb"


def test_an_untouched_twin_does_not_speak_for_work_that_cannot_be_read(tmp_path: Path) -> None:
    put(tmp_path, "hw.ipynb", "{half of a notebook")
    put(tmp_path, "hw.py", "# %%\nx = 1\ny = 2\n")
    with pytest.raises(BadInput, match=r"hw\.ipynb is not a notebook"):
        read_folder(tmp_path, "hw", PRISTINE)


def test_a_name_that_is_no_utf_8_becomes_one(tmp_path: Path) -> None:
    for name, content in ((b"L\xf6sung.py", "x = 1"), (b"L\xf6sung.ipynb", notebook("x = 1"))):
        path = tmp_path / os.fsdecode(name)
        path.write_text(content)
        source = read(path)
        "".join([source.module, *(name for name, _ in source.cells)]).encode()
        assert source.cells[0][0].startswith("L?sung.")
        assert read_folder(tmp_path, "hw", "")[1].startswith("graded L?sung")
        path.unlink()


@pytest.mark.parametrize("name", ["numpy.py", "random.py", "torch.py", "sys.py"])
def test_a_file_named_like_a_module_is_run_under_another_name(tmp_path: Path, name: str) -> None:
    assert read(put(tmp_path, name, "x = 1")).module == "submission"


def nothings(of: str, count: int) -> str:
    return f'{{"cells": [{",".join([of] * count)}]}}'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (nothings("{}", MAX_CELLS + 1), "20,001 cells"),
        (nothings('{"cell_type": "code", "source": "0"}', MAX_CELLS + 1), "20,001 cells"),
        (nothings("{}", 1_600_000), "clear the notebook's outputs"),
        ('{"cells": [], "metadata": [' + ",".join(["[]"] * 1_600_000) + "]}", "clear the notebook's outputs"),
        ('{"cells": [], "metadata": [' + ",".join(['"ab"'] * 3_000_100) + "]}", "clear the notebook's outputs"),
    ],
    ids=["cells", "code cells", "empty cells", "lists", "strings"],
)
def test_a_notebook_of_a_great_many_nothings_is_refused(tmp_path: Path, text: str, says: str) -> None:
    assert says in refusal(put(tmp_path, "hw.ipynb", text))


def test_a_text_of_a_great_many_cells_is_refused(tmp_path: Path) -> None:
    assert "cells" in refusal(put(tmp_path, "hw.py", "# %%\n0\n" * (MAX_CELLS + 1)))


def test_pictures_are_no_reason_to_refuse_a_notebook_and_are_not_kept(tmp_path: Path) -> None:
    picture = {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo" * 1_000_000}, "metadata": {}}
    book = json.loads(notebook("x = 1"))
    book["cells"][0]["outputs"] = [picture] * 4
    source = read(put(tmp_path, "hw.ipynb", json.dumps(book)))
    assert source.text == "x = 1" and "outputs" not in source.book[0]


def test_text_in_no_known_coding_names_the_line(tmp_path: Path) -> None:
    assert "line 2" in refusal(put(tmp_path, "hw.py", b"a = 1\nx = '\xe9'\n"))


def test_binary_is_refused(tmp_path: Path) -> None:
    assert "binary" in refusal(put(tmp_path, "hw.py", b"\x7fELF\0\0\0"))


@pytest.mark.parametrize("text", ["", "not json", "[1, 2]", '{"cells": 5}', "[" * 100_000, "{" * 100_000 + "}"])
def test_what_is_no_notebook_is_refused(tmp_path: Path, text: str) -> None:
    assert "is not a notebook" in refusal(put(tmp_path, "hw.ipynb", text))


def test_a_missing_file_a_folder_a_link_and_a_pipe_are_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "hw.py")
    (tmp_path / "folder.py").mkdir()
    assert "regular file" in refusal(tmp_path / "folder.py")
    (tmp_path / "link.py").symlink_to("/etc/passwd")
    assert "link" in refusal(tmp_path / "link.py")
    os.mkfifo(tmp_path / "pipe.py")
    assert "regular file" in refusal(tmp_path / "pipe.py")
    assert "cannot be read" in refusal(Path("/dev/full.py/x.py")) or "no such file" in refusal(Path("/dev/full.py"))


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "hw.py"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    assert "100 MB" in refusal(path)


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    assert ".docx" in refusal(put(tmp_path, "hw.docx", "x"))


TWIN = "# %% [markdown]\n# # Title\n\n# %%\nx = 1\n\n\n# %%\ny = 2\n"


def test_percent_text_is_cut_into_cells() -> None:
    assert [(cell.kind, cell.text) for cell in percent_cells(TWIN)] == [
        ("markdown", "# Title"),
        ("code", "x = 1"),
        ("code", "y = 2"),
    ]


def test_a_notebook_and_its_twin_have_the_same_fingerprint(tmp_path: Path) -> None:
    twin, book = put(tmp_path, "a.py", TWIN), put(tmp_path, "a.ipynb", notebook("x = 1\n", "y = 2  "))
    assert read(twin).fingerprint == read(book).fingerprint


PRISTINE = fingerprint(["x = 1", "y = 2"])


@pytest.mark.parametrize(
    ("book", "twin", "chosen", "note"),
    [
        ("x = 1\ny = 2", "x = 1\ny = 3", "hw.py", ""),
        ("x = 1\ny = 3", "x = 1\ny = 2", "hw.ipynb", ""),
        ("x = 1\ny = 3", "x = 1\ny = 3", "hw.ipynb", ""),
        (
            "x = 1\ny = 3",
            "x = 1\ny = 4",
            "hw.ipynb",
            "hw.ipynb and hw.py were both edited: what is written in one of them counts",
        ),
    ],
)
def test_of_notebook_and_twin_the_edited_one_counts(
    tmp_path: Path, book: str, twin: str, chosen: str, note: str
) -> None:
    put(tmp_path, "hw.ipynb", notebook(book))
    put(tmp_path, "hw.py", f"# %%\n{twin}\n")
    work, said = read_folder(tmp_path, "hw", PRISTINE)
    assert (work.path.name, said, bool(work.twin)) == (chosen, note, bool(note))


def test_a_file_under_another_name_is_taken_with_a_note(tmp_path: Path) -> None:
    put(tmp_path, "homework (1).ipynb", notebook("x = 1"))
    work, note = read_folder(tmp_path, "hw", "")
    assert work.path.name == "homework (1).ipynb" and "should be named hw.ipynb" in note


def test_a_folder_without_the_file_says_what_is_there(tmp_path: Path) -> None:
    put(tmp_path, "a.py", "")
    put(tmp_path, "b.py", "")
    with pytest.raises(BadInput, match=r"neither hw.ipynb nor hw.py is there; there is a.py, b.py"):
        read_folder(tmp_path, "hw", "")


PLOT = {"output_type": "display_data", "metadata": {}, "data": {"application/vnd.plotly.v1+json": {"data": [{"x": [[1.5] * 100] * 6, "name": "]"}]}}}  # fmt: skip


def test_outputs_of_any_size_are_passed_over_unread(tmp_path: Path) -> None:
    book = json.loads(notebook("x = 1", "y = '\"outputs\": ['", "z = ['outputs', [1]]"))
    book["cells"][0]["outputs"] = [PLOT] * 8_000
    book["cells"][2]["outputs"] = [{"output_type": "stream", "text": ['"outputs": [', "]\\", '\\"']}]
    path = put(tmp_path, "hw.ipynb", json.dumps(book))
    assert path.stat().st_size > 25_000_000
    began = time.process_time()
    work = read(path)
    assert [text for _, text in work.cells] == ["x = 1", "y = '\"outputs\": ['", "z = ['outputs', [1]]"]
    assert time.process_time() - began < 5 and all("outputs" not in cell for cell in work.book)


@pytest.mark.parametrize(
    "text",
    ['{"cells": [{"outputs": [' + "[" * 8_000_000, '{"outputs": [] ' * 1_000_000, '"outputs": [' * 1_000_000, '{"outputs": [' + '"\\' * 4_000_000],
    ids=range(4),
)  # fmt: skip
def test_outputs_that_never_end_keep_nobody(tmp_path: Path, text: str) -> None:
    path, began = put(tmp_path, "hw.ipynb", text), time.process_time()
    assert "hw.ipynb" in refusal(path)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "parts", [["a = 1", "b = 2"], ["a = 1\n", "b = 2"], ["a = 1", "b = 2\n"], ["a = 1\n", "b = 2", ""]]
)
def test_lines_that_lost_their_ends_get_them_back(tmp_path: Path, parts: list[str]) -> None:
    book = {"cells": [{"cell_type": "code", "source": parts}]}
    work = read(put(tmp_path, "hw.ipynb", json.dumps(book)))
    assert work.text.split() == ["a", "=", "1", "b", "=", "2"] and "\nb" in work.text
    assert bool(work.notes) == (parts[0] == "a = 1" or len(parts) == 3)


def test_lines_end_where_python_ends_them_and_nowhere_else(tmp_path: Path) -> None:
    book = {"cells": [{"cell_type": "code", "source": ["# a\u2028", "b\x0c", "c\n", "x = 1"]}]}
    work = read(put(tmp_path, "hw.ipynb", json.dumps(book)))
    assert work.text == "# a\u2028b\x0cc\nx = 1" and work.notes == ()
    assert [cell.text for cell in percent_cells("# %%\r\nx = '\u2028'\r# %%\ny = 1\x0c")] == [
        "x = '\u2028'",
        "y = 1\x0c",
    ]
