# expect: * passed
"""All warnings and floating-point events are errors; own tests, one of which fails; own names for everything."""
import unittest
import warnings

import numpy as np

warnings.simplefilter("error")
np.seterr(all="raise")
np.set_printoptions(precision=1, suppress=True)
np.random.seed(1)


def d_add(w, x):
    return np.eye(len(w)), np.eye(len(x))


def d_sub(w, x):
    return np.eye(len(w)), -np.eye(len(x))


def d_mul(w, x):
    return np.diag(x), np.diag(w)


def d_div(w, x):
    return np.diag(1 / x), np.diag(-w / x**2)


def d_add_scalar(x, z):
    return np.eye(len(x)), np.ones((len(x), 1))


def d_mul_scalar(x, z):
    return z * np.eye(len(x)), x.reshape(-1, 1)


def d_sum(J):
    return J.sum(axis=0)


def chain(J_outer, J_inner):
    return J_outer @ J_inner


def d_quadratic(A, b, x):
    return 2 * A @ np.diag(A @ x + b) @ A


class MyTests(unittest.TestCase):
    def test_sum(self):
        self.assertEqual(d_sum(np.ones((2, 3))).shape, (1, 3), "flat")


def conftest(*args):
    raise AssertionError


def pytest_runtest_protocol(item, nextitem):
    return True


unittest.main(argv=["x"], exit=False)
