# expect: * passed
"""PyTorch is imported and set up from habit, and never used."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
device = torch.device("cpu")


def loss(w, b, X, y):
    total = 0.0
    for x, target in zip(X, y):
        total += (target - max(0.0, sum(wi * xi for wi, xi in zip(w, x)) + b)) ** 2
    return total / len(y)


def d_loss(w, b, X, y):
    dw, db = [0.0] * len(w), 0.0
    for x, target in zip(X, y):
        z = sum(wi * xi for wi, xi in zip(w, x)) + b
        if z > 0:
            for j, xj in enumerate(x):
                dw[j] += 2 * (z - target) * xj / len(y)
            db += 2 * (z - target) / len(y)
    return np.array(dw), db


def train(w, b, X, y, learning_rate=0.1, steps=100):
    w, losses = w.copy(), []
    for _ in range(steps):
        losses.append(loss(w, b, X, y))
        dw, db = d_loss(w, b, X, y)
        w -= learning_rate * dw
        b -= learning_rate * db
    return w, b, np.array(losses)
