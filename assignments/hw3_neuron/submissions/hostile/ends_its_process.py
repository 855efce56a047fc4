# expect: activation error
# expect: d_activation crashed
"""One function raises SystemExit, the other ends the process, hoping that silence passes."""
import os


def activation(w, x, b):
    raise SystemExit(0)


def d_activation(w, x, b):
    os._exit(0)
