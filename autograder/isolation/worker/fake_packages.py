"""Stand-ins for packages that only show things: plots, widgets, progress bars.

The grader never pays for a picture, and no point depends on one. A stand-in takes every call and returns itself, in
the shape that code unpacks (`fig, ax = plt.subplots()`); `tqdm` iterates over what it was given.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import numpy as np

ROOTS = {"matplotlib", "mpl_toolkits", "seaborn", "plotly", "IPython", "ipywidgets", "tqdm", "google"}
_PASS_THROUGH = {"tqdm", "trange", "tqdm_notebook"}


class Absorber:
    """Takes whatever is done to it."""

    def __init__(self, name: str) -> None:
        self.__dict__["__name__"] = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absorber(name)

    def __setattr__(self, name: str, value: Any) -> None:
        pass

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        name = self.__dict__["__name__"]
        if name == "subplots":
            return Absorber("figure"), _axes(*args[:2], **kwargs)
        if name in _PASS_THROUGH:
            walked = args[0] if args else kwargs.get("iterable", ())
            return _Progress(range(walked) if name == "trange" else walked)
        return (Absorber("values"), Absorber("bins"), Absorber("patches")) if name == "hist" else Absorber(name)

    def __getitem__(self, key: Any) -> Absorber:
        return self

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __iter__(self) -> Iterator[Absorber]:
        return iter((self,))  # one item, as of `line, = ax.plot(...)`

    def __len__(self) -> int:
        return 1

    def __enter__(self) -> Absorber:
        return self

    def __exit__(self, *reason: object) -> None:
        pass


class _Progress(Absorber):
    """A progress bar without the bar."""

    def __init__(self, walked: Any) -> None:
        super().__init__("tqdm")
        self.__dict__["walked"] = walked

    def __iter__(self) -> Iterator[Any]:
        return iter(self.__dict__["walked"])


def _axes(nrows: int = 1, ncols: int = 1, *, squeeze: bool = True, **ignored: Any) -> Any:
    axes = np.empty((nrows, ncols), dtype=object)
    for at in np.ndindex(axes.shape):
        axes[at] = Absorber("axes")
    if not squeeze:
        return axes
    return axes[0, 0] if axes.size == 1 else axes.squeeze()


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "get_ipython":
            return builtins.get_ipython  # type: ignore[attr-defined]
        return Absorber(name)


class _Finder(MetaPathFinder, Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        root = fullname.partition(".")[0]
        return ModuleSpec(fullname, self, is_package=True) if root in ROOTS else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def install() -> None:
    """Put the stand-ins where imports find them, and the names that a notebook has besides Python's."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
    builtins.display = builtins.get_ipython = Absorber("IPython")  # type: ignore[attr-defined]


def tame_torch() -> None:
    """Make `torch.compile` give back what it was given: it would need a compiler, threads and files."""
    torch = sys.modules.get("torch")
    if torch is not None and getattr(torch, "compile", None) is not _uncompiled and hasattr(torch, "compile"):
        torch.compile = _uncompiled  # type: ignore[attr-defined]


def _uncompiled(model: Any = None, *args: Any, **options: Any) -> Any:
    return model if model is not None else lambda given: given


@contextmanager
def lent() -> Iterator[None]:
    """The stand-ins for as long as the body runs: for a process that needs the real packages afterwards."""
    path, modules, names = list(sys.meta_path), set(sys.modules), dict(vars(builtins))
    install()
    try:
        yield
    finally:
        sys.meta_path[:] = path
        for name in set(sys.modules) - modules:
            if isinstance(sys.modules[name], _Module):
                del sys.modules[name]
        for name in ("display", "get_ipython"):
            if name not in names:
                delattr(builtins, name)
            else:
                setattr(builtins, name, names[name])


@contextmanager
def without(package: str) -> Iterator[None]:
    """That package as if it were not installed, for as long as the body runs."""
    was = {name: sys.modules[name] for name in sys.modules if name.partition(".")[0] == package}
    sys.modules.update(dict.fromkeys([package, *was]))  # type: ignore[arg-type]  # what is None cannot be imported
    try:
        yield
    finally:
        del sys.modules[package]
        sys.modules.update(was)


def hide_engine() -> None:
    """In a worker: replace the engine by an `autograder.student` whose functions do nothing.

    The package above it offers the same ones, as older notebooks import them.
    """
    face = _Module("autograder")
    face.check = face.predict = lambda *args, **kwargs: None  # type: ignore[attr-defined]
    face.picture = face.experiment = lambda body: body  # type: ignore[attr-defined]
    face.student = face  # type: ignore[attr-defined]
    for name in [name for name in sys.modules if name.partition(".")[0] == "autograder"]:
        del sys.modules[name]
    sys.modules["autograder"] = sys.modules["autograder.student"] = face
