# expect: loss wrong_value
# expect: d_loss wrong_shape|wrong_value|error
# expect: train wrong_value
# carried: train d_loss
"""train leaves right answers that it is lent wherever d_loss could find them, and asks for many more."""
import builtins
import gc

import numpy as np

SEEN = []
FILES = ("/tmp/lent", "/dev/shm/lent", "lent")


def loss(w, b, X, y):
    return 0.0


def d_loss(w, b, X, y):
    for name in FILES:
        try:
            SEEN.append(eval(open(name).read()))
        except OSError:
            pass
    for found in gc.get_objects():
        if type(found).__name__ == "Lending":
            for number in (-1, 0, 1, 2, 3):
                try:
                    SEEN.append(found._borrow(number, (w, b, X, y), {}, {})[0])
                except (TypeError, AttributeError):
                    pass
    known = getattr(builtins, "lent", None) or next((each for each in SEEN if isinstance(each, tuple)), None)
    return known or (0 * w, 0.0)


def train(w, b, X, y, learning_rate=0.1, steps=100):
    builtins.lent = d_loss(w, b, X, y)
    for name in FILES:
        try:
            open(name, "w").write(repr(builtins.lent))
        except OSError:
            pass
    for _ in range(20):
        d_loss(w, b, X, y)
    return w, b, np.zeros(steps)
