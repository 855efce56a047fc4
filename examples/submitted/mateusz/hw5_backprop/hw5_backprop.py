import numpy as np
import torch

torch.set_default_dtype(torch.float64)


def t(a):
    return torch.tensor(np.asarray(a), requires_grad=True)


class SimpleNN:
    """NumPy outside, torch inside: autograd is less likely to be wrong than I am."""

    names = ("W1", "b1", "W2", "b2")

    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        g = torch.Generator().manual_seed(seed)
        self.W1 = (torch.randn(input_dim, hidden_dim, generator=g) * (2 / input_dim) ** 0.5).numpy()
        self.W2 = (torch.randn(hidden_dim, output_dim, generator=g) * (2 / hidden_dim) ** 0.5).numpy()
        self.b1 = np.zeros(hidden_dim)
        self.b2 = np.zeros(output_dim)

    def _loss(self, params, X, y):
        W1, b1, W2, b2 = params
        out = torch.relu(torch.tensor(X) @ W1 + b1) @ W2 + b2
        return out, ((out - torch.tensor(y)) ** 2).sum() / (2 * len(X))

    def _params(self):
        return [t(getattr(self, n)) for n in self.names]

    def forward(self, X):
        W1, b1, W2, b2 = self._params()
        return (torch.relu(torch.tensor(X) @ W1 + b1) @ W2 + b2).detach().numpy()

    def loss(self, X, y):
        return self._loss(self._params(), X, y)[1].item()

    def gradients(self, X, y):
        params = self._params()
        self._loss(params, X, y)[1].backward()
        return {n: p.grad.numpy() for n, p in zip(self.names, params)}

    def backward(self, X, y, learning_rate=0.01):
        for n, g in self.gradients(X, y).items():
            setattr(self, n, getattr(self, n) - learning_rate * g)

    def train(self, X, y, epochs=100, learning_rate=0.1):
        losses = []
        for _ in range(epochs):
            losses.append(self.loss(X, y))
            self.backward(X, y, learning_rate)
        return np.array(losses)
