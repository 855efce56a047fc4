"""What all submissions of a run share, and which engine judges them."""

from __future__ import annotations

import functools
import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from autograder import __version__


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


def new_seed() -> int:
    """A seed that nobody can guess."""
    return secrets.randbits(63)
