"""The warm parent of all workers: imports once, then forks a locked-down child for each submission.

Run as `python -I -B -m autograder.isolation.worker.zygote FD`, exec'd fresh by the judge, so that its memory never
held a test, an answer or a secret. FD is a SOCK_SEQPACKET socket; each packet is one request:

    hello   what to import, what workers may read       -> what holds and what does not
    fork    limits, and the worker's end of a channel   -> its pid
    reap    a pid: killed if it still runs              -> how it ended, and the memory it peaked at
    drop    a pid: killed, and nobody waits for it

It runs no student code. When the judge hangs up it ends, and every worker with it.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from typing import Any

from autograder.isolation import sandbox
from autograder.isolation.sandbox import canary
from autograder.isolation.wire import Channel, decode, encode
from autograder.isolation.worker import fake_packages, serve, tensors

PACKET = 1 << 16


def main(fd: int) -> None:
    control = socket.socket(fileno=fd)
    _, flavour, without = decode(control.recv(PACKET))
    os.environ["HOME"] = "/nonexistent"
    os.chdir("/")
    entered = sandbox.Entered(False, sandbox.SWITCHED_OFF) if "namespaces" in without else sandbox.enter()
    readable = sandbox.readable_paths(_warm_up(flavour))
    jail = sandbox.Jail(readable, private_root=entered.held, gpu=flavour == "cuda", without=without)
    missing = dict(jail.missing)
    if not entered.held:
        missing["namespaces"] = entered.reason
    serve.silence()
    fake_packages.install()
    fake_packages.hide_engine()
    gc.collect()
    gc.freeze()
    control.send(encode(["ready", list(jail.layers), missing]))
    _serve(control, jail)


def _serve(control: socket.socket, jail: sandbox.Jail) -> None:
    workers: set[int] = set()
    dropped: set[int] = set()
    while True:
        packet, fds, _, _ = socket.recv_fds(control, PACKET, 1)
        if not packet:
            break
        dropped -= {pid for pid in dropped if os.waitpid(pid, os.WNOHANG)[0]}
        match decode(packet):
            case ["fork", role, memory, cpu_seconds, uid]:
                pid = os.fork()
                if pid == 0:
                    control.close()
                    _become_worker(role, fds[0], jail, sandbox.ProcessLimits(memory, cpu_seconds), uid)
                workers.add(pid)
                reply: list[Any] = ["pid", pid]
            case ["drop", pid] if pid in workers:
                workers.discard(pid)
                os.kill(pid, signal.SIGKILL)
                dropped.add(pid)
                continue
            case ["reap", pid, patience] if pid in workers:
                workers.discard(pid)
                reply = ["gone", *_reap(pid, patience)]
            case _:
                reply = ["unknown"]
        for received in fds:
            os.close(received)
        control.send(encode(reply))
    for pid in workers:
        os.kill(pid, signal.SIGKILL)


def _become_worker(role: str, fd: int, jail: sandbox.Jail, limits: sandbox.ProcessLimits, uid: int | None) -> None:
    """Never returns: a worker ends here whatever happens."""
    status = 1
    try:
        serve.open_null()
        channel = Channel(fd, patient=True)  # before the lock: the filter refuses the ioctl that this makes
        sys.modules["numpy"].random.seed(int.from_bytes(os.urandom(4)))  # or all workers would draw the same
        try:
            jail.lock(limits, uid, keep=(0, 1, 2, fd))
        except Exception as error:
            channel.send(str(error) or type(error).__name__)
            raise
        channel.send("locked")
        if role == "gpu":
            channel.send(_try_gpu())
        elif role == "canary":
            channel.send(canary.probe(channel.receive() | {"fds": [0, 1, 2, fd]}))
        else:
            serve.serve(channel)
        status = 0
    finally:
        os._exit(status)


def _try_gpu() -> str:
    """Why this worker cannot compute on the GPU; empty where it can."""
    torch = sys.modules["torch"]
    try:
        x = torch.ones(3, device="cuda", requires_grad=True)
        (x * x).sum().backward()
        return "" if x.grad.sum().item() == 6.0 else "the GPU computes 2 + 2 + 2 wrongly"
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _reap(pid: int, patience: float) -> tuple[int, int]:
    """The wait status and peak memory (KiB) of a worker, killed unless it ends by itself within `patience` seconds."""
    ends = time.monotonic() + patience
    found = os.wait4(pid, os.WNOHANG)
    while found[0] == 0 and time.monotonic() < ends:
        time.sleep(0.002)
        found = os.wait4(pid, os.WNOHANG)
    if found[0] == 0:
        os.kill(pid, signal.SIGKILL)
        found = os.wait4(pid, 0)
    return found[1], found[2].ru_maxrss


def _warm_up(flavour: str) -> Sequence[str]:
    """Import what students use, and what that would import late. Return the packages that workers may read."""
    import numpy as np

    rng = np.random.default_rng(0)
    square = rng.standard_normal((4, 4))
    np.linalg.svd(square)
    np.linalg.solve(square, square)
    np.fft.fft(square)
    np.random.standard_normal(3)
    np.einsum("ij,jk->ik", square, square)
    for late in (
        "numpy.polynomial",
        "numpy.testing",
        "numpy.ma",
        "dataclasses",
        "functools",
        "itertools",
        "typing",
        "math",
        "random",
        "collections",
        "copy",
        "warnings",
        "json",
        "inspect",
        "unittest",
    ):
        importlib.import_module(late)
    if flavour == "numpy":
        return ["numpy"]
    import torch

    torch.set_num_threads(1)
    x = torch.ones(3, dtype=torch.float64, requires_grad=True)
    if flavour == "cuda":
        # To differentiate, and to step an optimizer, starts CUDA, and no process that is forked after that can use it.
        torch.func.jvp(_square, (x.detach(),), (x.detach(),))
        importlib.import_module("torch._dynamo")  # the first torch.func.grad would
    else:
        torch.autograd.grad((x * x).sum(), x)
        torch.func.jvp(torch.func.grad(_square), (x.detach(),), (x.detach(),))
        torch.optim.Adam([x]).step()
    torch.set_num_threads = lambda nthreads: None  # threads are forbidden, and libgomp would end the process over it
    tensors.kept()
    return [
        "numpy",
        "torch",
        "nvidia",  # CUDA's libraries, from which the driver's parts of torch load more at work
        "triton",
        "torchgen",
        "functorch",
        "sympy",
        "mpmath",
        "networkx",
        "jinja2",
        "markupsafe",
        "typing_extensions",
        "filelock",
        "fsspec",
    ]


def _square(t: Any) -> Any:
    return (t * t).sum()


if __name__ == "__main__":
    main(int(sys.argv[1]))
