# The Jacobian with its entries is that of the other layout.
# expect: quiz wrong_value transposed_entries

import numpy as np


def quiz(m, n):
    shapes = {"gradient": (n,), "jacobian": (m, n), "one output": (1, n), "hessian": (n, n)}
    entries = {"two variables": np.array([2 * m * n, m**2]), "written out": np.array([[2 * m * n, 1], [m**2, 3]])}
    return shapes | entries | {"evaluations": n + n, "forward": 2.0, "central": 4.0, "twice": 1 / 2}
