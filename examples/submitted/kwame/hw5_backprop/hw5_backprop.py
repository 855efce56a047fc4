import time
import numpy as np


def he(rng, fan_in, fan_out):
    return rng.standard_normal((fan_in, fan_out)) * (2 / fan_in) ** 0.5


class SimpleNN:
    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        rng = np.random.default_rng(seed)
        self.W1, self.b1 = he(rng, input_dim, hidden_dim), np.zeros(hidden_dim)
        self.W2, self.b2 = he(rng, hidden_dim, output_dim), np.zeros(output_dim)

    def forward(self, X):
        self.X = X
        self.z1 = X @ self.W1 + self.b1
        self.a1 = np.maximum(0, self.z1)
        self.z2 = self.a1 @ self.W2 + self.b2
        return self.z2

    def loss(self, X, y):
        return np.sum((self.forward(X) - y) ** 2) / (2 * X.shape[0])

    def gradients(self, X, y):
        self.forward(X)                       # fill the cache with THIS batch
        dz2 = (self.z2 - y) / X.shape[0]
        dz1 = dz2 @ self.W2.T
        dz1[self.z1 <= 0] = 0
        return dict(W1=self.X.T @ dz1, b1=dz1.sum(0), W2=self.a1.T @ dz2, b2=dz2.sum(0))

    def backward(self, X, y, learning_rate=0.01):
        grads = self.gradients(X, y)
        self.W1 = self.W1 - learning_rate * grads["W1"]
        self.b1 = self.b1 - learning_rate * grads["b1"]
        self.W2 = self.W2 - learning_rate * grads["W2"]
        self.b2 = self.b2 - learning_rate * grads["b2"]

    def train(self, X, y, epochs=100, learning_rate=0.1):
        losses = []
        for _ in range(epochs):
            losses.append(self.loss(X, y))
            self.backward(X, y, learning_rate)
        return np.asarray(losses)


# try it on two moons
rng = np.random.default_rng(0)
t = rng.uniform(0, np.pi, 200)
upper = np.stack([np.cos(t), np.sin(t)], axis=1)
lower = np.stack([1 - np.cos(t), 0.5 - np.sin(t)], axis=1)
X = np.concatenate([upper, lower]) + 0.1 * rng.standard_normal((400, 2))
y = np.concatenate([np.zeros((200, 1)), np.ones((200, 1))])

start = time.time()
net = SimpleNN(2, 32, 1, seed=7)
losses = net.train(X, y, epochs=4000, learning_rate=0.3)
accuracy = np.mean((net.forward(X) > 0.5) == (y > 0.5))
print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}, accuracy {accuracy:.2%}, {time.time() - start:.2f} s")
