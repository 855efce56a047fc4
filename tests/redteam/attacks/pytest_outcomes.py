# kind: forged report
# verdict: error
"""Raises the test runner's own outcomes: skip, expected failure, unittest's SkipTest."""
import unittest


def attack():
    try:
        import pytest

        pytest.skip("not today")
    except ImportError:
        raise unittest.SkipTest("not today")
