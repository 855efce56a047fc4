"""`nbgrader zip_collect` unpacks what students packed: bounded, and a broken archive stops nobody else.

c.ZipCollectApp.extractor_plugin = "autograder.gradebook.archives.Archives"
"""

from __future__ import annotations

import errno
import gzip
import os
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from nbgrader.plugins import ExtractorPlugin

from autograder.core.sanitize import one_line
from autograder.course.submission_file import MAX_BYTES
from autograder.gradebook.lms_downloads import Downloads

if TYPE_CHECKING:
    from _typeshed import SupportsRead

_ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz")
_DEPTH = 3  # a download, a student's archive in it, and one in that
_RATIO = 100  # notebooks shrink to a tenth; an archive made to fill a disk shrinks to a thousandth
_MEMBERS = 10_000  # of a class's download, with all that is packed in it
_PACKED_MEMBERS = 2_000  # of an archive in an archive: a student's
_CHUNK = 1 << 20
_COMPANION = 2_000  # bytes of a platform's own text that are looked at
# Of a path that is too long here, or that is a folder's in one place and a file's in another.
_ITS_NAME = {errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.EINVAL}
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
            self._tell(target)
            if _stem(path.name) is None:
                shutil.copy(path, target)
                self._tell_companion(target, path.open("rb"))
            else:
                self._unpack(path, target, _DEPTH, _Room(path.stat().st_size, _MEMBERS))

    def _unpack(self, archive: Path, target: Path, depth: int, room: _Room) -> None:
        """Unpack into a folder next to `target`, the path that the archive has or would have."""
        folder = target.with_name(_stem(target.name) or target.name)
        wanted = (*self.parent.collector_plugin_inst.valid_ext, *(_ENDINGS if depth > 1 else ()))
        try:
            for name, size, packed in _members(archive, room):
                parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", "..")]
                if not parts or "\0" in name:
                    continue
                path = folder.joinpath(*parts)
                if not parts[-1].lower().endswith(wanted):
                    self._tell(path)
                    self._tell_companion(path, packed)
                    continue
                try:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    with path.open("wb") as file:
                        shutil.copyfileobj(packed, file, _CHUNK)
                except OSError as error:
                    if error.errno not in _ITS_NAME:
                        raise
                    said = f"{one_line(parts[-1], 60)} has a name that cannot be had here: {error.strerror}"
                    self.log.warning("%s; it is left out", said)
                    self._tell(path, said)
                    continue
                self._tell(path)
                if _stem(path.name) is not None:
                    self._unpack(path, path, depth - 1, room.inner(size))
                    path.unlink()
        except _BROKEN as error:
            self.log.warning("%s cannot be unpacked and is left out (%s); ask the student for it again", archive, error)
            self._tell(target, f"{one_line(target.name, 60)} cannot be unpacked: {error}")
            shutil.rmtree(folder, ignore_errors=True)

    def _tell(self, path: Path, why_not: str = "") -> None:
        """Let whoever collects know of a file, of those too that are not unpacked: nobody vanishes."""
        collector = self.parent.collector_plugin_inst
        if isinstance(collector, Downloads):
            collector.saw(path, why_not)

    def _tell_companion(self, path: Path, packed: SupportsRead[bytes]) -> None:
        collector = self.parent.collector_plugin_inst
        if isinstance(collector, Downloads) and collector.is_companion(path.name):
            collector.companion(path, packed.read(_COMPANION).decode("utf-8", "replace"))


class _Room:
    """What an archive may still unpack. Archives inside it, at any depth, use up the same, also if they fail."""

    def __init__(self, size: int, members: int, outer: _Room | None = None) -> None:
        self._bytes = size * _RATIO + MAX_BYTES
        self._members = members
        self._outer = outer
        if outer is not None:  # at most half, so that one student's archive leaves room for the next
            self._bytes = min(self._bytes, outer._bytes // 2)
            self._members = min(self._members, outer._members // 2)

    def inner(self, size: int) -> _Room:
        """That of an archive that takes `size` bytes of this one."""
        return _Room(size, _PACKED_MEMBERS, self)

    def take(self, unpacked: int = 0, members: int = 0) -> None:
        """Use some of it up; `ValueError` where there is not as much."""
        self._bytes -= unpacked
        self._members -= members
        if self._members < 0:
            raise ValueError("it holds too many files; it should hold only the work itself")
        if self._bytes < 0:
            raise ValueError(f"it is more than {_RATIO} times as large unpacked")
        if self._outer is not None:
            self._outer.take(unpacked, members)


class _Paid:
    """A stream that takes its bytes from a room as they are unpacked. Bytes to be skipped are taken before."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, room: _Room) -> None:
        self._stream = stream
        self._room = room
        self._paid = 0

    def read(self, size: int = _CHUNK, /) -> bytes:
        if not 0 <= size <= 2 * _CHUNK:  # a header of that size would be held in memory whole
            raise ValueError("it has a header of more than 2 MB")
        data = self._stream.read(size)
        self._pay(self.tell())
        return data

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        if whence != os.SEEK_SET or place < self.tell():
            # Going back would unpack all of it again.
            raise ValueError("its parts are not in order; pack it again with zip or tar")
        self._pay(place)
        return self._stream.seek(place)

    def tell(self) -> int:
        return self._stream.tell()

    def _pay(self, place: int) -> None:
        self._room.take(max(place - self._paid, 0))
        self._paid = max(place, self._paid)


def _stem(name: str) -> str | None:
    """The name of an archive without its ending; None of another file."""
    ending = next((ending for ending in _ENDINGS if name.lower().endswith(ending)), None)
    return None if ending is None else name[: -len(ending)]


def _members(archive: Path, room: _Room) -> Iterator[tuple[str, int, SupportsRead[bytes]]]:
    """(name, packed size, content) of each regular file in an archive."""
    whole = archive.stat().st_size
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as packed:
            infos = packed.infolist()
            room.take(members=len(infos))
            for info in infos:
                if not info.is_dir():
                    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                        # zipfile unpacks other kinds in memory, unbounded.
                        raise ValueError("it uses a compression other than deflate; pack it again as an ordinary zip")
                    with packed.open(info) as file:
                        yield info.filename, info.compress_size, _Paid(file, room)
        return
    with archive.open("rb") as raw:
        zipped = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream: Any = _Paid(gzip.GzipFile(fileobj=raw) if zipped else raw, room)
        with tarfile.open(fileobj=stream, mode="r:") as tape:
            for member in tape:
                room.take(members=1)
                content = tape.extractfile(member) if member.isreg() and not member.issparse() else None
                if content is not None:
                    yield member.name, min(member.size, whole), content
