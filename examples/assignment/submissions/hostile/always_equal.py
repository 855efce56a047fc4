# expect: d_square wrong_dtype none
"""TODO: at least six attacks. This one returns something that says it equals everything."""


class Anything:
    def __eq__(self, other):
        return True

    def __array__(self, *args, **kwargs):
        raise TypeError


def d_square(x):
    return Anything()
