"""The zip that an instructor uploads to Gradescope: the engine, one assignment without its planted work, two scripts.

    setup.sh              once, when the image is built
    run_autograder        for each submission
    gradescope.toml       the assignment, its seed, the least isolation
    constraints.txt       every version that setup.sh installs
    wheels/               the engine
    course/assignments/<hw>/

It holds hidden checks and the reference, so it is staff's, as its file's mode says.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from pathlib import Path

from autograder.core.model import CourseFault
from autograder.course.course import Course
from autograder.hosts.gradescope.settings import NAME, PackageSettings
from autograder.student.handout import ENGINE, build_wheel

_FILES = Path(__file__).parent / "files"
_SCRIPTS = ("setup.sh", "run_autograder")
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # of the times of zip files: equal content gives equal bytes


def write_package(course: Course, settings: PackageSettings, path: Path) -> None:
    """Write the zip, whole or not at all; the same course, engine and settings give the same bytes.

    `CourseFault` where the assignment cannot be read, or only an installed engine is at hand.
    """
    course.lesson(settings.assignment)
    folder = course.folder(settings.assignment)
    constraints = ENGINE / "constraints.txt"
    with tempfile.TemporaryDirectory() as room:
        wheel = build_wheel(Path(room))
        files = {name: (_FILES / name).read_bytes() for name in _SCRIPTS} | {
            NAME: settings.to_toml().encode(),
            "constraints.txt": _read(constraints),
            f"wheels/{wheel.name}": wheel.read_bytes(),
        }
    for name in ("assignment.toml", f"{settings.assignment}.py", "test_public.py", "test_hidden.py"):
        files[f"course/assignments/{settings.assignment}/{name}"] = _read(folder / name)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            _zip(files, target)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _zip(files: dict[str, bytes], target: object) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _BEGINNING)
            entry.external_attr = (0o100755 if name in _SCRIPTS else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CourseFault(f"{path} cannot be read: {error.strerror}") from None
