"""The smallest zygote: enter namespaces, warm up, build the jail, fork one worker, say as JSON how it went.

Run as `python -I -B mini_zygote.py ORDER`, with ORDER the JSON object that `tests/isolation/test_sandbox.py` writes.
The worker runs `work` with `np`, `probe`, `bait` (and `torch`) in its globals and answers with `result`.
"""

import json
import os
import sys
import time

order = json.loads(sys.argv[1])
sys.path[:0] = order["paths"]

from autograder.isolation.sandbox import Jail, ProcessLimits, enter, readable_paths

entered = enter() if order["namespaces"] else None

import numpy as np

from autograder.isolation.sandbox.canary import probe

np.linalg.svd(np.ones((3, 3)))
given = {"np": np, "probe": probe}
if "torch" in order["packages"]:
    import torch

    torch.set_num_threads(1)
    given["torch"] = torch
readable = readable_paths(order["packages"])
jail = Jail(readable, private_root=bool(entered), gpu=order["gpu"]) if order["lock"] else None

reading, writing = os.pipe()
given["bait"] = {**order["bait"], "fds": [0, 1, 2, writing]}
worker = os.fork()
if not worker:
    answer = {}
    try:
        start = time.perf_counter()
        if jail:
            jail.lock(ProcessLimits(order["memory"], order["cpu_seconds"]), order["uid"], (0, 1, 2, writing))
        answer["lock_ms"] = 1000 * (time.perf_counter() - start)
        exec(order["work"], given)
        answer["result"] = given["result"]
    except BaseException as error:
        answer["error"] = repr(error)
    os.write(writing, json.dumps(answer).encode())
    os._exit(0)
os.close(writing)
with open(reading) as answers:
    said = answers.read()
status = os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])
print(
    json.dumps(
        {
            "namespaces": entered and [entered.held, entered.reason],
            "missing": jail.missing if jail else {},
            "status": status,
            **json.loads(said or "{}"),
        }
    )
)
