# expect: * passed
"""Every warning is an error; a package is missing; input() finds nothing; a main block."""
import warnings

import numpy as np
import jax.numpy as jnp

np.seterr(all="raise")
warnings.simplefilter("error")


def loss(w, b, X, y):
    return np.mean((y - np.maximum(0, X @ w + b)) ** 2)


def d_loss(w, b, X, y):
    z = X @ w + b
    e = 2 * (z - y) * (z > 0) / len(y)
    return X.T @ e, e.sum()


def train(w, b, X, y, learning_rate=0.1, steps=100):
    losses = np.zeros(steps)
    for t in range(steps):
        losses[t] = loss(w, b, X, y)
        dw, db = d_loss(w, b, X, y)
        w = w - learning_rate * dw
        b = b - learning_rate * db
    return w, b, losses


try:
    learning_rate = float(input("learning rate? "))
except EOFError:
    learning_rate = 0.1

if __name__ == "__main__":
    print(train(np.ones(1), 0.0, np.ones((2, 1)), np.ones(2), learning_rate, 3))
