# expect: activation wrong_value
# expect: d_activation wrong_dtype
"""Searches frames and files for what is expected; what it reads it returns."""
import sys


def stolen():
    found, frame = [], sys._getframe()
    while frame:
        found += [value for name, value in frame.f_locals.items() if name in ("right", "expected", "cases")]
        frame = frame.f_back
    for name in ("test_hidden.py", "/proc/self/environ", "/proc/1/environ", "hw3_neuron.py"):
        try:
            found.append(open(name).read())
        except OSError:
            pass
    return found


def activation(w, x, b):
    return float(len(stolen())) - 7.0


def d_activation(w, x, b):
    return str(stolen()), str(stolen()), str(stolen())
