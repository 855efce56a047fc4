{
 "cells": [
  {
   "cell_type": "code",
   "metadata": {},
   "source": [
    "import numpy as np"
   ],
   "execution_count": null,
   "outputs": []
  },
  {
   "cell_type": "code",
   "metadata": {},
   "source": [
    "def loss(w, b, X, y):\n",
    "    return float(np.mean((y - np.maximum(0, X @ w + b)) ** 2))"
   ],
   "execution_count": null,
   "outputs": []
  },
  {
   "cell_type": "code",
   "metadata": {},
   "source": [
    "def d_loss(w, b, X, y):\n",
    "    z = X @ w + b\n",
    "    e = 2 * (z > 0) * (z - y) / len(y)\n",
    "    return X.T @ e, float(e.sum())"
   ],
   "execution_count": null,
   "outputs": []
  },
  {
   "cell_type": "code",
   "metadata": {},
   "source": [
    "def train(w, b, X, y, learning_rate=0.1, steps=100):\n",
    "    losses = np.empty(steps)\n",
    "    for t in range(steps):\n",
    "        losses[t] = loss(w, b, X, y)\n",
    "        dw, db = d_loss(w, b, X, y)\n",
    "        w, b = w - learning_rate * dw, b - learning_rate * db\n",
    "    return np.array(w), float(b), losses"
   ],
   "execution_count": null,
   "outputs": []
  }
 ],
 "metadata": {
  "language_info": {
   "name": "python"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 4
}
