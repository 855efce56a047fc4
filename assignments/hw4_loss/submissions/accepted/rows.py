# expect: * passed
"""The bias is one weight more, einsum sums, and the gradient comes as a row (1, n)."""
import numpy as np


def padded(w, b, X):
    return np.append(w, b), np.column_stack([X, np.ones(len(X))])


def loss(w, b, X, y):
    v, Z = padded(w, b, X)
    r = np.where(Z @ v > 0, Z @ v, 0) - y
    return np.einsum("i,i->", r, r) / len(r)


def d_loss(w, b, X, y):
    v, Z = padded(w, b, X)
    r = np.where(Z @ v > 0, Z @ v - y, 0)
    row = 2 * np.einsum("i,ij->j", r, Z)[None, :] / len(y)
    return row[:, :-1], row[0, -1]


def train(w, b, X, y, learning_rate=0.1, steps=100):
    v, losses = padded(w, b, X)[0], []
    while len(losses) < steps:
        losses.append(loss(v[:-1], v[-1], X, y))
        dw, db = d_loss(v[:-1], v[-1], X, y)
        v -= learning_rate * np.append(dw, db)
    return v[:-1], v[-1], losses
