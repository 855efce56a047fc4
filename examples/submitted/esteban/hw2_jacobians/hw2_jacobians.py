# %%
import numpy as np

# la delta de Kronecker como matriz
delta = np.eye

# %%
def d_add(w, x):
    n = w.shape[0]
    return delta(n), delta(n)

def d_sub(w, x):
    n = w.shape[0]
    return delta(n), -1.0 * delta(n)

def d_mul(w, x):
    n = w.shape[0]
    return np.einsum("i,ij->ij", x, delta(n)), np.einsum("i,ij->ij", w, delta(n))

def d_div(w, x):
    n = w.shape[0]
    return np.einsum("i,ij->ij", x ** -1.0, delta(n)), np.einsum("i,i,ij->ij", -w, x ** -2.0, delta(n))

# %%
def d_add_scalar(x, z):
    return delta(x.size), np.ones_like(x)[:, None]

def d_mul_scalar(x, z):
    return z * delta(x.size), x[:, None].copy()

# %%
def d_sum(J):
    return np.einsum("ij->j", J)[None, :]

def chain(J_outer, J_inner):
    return np.einsum("ik,kj->ij", J_outer, J_inner)

# %%
def d_quadratic(A, b, x):
    # r_i = A_ik u_k u_k + b_i,  u_k = A_kj x_j + b_k   =>   dr_i/dx_j = 2 A_ik u_k A_kj
    u = np.einsum("kj,j->k", A, x) + b
    return 2 * np.einsum("ik,k,kj->ij", A, u, A)
