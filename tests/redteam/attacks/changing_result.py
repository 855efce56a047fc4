# kind: comparison
# verdict: wrong_dtype, error
"""A result that is another thing at each look, and looks broken to whoever looks closely."""


class Shy:
    looks = 0

    def __getattribute__(self, name):
        Shy.looks += 1
        if Shy.looks % 2:
            raise RuntimeError("do not look")
        return 0.0

    __class__ = property(lambda self: float)
    __reduce__ = lambda self: (print, ("taken",))
    __del__ = lambda self: 1 / 0


def loss(w, b, X, y):
    return Shy()
