# Homework 2
# Dilnoza K., group 2

# small helper: a list of lists filled with zeros
def zeros(rows, columns):
    table = []
    for r in range(rows):
        table.append([0.0] * columns)
    return table


def diagonal(values):
    table = zeros(len(values), len(values))
    for i in range(len(values)):
        table[i][i] = float(values[i])
    return table


def multiply(P, Q):
    # (m x p) times (p x n)
    m = len(P)
    p = len(Q)
    n = len(Q[0])
    R = zeros(m, n)
    for i in range(m):
        for j in range(n):
            total = 0.0
            for k in range(p):
                total += float(P[i][k]) * float(Q[k][j])
            R[i][j] = total
    return R


def d_add(w, x):
    # d(w_i + x_i)/dw_i = 1, all others 0
    ones = [1.0] * len(w)
    return diagonal(ones), diagonal(ones)


def d_sub(w, x):
    ones = [1.0] * len(w)
    minus_ones = [-1.0] * len(w)
    return diagonal(ones), diagonal(minus_ones)


def d_mul(w, x):
    # product rule: d(w_i x_i)/dw_i = x_i   and   d(w_i x_i)/dx_i = w_i
    return diagonal(x), diagonal(w)


def d_div(w, x):
    J_w = []
    J_x = []
    for i in range(len(w)):
        J_w.append(1.0 / x[i])
        J_x.append(-w[i] / (x[i] * x[i]))   # quotient rule
    return diagonal(J_w), diagonal(J_x)


def d_add_scalar(x, z):
    column = []
    for i in range(len(x)):
        column.append([1.0])
    return diagonal([1.0] * len(x)), column


def d_mul_scalar(x, z):
    column = []
    for value in x:
        column.append([float(value)])
    return diagonal([z] * len(x)), column


def d_sum(J):
    row = []
    for j in range(len(J[0])):
        total = 0.0
        for i in range(len(J)):
            total += float(J[i][j])
        row.append(total)
    return [row]


def chain(J_outer, J_inner):
    return multiply(J_outer, J_inner)


def d_quadratic(A, b, x):
    # u = A x + b
    u = []
    for i in range(len(b)):
        total = float(b[i])
        for j in range(len(x)):
            total += float(A[i][j]) * float(x[j])
        u.append(total)
    # the square u*u has the Jacobian diag(2u), the rest is A before and after
    two_u = []
    for value in u:
        two_u.append(2 * value)
    return multiply(A, multiply(diagonal(two_u), A))
