"""`nbgrader zip_collect` unpacks what students packed: bounded, and a broken archive stops nobody else.

c.ZipCollectApp.extractor_plugin = "autograder.gradebook.archives.Archives"
"""

from __future__ import annotations

import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from nbgrader.plugins import ExtractorPlugin

from autograder.source import MAX_BYTES

_ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz")
_DEPTH = 3  # a download, a student's archive in it, and one in that
_RATIO = 100  # notebooks shrink to a tenth, what is made to fill a disk to a thousandth
_CHUNK = 1 << 20
_BROKEN = (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, tarfile.TarError, zlib.error)


class Archives(ExtractorPlugin):  # type: ignore[misc]
    """Each archive becomes a folder of its name with what can be collected; other files are copied."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack all that lies in nbgrader's archive folder."""
        for path in sorted(Path(archive_path).rglob("*")):
            target = Path(extracted_path) / path.relative_to(archive_path)
            if not path.is_file():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            if _stem(path.name) is None:
                shutil.copy(path, target)
            else:
                self._unpack(path, target, _DEPTH)

    def _unpack(self, archive: Path, target: Path, depth: int) -> None:
        """Unpack into a folder beside `target`, which is where the archive lies or would lie."""
        folder = target.with_name(_stem(target.name) or target.name)
        wanted = (*self.parent.collector_plugin_inst.valid_ext, *(_ENDINGS if depth > 1 else ()))
        left = archive.stat().st_size * _RATIO + MAX_BYTES
        try:
            for name, packed in _members(archive):
                parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", "..")]
                if not parts or not parts[-1].lower().endswith(wanted):
                    continue
                path = folder.joinpath(*parts)
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as file:
                    while chunk := packed.read(_CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            raise ValueError(f"it is more than {_RATIO} times as large unpacked")
                        file.write(chunk)
                if _stem(path.name) is not None:
                    self._unpack(path, path, depth - 1)
                    path.unlink()
        except _BROKEN as error:
            self.log.warning("%s cannot be unpacked, and is left out; ask for it again: %s", archive, error)
            shutil.rmtree(folder, ignore_errors=True)


def _stem(name: str) -> str | None:
    """The name of an archive without its ending; None of another file."""
    ending = next((ending for ending in _ENDINGS if name.lower().endswith(ending)), None)
    return None if ending is None else name[: -len(ending)]


def _members(archive: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Names and contents of the regular files in an archive."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as packed:
            for info in packed.infolist():
                if not info.is_dir():
                    with packed.open(info) as file:
                        yield info.filename, file
        return
    with tarfile.open(archive) as tape:
        for member in tape:
            content = tape.extractfile(member) if member.isreg() else None
            if content is not None:
                yield member.name, content
