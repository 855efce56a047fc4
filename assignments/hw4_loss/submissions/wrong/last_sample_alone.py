# expect: loss wrong_value last_sample_alone
# expect: d_loss wrong_value last_sample_alone
"""= for +=: each sample takes the place of those before."""


def loss(w, b, X, y):
    for x, target in zip(X, y):
        total = (target - max(0.0, w @ x + b)) ** 2
    return total / len(y)


def d_loss(w, b, X, y):
    for x, target in zip(X, y):
        z = w @ x + b
        error = 2 * (z - target) * (z > 0)
        dw, db = error * x, error
    return dw / len(y), db / len(y)
