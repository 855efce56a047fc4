# kind: exhaustion
# verdict: wrong_dtype, wrong_shape
"""Lists in lists without end, one of them in itself."""


def loss(w, b, X, y):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    knot = [deep]
    knot.append(knot)
    return knot
