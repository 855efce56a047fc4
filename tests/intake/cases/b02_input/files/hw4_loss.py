import numpy as np
steps = int(input('steps? '))
print(steps + 1)

def loss(w, b, X, y):
    return float(np.mean((y - np.maximum(0, X @ w + b)) ** 2))


def d_loss(w, b, X, y):
    z = X @ w + b
    e = 2 * (z > 0) * (z - y) / len(y)
    return X.T @ e, float(e.sum())


def train(w, b, X, y, learning_rate=0.1, steps=100):
    losses = np.empty(steps)
    for t in range(steps):
        losses[t] = loss(w, b, X, y)
        dw, db = d_loss(w, b, X, y)
        w, b = w - learning_rate * dw, b - learning_rate * db
    return np.array(w), float(b), losses
