import numpy as np

def activation(w, x, b):
    z = w.dot(x) + b
    if z < 0:
        z = 0
    print("activation is", z)

def d_activation(w, x, b):
    z = w.dot(x) + b
    if z > 0:
        print("dw =", x, "db =", 1, "dx =", w)
    else:
        print("dw =", 0 * x, "db =", 0, "dx =", 0 * w)

# test
activation(np.array([1, 2]), np.array([3, 4]), -1)
d_activation(np.array([1, 2]), np.array([3, 4]), -1)
