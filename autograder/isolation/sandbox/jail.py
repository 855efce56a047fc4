"""The jail: the layers of the wall, prepared once in the zygote and locked around each worker after its fork."""

import os
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

from . import landlock, libc, limits, namespaces
from .libc import Unavailable
from .limits import ProcessLimits
from .readable import DriverPaths, driver_paths
from .seccomp import Filter

SWITCHED_OFF = "switched off"


class Jail:
    """The walls of this machine, ready to be locked. Built once, in the zygote.

    `layers` names what is prepared and `missing` says of each other layer why it is not. Neither is a
    promise: what holds is measured by `canary` inside a locked worker.
    """

    def __init__(
        self, readable: Sequence[str], *, private_root: bool = False, gpu: bool = False, without: Collection[str] = ()
    ) -> None:
        """Prepare the layers that let a worker read `readable` and nothing else, but for those in `without`.

        With `private_root` (after `namespaces.enter` has held) this process, too, moves into a root that
        holds nothing but `readable`. Raise `OSError` where that fails half-way, or a path is not there.
        For a `gpu` the walls are lower, since its driver needs /proc, /sys, threads and calls of its own: there is no
        private root, the filter lets those calls through, and the driver's devices are open.
        """
        self._gpu = gpu
        self._readable = readable
        self.missing: dict[str, str] = {}
        self._zygote = os.getpid()
        self._ruleset: int | None = None
        self._filter: Filter | None = None
        self._meter: limits.Meter | None = None
        prepared = []
        for name, prepare in (
            ("rlimits", self._prepare_limits),
            ("private root", lambda: self._prepare_root(readable, private_root)),
            ("landlock", lambda: self._prepare_landlock(readable)),
            ("seccomp", self._prepare_seccomp),
        ):
            try:
                if name in without:
                    raise Unavailable(SWITCHED_OFF)
                prepare()
                prepared.append(name)
            except Unavailable as reason:
                self.missing[name] = str(reason)
        self.layers = tuple(prepared)

    def _prepare_limits(self) -> None:
        libc.require_linux()
        self._meter = limits.Meter()  # while there is a /proc to open it in

    def _prepare_root(self, readable: Sequence[str], wanted: bool) -> None:
        if not wanted:
            raise Unavailable("not in namespaces of our own")
        if self._gpu:
            with _said("a GPU's driver would not work behind it, and it would need a /proc of its own"):
                namespaces.mount_own_proc()  # in the machine's own /proc it would not find its threads by their numbers
            raise Unavailable("a GPU's driver would not work behind it")
        namespaces.shut_in(readable)

    def _prepare_landlock(self, readable: Sequence[str]) -> None:
        # To import a module, Python lists the directories of sys.path: their names, not their files.
        listable = {os.path.dirname(path) for path in readable}.intersection(sys.path)
        driver = driver_paths() if self._gpu else DriverPaths([], [], [], [])
        self._ruleset = landlock.prepare(
            [*readable, *driver.reads, *driver.own, *driver.own_writes],
            listable,
            driver.devices,
            {*landlock.WRITABLE, *driver.own_writes},
        )

    def _prepare_seccomp(self) -> None:
        open_to_writes = self._ruleset is None and "private root" in self.missing
        self._filter = Filter(self._gpu, read_only=open_to_writes and not self._gpu)

    def lock(self, limits_: ProcessLimits, uid: int | None, keep: Iterable[int] = (0, 1, 2)) -> None:
        """Shut this process in, for good: called in the worker, right after the fork.

        As root, switch to `uid` (and the gid of the same number). Close all files but `keep`. Every layer
        prepared is applied or an exception leaves the worker to die; a process that got only half of them
        must never run a student's code.
        """
        if self._meter is None:
            raise Unavailable(self.missing["rlimits"])
        if self._gpu and self._ruleset is not None:
            self._prepare_landlock(self._readable)  # anew, since every process has its own /proc/self
        os.setsid()
        os.chdir("/")  # where the judge was started is nobody's business
        with _said("its limits cannot be set"):
            limits.apply(limits_, self._meter.mapped(), self._gpu)
        if uid is not None:
            with _said(f"it cannot become user {uid}"):
                os.setgroups([])
                os.setresgid(uid, uid, uid)
                os.setresuid(uid, uid, uid)
        libc.die_with_parent()
        if os.getppid() != self._zygote:
            raise ProcessLookupError("the zygote ended while its worker was being locked")
        libc.drop_capabilities()
        libc.forbid_dumps()
        libc.forbid_new_privileges()
        if self._ruleset is not None:
            landlock.restrict(self._ruleset)
        _close_all_but(keep)
        if self._filter is not None:
            self._filter.install(os.getpid())


@contextmanager
def _said(what: str) -> Iterator[None]:
    """Say `what` failed where Python's own wrappers of the kernel's calls leave it unsaid."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise Unavailable(f"{what}: {error}") from error


def _close_all_but(keep: Iterable[int]) -> None:
    start = 0
    for fd in sorted(set(keep)):
        if start < fd:  # os.closerange(0, 0) closes everything
            os.closerange(start, fd)
        start = fd + 1
    os.closerange(start, 2**31 - 1)  # one close_range(2), however many
