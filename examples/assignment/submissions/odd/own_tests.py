# expect: * passed
"""TODO: at least six honest oddities. This one prints, and tests itself at the end."""
import numpy as np


def d_square(x):
    print("called with", x)
    return [2.0 * value for value in x]


assert np.allclose(d_square(np.ones(3)), 2)
