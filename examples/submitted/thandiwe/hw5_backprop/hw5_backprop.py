import numpy as np

ONES = lambda n: np.ones((1, n))


class SimpleNN:
    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        rng = np.random.default_rng(seed)
        self.W1 = rng.normal(scale=(2 / input_dim) ** 0.5, size=(input_dim, hidden_dim))
        self.b1 = np.zeros(hidden_dim)
        self.W2 = rng.normal(scale=(2 / hidden_dim) ** 0.5, size=(hidden_dim, output_dim))
        self.b2 = np.zeros(output_dim)

    def forward(self, X):
        A = X @ self.W1 + self.b1
        A[A < 0] = 0
        return A @ self.W2 + self.b2

    def loss(self, X, y):
        E = self.forward(X) - y
        return np.trace(E.T @ E) / (2 * len(E))

    def gradients(self, X, y):
        n = len(X)
        Z = X @ self.W1 + self.b1
        A = np.maximum(Z, 0)
        dY = (A @ self.W2 + self.b2 - y) / n
        dZ = dY @ self.W2.T
        dZ[Z <= 0] = 0
        # a bias sees every row: 1^T dZ
        return {"W1": X.T @ dZ, "b1": ONES(n) @ dZ, "W2": A.T @ dY, "b2": ONES(n) @ dY}

    def backward(self, X, y, learning_rate=0.01):
        g = self.gradients(X, y)
        for name in g:
            old = getattr(self, name)
            setattr(self, name, old - learning_rate * g[name].reshape(old.shape))

    def train(self, X, y, epochs=100, learning_rate=0.1):
        L = np.zeros(epochs)
        for i in range(len(L)):
            L[i] = self.loss(X, y)
            self.backward(X, y, learning_rate)
        return L
