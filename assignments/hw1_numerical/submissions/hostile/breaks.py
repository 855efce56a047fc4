# expect: numerical_gradient error
# expect: jacobian out_of_memory
# expect: hessian timeout
# expect: gradient_check crashed
"""Leaves with SystemExit, asks for all memory, never answers, ends its process."""
import os
import sys

import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    sys.exit(0)


def jacobian(f, x, eps=1e-5):
    return np.ones(10**11)


def hessian(f, x, eps=1e-4):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue


def gradient_check(f, grad, x, eps=1e-5):
    os._exit(0)
