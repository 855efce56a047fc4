import numpy as np

def d_add(w, x):
    return np.eye(len(w)), np.eye(len(w))

def d_sub(w, x):
    return np.eye(len(w)), -np.eye(len(w))

def d_mul(w, x):
    return np.zeros((len(w), len(w))), np.zeros((len(w), len(w)))

def d_div(w, x):
    return np.zeros((len(w), len(w))), np.zeros((len(w), len(w)))

def d_add_scalar(x, z):
    return np.zeros((len(x), len(x))), np.zeros((len(x), 1))

def d_mul_scalar(x, z):
    return np.zeros((len(x), len(x))), np.zeros((len(x), 1))

def d_sum(J):
    return np.zeros((1, J.shape[1]))

def chain(J_outer, J_inner):
    return np.zeros((J_outer.shape[0], J_inner.shape[1]))

def d_quadratic(A, b, x):
    return np.zeros(A.shape)
