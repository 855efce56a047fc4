"""A student's own modules, imported from text: files that lie beside the work, and what `%%writefile` writes."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

Run = Callable[[ModuleType, str, str], None]

MAX_MODULES = 20  # with those that cells write


class OwnModules(MetaPathFinder, Loader):
    """Finds them after everything else, so that none takes the place of a module that is there.

    `run` is given a new module, the name of its file and its text.
    """

    def __init__(self, run: Run) -> None:
        self.texts: dict[str, str] = {}
        self._run = run

    def add(self, file: str, text: str) -> None:
        """Make a file importable, or the new text of one."""
        name = file.removeprefix("./").removesuffix(".py")
        if file.endswith(".py") and re.fullmatch(r"[^\W\d]\w*", name) and len(self.texts) < MAX_MODULES:
            self.texts[name] = text
            if isinstance(getattr(sys.modules.get(name), "__loader__", None), OwnModules):
                del sys.modules[name]
            if self not in sys.meta_path:
                older = (at for at, finder in enumerate(sys.meta_path) if isinstance(finder, OwnModules))
                sys.meta_path.insert(next(older, len(sys.meta_path)), self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(fullname, self, origin=f"{fullname}.py") if fullname in self.texts else None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        self._run(module, f"{module.__name__}.py", self.texts[module.__name__])
