# expect: d_square wrong_value no_two
"""TODO: a file for every mistake that students make, with the name it must get (`none`: no name may be given)."""


def d_square(x):
    return x
