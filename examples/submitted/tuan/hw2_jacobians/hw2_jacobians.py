import numpy as np

MAXN = 200000;   # large enough for every test case


def d_add(w, x):
    n = len(w);
    J = np.zeros((n, n));
    for i in range(0, n):
        J[i][i] = 1.0;
    return J, J.copy();


def d_sub(w, x):
    Jw, Jx = d_add(w, x);
    return Jw, -1 * Jx;


def d_mul(w, x):
    n = len(w);
    Jw = np.zeros((n, n));
    Jx = np.zeros((n, n));
    for i in range(0, n):
        Jw[i][i] = x[i];
        Jx[i][i] = w[i];
    return Jw, Jx;


def d_div(w, x):
    n = len(w);
    Jw = np.zeros((n, n));
    Jx = np.zeros((n, n));
    for i in range(0, n):
        Jw[i][i] = 1 / x[i];
        Jx[i][i] = -w[i] / (x[i] * x[i]);
    return Jw, Jx;


def d_add_scalar(x, z):
    n = len(x);
    J, _ = d_add(x, x);
    one = np.zeros((n, 1));
    for i in range(0, n):
        one[i][0] = 1.0;
    return J, one;


def d_mul_scalar(x, z):
    n = len(x);
    J, _ = d_add(x, x);
    col = np.zeros((n, 1));
    for i in range(0, n):
        col[i][0] = x[i];
    return z * J, col;


def d_sum(J):
    m, n = J.shape;
    out = np.zeros((1, n));
    for j in range(0, n):
        for i in range(0, m):
            out[0][j] += J[i][j];
    return out;


def chain(J_outer, J_inner):
    m, n, p = J_outer.shape[0], J_inner.shape[1], J_outer.shape[1];
    C = np.zeros((m, n));
    for i in range(0, m):
        for j in range(0, n):
            for k in range(0, p):
                C[i][j] += J_outer[i][k] * J_inner[k][j];
    return C;


def d_quadratic(A, b, x):
    # buffers
    D = np.zeros((MAXN, MAXN));
    u = np.zeros(MAXN);
    n = len(x);
    for i in range(0, n):
        u[i] = b[i];
        for j in range(0, n):
            u[i] += A[i][j] * x[j];
        D[i][i] = 2 * u[i];
    return chain(A, chain(D[:n, :n], A));
