# expect: * passed
"""Exported from a notebook: magics, shell lines, a first try, a picture, a failing test of its own at the end."""
%matplotlib inline
!pip install numpy
import numpy as np
import matplotlib.pyplot as plt


def d_loss(w, b, X, y):
    return 0  # a first try


def loss(w, b, X, y):
    return np.mean((y - np.maximum(0, X@w + b))**2)


def d_loss(w, b, X, y):
    z = X@w + b
    e = 2*np.where(z > 0, z - y, 0)/len(y)
    return e@X, np.sum(e)


def train(w, b, X, y, learning_rate=0.1, steps=100):
    losses = []
    for i in range(steps):
        losses += [loss(w, b, X, y)]
        dw, db = d_loss(w, b, X, y)
        w, b = w - learning_rate*dw, b - learning_rate*db
    return w, b, losses


%timeit loss(np.ones(2), 0.0, np.ones((3, 2)), np.ones(3))
files = !ls
fig, ax = plt.subplots()
ax.plot(train(np.ones(2), 0.0, np.ones((3, 2)), np.ones(3))[2])
assert loss(np.ones(2), 0.0, np.ones((3, 2)), np.ones(3)) == 0, "my own test, which is wrong"
