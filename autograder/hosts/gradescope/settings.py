"""What a package says of itself: `gradescope.toml` in the zip, which an instructor may edit."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from autograder.core.model import CourseFault
from autograder.isolation.sandbox import LEVELS

NAME = "gradescope.toml"


@dataclass(frozen=True)
class PackageSettings:
    """`seed` is that of the class, so that who hands in again meets the same cases."""

    assignment: str
    seed: int
    isolation: str = "strict"

    def to_toml(self) -> str:
        return (
            f'assignment = "{self.assignment}"\n'
            f"seed = {self.seed}  # secret: the hidden cases are drawn from it\n"
            f'isolation = "{self.isolation}"  # the least that is marked with: {", ".join(reversed(LEVELS))}\n'
        )

    @classmethod
    def parse(cls, text: str) -> PackageSettings:
        """`CourseFault` where the text says something else than `to_toml` writes."""
        try:
            said = tomllib.loads(text)
            made = cls(str(said["assignment"]), int(said["seed"]), str(said["isolation"]))
        except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
            raise CourseFault(f"{NAME}: {type(error).__name__}: {error}; make the package again") from None
        if made.isolation not in LEVELS:
            raise CourseFault(f"{NAME}: isolation is {made.isolation!r}; it can be {', '.join(LEVELS)}")
        return made
