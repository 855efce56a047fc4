# expect: d_loss error
"""`if z > 0` where z holds one number for each sample."""


def d_loss(w, b, X, y):
    z = X @ w + b
    if z > 0:
        e = 2 * (z - y) / len(y)
    else:
        e = 0 * z
    return X.T @ e, e.sum()
