import numpy as np

def diag_of(values):
    """square matrix with the values on its diagonal"""
    values = np.asarray(values, dtype=float)
    out = np.zeros((values.size, values.size))
    np.fill_diagonal(out, values)
    return out

def column(values):
    return np.array(values, dtype=float, ndmin=2).T

def elementwise(dfdw, dfdx):
    """both Jacobians of an element-wise operator, from its two partial derivatives"""
    def jacobians(w, x):
        return diag_of([dfdw(a, c) for a, c in zip(w, x)]), diag_of([dfdx(a, c) for a, c in zip(w, x)])
    return jacobians

d_add = elementwise(lambda w, x: 1, lambda w, x: 1)
d_sub = elementwise(lambda w, x: 1, lambda w, x: -1)
d_mul = elementwise(lambda w, x: x, lambda w, x: w)
d_div = elementwise(lambda w, x: 1 / x, lambda w, x: -w / x ** 2)

def d_add_scalar(x, z):
    return diag_of(np.ones(len(x))), column(np.ones(len(x)))

def d_mul_scalar(x, z):
    return diag_of([z] * len(x)), column(x)

def d_sum(J):
    return np.add.reduce(J)          # (n,)

def chain(J_outer, J_inner):
    return np.dot(J_outer, J_inner)

def d_quadratic(A, b, x):
    y = A.dot(x) + b
    return 2 * np.linalg.multi_dot([A, diag_of(y), A])
