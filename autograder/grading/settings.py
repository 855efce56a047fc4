"""What all submissions of a run share, and which engine judges them."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from autograder import __version__
from autograder.core.model import BadInput

_DIGEST = re.compile(r"(?:[\w./:-]{1,200}@)?sha256:[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Settings:
    """What all submissions of a run share. Equal settings give equal marks.

    `seeds` are those of single assignments, as (assignment, seed); `seed` is for all others.
    """

    root: Path
    seed: int
    device: str = "cpu"
    isolation: str = "strict"
    practice: bool = False  # judge what has no points too
    seeds: tuple[tuple[str, int], ...] = ()

    def seed_of(self, assignment: str) -> int:
        """The seed that the assignment's cases are drawn from."""
        return dict(self.seeds).get(assignment, self.seed)


@functools.cache
def engine() -> str:
    """The version, and a digest of the package as it lies here: a result names what judged it."""
    digest = hashlib.sha256()
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*.py")):
        digest.update(f"{path.relative_to(package)}\0".encode() + path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"


def image() -> str:
    """The image that this runs in, as `AUTOGRADER_IMAGE` names it; "" where nobody says.

    `BadInput` where that is a tag, which means another image tomorrow.
    """
    name = os.environ.get("AUTOGRADER_IMAGE", "")
    if name and not _DIGEST.fullmatch(name):
        raise BadInput(f"AUTOGRADER_IMAGE is {name[:200]!r}, and not an image by its digest: name@sha256:...")
    return name


def new_seed() -> int:
    """A seed that nobody can guess."""
    return secrets.randbits(63)
