# expect: * passed
"""Plain Python loops over entries; lists of lists are returned."""


def diagonal(entries):
    entries = [float(e) for e in entries]
    return [[entries[i] if i == j else 0.0 for j in range(len(entries))] for i in range(len(entries))]


def d_add(w, x):
    return [diagonal([1 for _ in w]), diagonal([1 for _ in x])]


def d_sub(w, x):
    return [diagonal([1 for _ in w]), diagonal([-1 for _ in x])]


def d_mul(w, x):
    return diagonal(x), diagonal(w)


def d_div(w, x):
    return diagonal([1 / b for b in x]), diagonal([-a / (b * b) for a, b in zip(w, x)])


def d_add_scalar(x, z):
    return diagonal([1] * len(x)), [[1.0] for _ in x]


def d_mul_scalar(x, z):
    return diagonal([z] * len(x)), [[float(e)] for e in x]


def d_sum(J):
    m, n = J.shape
    row = [0.0] * n
    for i in range(m):
        for j in range(n):
            row[j] += J[i, j]
    return [row]


def chain(J_outer, J_inner):
    (m, k), n = J_outer.shape, J_inner.shape[1]
    return [[sum(J_outer[i, l] * J_inner[l, j] for l in range(k)) for j in range(n)] for i in range(m)]


def d_quadratic(A, b, x):
    n = len(x)
    u = [sum(A[i, j] * x[j] for j in range(n)) + b[i] for i in range(n)]
    return [[sum(2 * A[i, l] * u[l] * A[l, j] for l in range(n)) for j in range(n)] for i in range(n)]
