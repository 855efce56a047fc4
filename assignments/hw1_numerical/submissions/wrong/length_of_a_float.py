# expect: jacobian error
"""len(f(x)), where f gives a float."""
import numpy as np


def jacobian(f, x, eps=1e-5):
    J = np.zeros((len(f(x)), x.size))
    for j, d in enumerate(eps * np.eye(x.size)):
        J[:, j] = (f(x + d) - f(x - d)) / (2 * eps)
    return J
