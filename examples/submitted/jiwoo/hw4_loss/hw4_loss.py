import numpy as np

def loss(w, b, X, y):
    pred = np.maximum(0, np.dot(X, w) + b)
    return np.mean((y - pred) ** 2)

def d_loss(w, b, X, y):
    N = len(y)
    pred = np.maximum(0, np.dot(X, w) + b)
    error = pred - y
    # chain rule: 2 * error * x
    dw = 2 / N * np.dot(error, X)
    db = 2 / N * np.sum(error)
    return dw, db

def train(w, b, X, y, learning_rate=0.1, steps=100):
    losses = []
    for i in range(steps):
        losses.append(loss(w, b, X, y))
        dw, db = d_loss(w, b, X, y)
        w = w - learning_rate * dw
        b = b - learning_rate * db
    # it goes down so it should be right
    return w, b, np.array(losses)
