# expect: * passed
"""Prints, draws, asks, imports what is not there, and measures for a moment, all at top level."""
import sys

import matplotlib
import numpy as np
import a_package_that_is_not_installed as sp
from matplotlib import pyplot as plt
from tqdm import tqdm

matplotlib.use("Agg")
print("{'questions': []}")
sys.stdout.write("100/100")


def d_add(w, x):
    return np.eye(len(w)), np.eye(len(x))


def d_sub(w, x):
    return np.eye(len(w)), -np.eye(len(x))


def d_mul(w, x):
    return np.diag(x), np.diag(w)


def d_div(w, x):
    return np.diag(1 / x), np.diag(-w / x**2)


def d_add_scalar(x, z):
    return np.eye(len(x)), np.ones((len(x), 1))


def d_mul_scalar(x, z):
    return z * np.eye(len(x)), x.reshape(-1, 1)


def d_sum(J):
    return J.sum(axis=0)


def chain(J_outer, J_inner):
    return J_outer @ J_inner


def d_quadratic(A, b, x):
    return 2 * A @ np.diag(A @ x + b) @ A


for n in tqdm(range(1, 40)):
    d_mul(np.arange(n, dtype=float), np.arange(n, dtype=float))

fig = plt.figure()
axes = fig.add_subplot(111)
image = axes.imshow(d_mul(np.ones(3), np.arange(3.0))[0])
fig.colorbar(image)
plt.savefig("jacobian.png")

while True:
    try:
        again = input("Again? ")
    except EOFError:
        break

if __name__ == "__main__":
    print(d_sum(np.ones((2, 3))))
