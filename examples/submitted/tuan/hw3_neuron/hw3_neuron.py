import numpy as np


def dot(a, b):
    s = 0.0;
    for i in range(0, len(a)):
        s += a[i] * b[i];
    return s;


def activation(w, x, b):
    z = dot(w, x) + b;
    return z if z > 0 else 0;


def d_activation(w, x, b):
    n = len(w);
    dw = np.zeros(n);
    dx = np.zeros(n);
    db = 0;
    if dot(w, x) + b > 0:
        for i in range(0, n):
            dw[i] = x[i];
            dx[i] = w[i];
        db = 1;
    return dw, db, dx;
