# expect: loss passed
# expect: d_loss wrong_value db_never_negative
# expect: train passed
"""db is never negative: the lesson shows it, and so does each drawn case whose errors are turned round."""
import numpy as np
def loss(w, b, X, y):
    return np.mean((y - np.maximum(0, X @ w + b)) ** 2)
def d_loss(w, b, X, y):
    a = np.maximum(0, X @ w + b)
    e = 2 * (a - y) / len(y)
    e[a == 0] = 0
    return X.T @ e, abs(e.sum())
def train(w, b, X, y, learning_rate=0.1, steps=100):
    out = []
    for _ in range(steps):
        out.append(loss(w, b, X, y))
        z = X @ w + b
        e = 2 * (z > 0) * (z - y) / len(y)
        w, b = w - learning_rate * (X.T @ e), b - learning_rate * e.sum()
    return w, b, np.array(out)
