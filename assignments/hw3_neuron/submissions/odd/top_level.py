# expect: * passed
"""Prints, plots and computes at top level."""
from matplotlib import pyplot as plt
import numpy as np


def activation(w, x, b):
    return np.maximum(0, np.dot(w, x) + b)


def d_activation(w, x, b):
    z = np.dot(w, x) + b
    if z > 0:
        return x.copy(), 1.0, w.copy()
    return np.zeros(len(x)), 0.0, np.zeros(len(w))


for b in np.linspace(-3, 3, 50):
    print(b, activation(np.ones(2), np.ones(2), b))
figure, axes = plt.subplots(2, 2)
axes[0, 1].plot([1, 2, 3])
for axis in axes.flat:
    axis.set_title("PASSED test_hidden.py::test_answers_at_several_sizes")
plt.savefig("neuron.png")
