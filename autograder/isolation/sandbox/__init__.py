"""The wall around a process that will run a student's code.

    judge                       never enters; lays out bait, measures        isolation
      | exec
    zygote                      own mounts, pids, network, ipc               namespaces
      |                         own root: `readable_paths`, read-only        namespaces, readable
      | fork, for each submission
    worker                      own session and uid, no other files open     jail
      rlimits                   memory, CPU time, files, no processes        limits
      Landlock                  opens only what is readable, writes nothing  landlock
      seccomp                   makes only harmless system calls             seccomp, syscalls

Each layer stops most attacks alone; where a kernel lacks one, the others stand, and `canary`, run in a
locked worker, tells what a student could do. Linux only, on x86_64 and aarch64; elsewhere everything can be
imported and says `Unavailable`. `libc` has the calls of the C library that the layers share.

    entered = enter()                                    # zygote, before anything else
    readable = readable_paths(["numpy"])
    import numpy
    jail = Jail(readable, private_root=entered.held)
    if os.fork() == 0:
        jail.lock(ProcessLimits(memory=512 << 20, cpu_seconds=5), uid)
"""

from .isolation import LEVELS, Bait, Isolation, measure, too_little
from .jail import SWITCHED_OFF, Jail
from .libc import Unavailable
from .limits import ProcessLimits
from .namespaces import USERS, Entered, enter, has_users, shut_in
from .readable import readable_paths

__all__ = [
    "LEVELS",
    "SWITCHED_OFF",
    "USERS",
    "Bait",
    "Entered",
    "Isolation",
    "Jail",
    "ProcessLimits",
    "Unavailable",
    "enter",
    "has_users",
    "measure",
    "readable_paths",
    "shut_in",
    "too_little",
]
