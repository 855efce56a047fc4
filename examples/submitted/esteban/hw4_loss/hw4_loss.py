# %%
import numpy as np

# %%
def salida(w, b, X):
    z = np.einsum("ij,j->i", X, w) + b
    return z, z * (z > 0)

def loss(w, b, X, y):
    _, a = salida(w, b, X)
    r = y - a
    return np.einsum("i,i->", r, r) / r.size

# %%
def d_loss(w, b, X, y):
    z, a = salida(w, b, X)
    g = 2 / y.size * (a - y) * np.heaviside(z, 0)     # heaviside(0) = 0
    return np.einsum("i,ij->j", g, X), np.einsum("i->", g)

# %%
def train(w, b, X, y, learning_rate=0.1, steps=100):
    costes = []
    theta = np.append(w, b)           # todo en un solo vector
    for _ in range(steps):
        costes.append(loss(theta[:-1], theta[-1], X, y))
        theta = theta - learning_rate * np.append(*d_loss(theta[:-1], theta[-1], X, y))
    return theta[:-1], theta[-1], np.array(costes)
