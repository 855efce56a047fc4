# kind: theft
# verdict: wrong_value
# stopped by: namespaces, landlock
"""Imports the engine, the checks and the reference; looks for their text in caches of lines and of bytecode."""
import importlib
import linecache
import sys


def attack():
    sys.path[:0] = [BAIT["course"], BAIT["root"]]
    found = []
    for name in ("autograder.judge.judge", "autograder.checks.oracle", "test_hidden", "test_public", "hw4_loss", "pytest", "conftest"):
        for known in [known for known in sys.modules if known.partition(".")[0] == name.partition(".")[0]]:
            if getattr(sys.modules[known], "__file__", None):  # what stands in for the engine comes from no file
                found.append(known)
        try:
            module = importlib.import_module(name)
            found += [name] if getattr(module, "__file__", None) else []
        except Exception:
            pass
    found += [name for name in linecache.cache if "test_" in name or "judge" in name]
    mine = {"hw4_loss", "hw4_loss.py"}
    return [name for name in found if name not in mine]
