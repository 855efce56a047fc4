"""What others handed in is read so that nothing can be put in its place between a look and a read."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from autograder.core.model import BadInput
from autograder.core.open_folder import MAX_NAMES, opened

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to another account")
EVE, AMARA = 4001, 4002


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "submitted" / "eve" / "hw"
    folder.mkdir(parents=True)
    (folder / "hw.py").write_text("x = 1")
    return tmp_path / "submitted"


def text(tree: Path, name: str = "hw.py", most: int = 1000) -> str:
    with opened(tree, "eve", "hw") as folder:
        return folder.read(name, most).decode()


def refusal(tree: Path, name: str = "hw.py", most: int = 1000) -> str:
    with pytest.raises(BadInput) as caught:
        text(tree, name, most)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_regular_file_is_read(tree: Path) -> None:
    assert text(tree) == "x = 1"


@pytest.mark.parametrize("part", ["eve", "eve/hw", "eve/hw/hw.py"])
def test_no_part_of_the_way_to_a_file_is_a_link(tree: Path, part: str) -> None:
    elsewhere = tree.parent / "elsewhere"
    (tree / part).rename(elsewhere)
    (tree / part).symlink_to(elsewhere)
    assert f"{tree / part} is a link" in refusal(tree)


def test_the_tree_itself_may_be_staff_s_link(tree: Path) -> None:
    (tree.parent / "term").symlink_to(tree)
    assert text(tree.parent / "term") == "x = 1"


def test_a_hard_link_is_refused(tree: Path) -> None:
    (tree.parent / "reference.py").write_text("x = 2")
    os.link(tree.parent / "reference.py", tree / "eve/hw/other.py")
    assert "a hard link" in refusal(tree, "other.py")


def test_a_pipe_is_not_waited_for_and_a_device_not_opened(tree: Path) -> None:
    os.mkfifo(tree / "eve/hw/pipe.py")
    assert "not a regular file" in refusal(tree, "pipe.py")
    (tree / "eve/hw/zero.py").symlink_to("/dev/zero")
    assert "is a link" in refusal(tree, "zero.py")
    (tree / "eve/hw/folder.py").mkdir()
    assert "not a regular file" in refusal(tree, "folder.py")


@AS_ROOT
def test_a_device_is_refused(tree: Path) -> None:
    os.mknod(tree / "eve/hw/zero.py", 0o666 | 0o020000, os.makedev(1, 5))
    assert "not a regular file" in refusal(tree, "zero.py")


def test_what_is_too_large_is_refused_unread_with_sizes_that_tell_it(tree: Path) -> None:
    with (tree / "eve/hw/hw.ipynb").open("wb") as file:
        file.truncate(3_000_000_000)
    assert "it has 3,000 MB, and the limit is 50 MB (clear the notebook's outputs)" in refusal(
        tree, "hw.ipynb", 50_000_000
    )
    assert "it has 2 kB, and the limit is 1 kB" in refusal(put(tree, "x" * 1900))


def put(tree: Path, content: str) -> Path:
    (tree / "eve/hw/hw.py").write_text(content)
    return tree


@pytest.mark.parametrize("name", ["../hw/hw.py", "nowhere.py", "x" * 300, "a\0b"])
def test_what_is_not_there_is_one_sentence(tree: Path, name: str) -> None:
    if name.startswith(".."):
        assert text(tree, name) == "x = 1"  # names come from staff; a student's are the names of entries
    else:
        assert "hw" in refusal(tree, name)


def test_what_was_read_stays_what_it_was(tree: Path) -> None:
    with opened(tree, "eve", "hw") as folder:
        before = folder.read("hw.py", 1000)
        put(tree, "x = 2")
        assert folder.read("hw.py", 1000) == before


def test_a_folder_that_is_swapped_while_it_is_read_gives_its_own_content_or_a_refusal(tree: Path) -> None:
    secret = tree.parent / "assignments"
    secret.mkdir()
    (secret / "hw.py").write_text("the reference")
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            (tree / "eve/hw").rename(tree / "eve/aside")
            (tree / "eve/hw").symlink_to(secret)
            (tree / "eve/hw").unlink()
            (tree / "eve/aside").rename(tree / "eve/hw")

    swapper = threading.Thread(target=swap)
    swapper.start()
    seen = set()
    begun = time.monotonic()
    try:
        while time.monotonic() < begun + 2 or ("x = 1" not in seen and time.monotonic() < begun + 20):
            try:
                seen.add(text(tree))
            except BadInput as error:
                seen.add(str(error).split()[-1])
    finally:
        stop.set()
        swapper.join()
    assert "the reference" not in seen and "x = 1" in seen


def test_a_folder_of_a_great_many_is_not_listed(tree: Path) -> None:
    for number in range(MAX_NAMES + 1):
        (tree / f"eve/hw/{number}").mkdir()
    with opened(tree, "eve", "hw") as folder:
        assert folder.read("hw.py", 1000)
        with pytest.raises(BadInput, match="more than 2,000 files and folders"):
            folder.names()


@AS_ROOT
def test_a_file_of_another_account_is_refused_and_staff_s_is_not(tree: Path) -> None:
    for path in (tree / "eve", tree / "eve/hw", tree / "eve/hw/hw.py"):
        os.chown(path, EVE, EVE)
    assert text(tree) == "x = 1"
    os.chown(tree / "eve/hw/hw.py", AMARA, AMARA)
    assert f"belongs to the account {AMARA}" in refusal(tree)
    os.chown(tree / "eve/hw/hw.py", 0, 0)
    assert text(tree) == "x = 1"
    os.chown(tree / "eve/hw", AMARA, AMARA)
    assert f"belongs to the account {AMARA}, and the folder above it to another" in refusal(tree)


@AS_ROOT
def test_a_folder_of_one_account_under_the_name_of_another_is_refused(tree: Path) -> None:
    (tree / "eve").rename(tree / "daemon")  # an account that every Linux has
    os.chown(tree / "daemon", EVE, EVE)
    with pytest.raises(BadInput, match=f"belongs to the account {EVE}, and not to daemon"), opened(tree, "daemon"):
        pass


@AS_ROOT
def test_a_staff_of_several_shares_a_tree_by_its_group(tree: Path) -> None:
    os.chown(tree, 0, 4100)
    tree.chmod(0o2770)
    os.chown(tree / "eve/hw/hw.py", AMARA, 4100)
    assert text(tree) == "x = 1"


@AS_ROOT
def test_a_folder_in_it_is_no_link_and_of_no_other_account(tree: Path) -> None:
    for path in (tree / "eve", tree / "eve/hw"):
        os.chown(path, EVE, EVE)
    (tree / "eve/hw/inner").mkdir()
    (tree / "eve/hw/link").symlink_to(tree.parent)
    os.chown(tree / "eve/hw/inner", AMARA, AMARA)
    with opened(tree, "eve", "hw") as folder:
        with pytest.raises(BadInput, match="is a link"):
            folder.inside("link")
        with pytest.raises(BadInput, match=f"belongs to the account {AMARA}"):
            folder.inside("inner")
        os.chown(tree / "eve/hw/inner", EVE, EVE)
        assert folder.inside("inner").names() == []
