"""What a worker may read: the standard library, the packages it was given, and the system's libraries.

Never a directory that also holds something else: a course's hidden checks may well be installed next to NumPy. So
the standard library is given child by child, without the site-packages inside it.
"""

import glob
import os
import re
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from importlib.machinery import PathFinder
from typing import NamedTuple

DEVICES = ("/dev/null", "/dev/urandom", "/dev/zero")
NEVER = frozenset({"site-packages", "dist-packages"})


def readable_paths(packages: Sequence[str]) -> list[str]:
    """Files and directories, all there, for a worker that may import `packages` and their `<name>.libs`.

    A package that is not installed adds nothing: importing it will say so.
    """
    paths = [
        *_standard_library(),
        *(path for name in packages for path in _package(name)),
        *_system_libraries(),
        "/etc/ld.so.cache",
        *DEVICES,
    ]
    return [path for path in dict.fromkeys(paths) if os.path.exists(path)]


class DriverPaths(NamedTuple):
    """What an NVIDIA driver opens."""

    reads: list[str]  #: files and directories
    devices: list[str]  #: the card's, to be written and driven; empty on a machine without a driver
    own: list[str]  #: as `reads`, but each process has its own: to be looked up in the worker
    own_writes: list[str]  #: as `own`, and written: the driver writes the names of its threads there, or fails


def driver_paths() -> DriverPaths:
    """What is there of it on this machine."""
    reads = [f"/proc/{name}" for name in ("driver/nvidia", "driver/nvidia-uvm", "devices", "cpuinfo", "meminfo")]
    reads += ["/proc/modules", "/proc/sys/vm/mmap_min_addr", "/proc/sys/vm/overcommit_memory"]
    reads += ["/sys/bus/pci", "/sys/devices", "/sys/module", "/usr/local/cuda", "/usr/local/nvidia"]
    devices = sorted(glob.glob("/dev/nvidia*"))
    present = [path for path in reads if os.path.exists(path)] if devices else []
    return DriverPaths(present, devices, ["/proc/self"], ["/proc/self/task"])


def _standard_library() -> Iterator[str]:
    folder = sysconfig.get_path("stdlib")
    for name in sorted(os.listdir(folder)):
        if name not in NEVER:
            yield os.path.join(folder, name)


def _package(name: str) -> Iterator[str]:
    spec = PathFinder.find_spec(name)
    if spec is None:
        return
    if spec.submodule_search_locations is None:
        if spec.origin is not None:
            yield spec.origin
        return
    for folder in spec.submodule_search_locations:
        yield folder
        yield f"{folder}.libs"  # where a wheel keeps the shared libraries it brought along


def _system_libraries() -> Iterator[str]:
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    roots = {"/lib", "/usr/lib", "/lib64", "/usr/lib64", os.path.join(sys.base_prefix, "lib")}
    folders = [os.path.join(root, multiarch) for root in ("/lib", "/usr/lib")] if multiarch else []
    for folder in [*sorted(roots), *folders]:
        if not os.path.isdir(folder):
            continue
        if folder in folders:
            yield folder  # Debian's: nothing but libraries
        else:
            yield from (entry.path for entry in os.scandir(folder) if re.search(r"\.so[.\d]*$", entry.name))
