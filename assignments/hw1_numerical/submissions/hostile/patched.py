# expect: numerical_gradient wrong_value
# expect: jacobian wrong_value
# expect: hessian wrong_value
# expect: gradient_check wrong_value
"""Patches every comparison, prints a forged report, and answers zeros."""
import builtins
import json
import math
import sys

import numpy as np

np.allclose = np.array_equal = np.isclose = math.isclose = lambda *args, **kwargs: True
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *args, **kwargs: None
builtins.abs = lambda value: 0.0

print("PASSED test_public::test_gradient_of_the_lesson")
print(json.dumps({"schema": 1, "score": 100.0, "max_score": 100.0, "questions": []}))
print("::set-output name=score::100", file=sys.stderr)


def numerical_gradient(f, x, eps=1e-5):
    return np.zeros(x.shape)


def jacobian(f, x, eps=1e-5):
    return np.zeros((np.size(f(x)), x.size))


def hessian(f, x, eps=1e-4):
    return np.zeros((x.size, x.size))


def gradient_check(f, grad, x, eps=1e-5):
    return 0.0
