# expect: quiz wrong_value entries
"""Entries for bytes; all else is right."""
import torch


def quiz(m, n):
    return dict(vjp=[n], rows=m, twice=2.0, hessian=1 + n, hvp=2, bytes=n * n, linear=False, returned=n)
