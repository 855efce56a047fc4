# The two differences are swapped.
# expect: quiz wrong_value orders_swapped

import numpy as np


def quiz(m, n):
    return {
        "gradient": (n,),
        "two variables": np.array([2.0 * m * n, m**2]),
        "jacobian": (m, n),
        "written out": np.array([[2.0 * m * n, m**2], [1, 3]]),
        "one output": (1, n),
        "hessian": (n, n),
        "evaluations": 2 * n,
        "forward": 4,
        "central": 2,
        "twice": 0.5,
    }
