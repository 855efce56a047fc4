"""Resource limits: what a worker may use up before the kernel stops it."""

import os
import sys
from dataclasses import dataclass

if sys.platform != "win32":
    import resource


DRIVER_FILES = 1024


@dataclass(frozen=True)
class ProcessLimits:
    """How much one worker may use."""

    memory: int  #: bytes, on top of what the zygote has mapped at the fork
    cpu_seconds: int  #: then SIGXCPU; one second later SIGKILL, if that was ignored
    open_files: int = 64


class Meter:
    """Tells how much memory this process has mapped, also where /proc can no longer be reached.

    The zygote opens the file once. A worker reads the zygote's size from it, which right after the fork is its own.
    """

    def __init__(self) -> None:
        self._statm = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)

    def mapped(self) -> tuple[int, int]:
        """Bytes of address space, and bytes of private data in it."""
        pages = os.pread(self._statm, 128, 0).split()
        size = resource.getpagesize()
        return int(pages[0]) * size, int(pages[5]) * size


def apply(limits: ProcessLimits, mapped: tuple[int, int], gpu: bool = False) -> None:
    """Set every limit on this process, so that it cannot be raised again.

    `mapped` is what `Meter.mapped` says. A GPU's driver reserves address space by the terabyte, starts threads and
    pins memory, so those three limits are off where one is used. It also makes a file in memory and opens about
    twenty files for each card: such a worker may have more files, and one in memory as large as its own memory.
    """
    address_space, data = mapped
    driver_needs = (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_MEMLOCK) if gpu else ()
    open_files, file_size = (DRIVER_FILES, limits.memory) if gpu else (limits.open_files, 0)
    for which, soft, hard in (
        (resource.RLIMIT_AS, address_space + limits.memory, None),
        (resource.RLIMIT_DATA, data + limits.memory, None),
        (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1),
        (resource.RLIMIT_NOFILE, _open_files(open_files), None),
        (resource.RLIMIT_FSIZE, file_size, None),
        (resource.RLIMIT_NPROC, 0, None),
        (resource.RLIMIT_CORE, 0, None),
        (resource.RLIMIT_MEMLOCK, 0, None),
    ):
        if which not in driver_needs:
            resource.setrlimit(which, (soft, soft if hard is None else hard))


def _open_files(wanted: int) -> int:
    """As many files as wanted, or as this machine allows."""
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return wanted if allowed == resource.RLIM_INFINITY else min(wanted, allowed)
