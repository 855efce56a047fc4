# expect: d_square mutated_input
"""x is doubled where it stands."""


def d_square(x):
    x *= 2
    return x
