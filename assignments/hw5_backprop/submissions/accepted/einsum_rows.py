# expect: * passed
"""einsum throughout; the bias gradients are rows (1, h) and (1, k), which are taken."""
import numpy as np


def relu(z):
    return z * (z > 0)


def he_uniform(rng, fan_in, fan_out):
    bound = np.sqrt(6 / fan_in)  # a uniform distribution between -a and a deviates by a / sqrt(3)
    return rng.uniform(-bound, bound, size=(fan_in, fan_out))


class SimpleNN(object):
    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        rng = np.random.default_rng(seed)
        self.W1, self.b1 = he_uniform(rng, input_dim, hidden_dim), np.zeros(hidden_dim)
        self.W2, self.b2 = he_uniform(rng, hidden_dim, output_dim), np.zeros(output_dim)

    def forward(self, X):
        return np.einsum("nh,hk->nk", relu(np.einsum("nd,dh->nh", X, self.W1) + self.b1), self.W2) + self.b2

    def loss(self, X, y):
        r = self.forward(X) - y
        return np.einsum("nk,nk->", r, r) / 2 / len(r)

    def gradients(self, X, y):
        z1 = np.einsum("nd,dh->nh", X, self.W1) + self.b1
        r = (self.forward(X) - y) / len(y)
        dz1 = np.einsum("nk,hk,nh->nh", r, self.W2, np.heaviside(z1, 0.0))
        return dict(W1=np.einsum("nd,nh->dh", X, dz1), b1=np.sum(dz1, axis=0, keepdims=True),
                    W2=np.einsum("nh,nk->hk", relu(z1), r), b2=np.sum(r, axis=0, keepdims=True), residual=r)

    def backward(self, X, y, learning_rate=0.01):
        step = self.gradients(X, y)
        self.W1 = self.W1 - learning_rate * step["W1"]
        self.b1 = self.b1 - learning_rate * step["b1"][0]
        self.W2 = self.W2 - learning_rate * step["W2"]
        self.b2 = self.b2 - learning_rate * step["b2"].ravel()
        return self.W1, self.b1, self.W2, self.b2

    def train(self, X, y, epochs=100, learning_rate=0.1):
        return np.array([(self.loss(X, y), self.backward(X, y, learning_rate))[0] for _ in range(epochs)])
