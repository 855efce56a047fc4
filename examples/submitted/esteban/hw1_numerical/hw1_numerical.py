# %%
import numpy as np
from autograder.student import check

# %%
def numerical_gradient(f, x, eps=1e-5):
    """derivada central en cada componente"""
    punto = np.asarray(x, float)
    base = np.eye(punto.size).reshape(-1, *punto.shape)   # un e_i por componente
    difs = [f(punto + eps * e) - f(punto - eps * e) for e in base]
    return np.reshape(difs, punto.shape) / (2 * eps)

# %%
check("numerical_gradient")

# %%
def jacobian(f, x, eps=1e-5):
    """una columna por entrada"""
    f0 = np.atleast_1d(f(x))
    # así solo evaluo f n+1 veces en vez de 2n :)
    columnas = [(np.atleast_1d(f(x + eps * e)) - f0) / eps for e in np.eye(len(x))]
    return np.array(columnas).T

# %%
check("jacobian")

# %%
def hessian(f, x, eps=1e-4):
    n = len(x)
    I = eps * np.eye(n)
    signos = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
    H = sum(s * t * np.array([[f(x + s * I[i] + t * I[j]) for j in range(n)] for i in range(n)])
            for s, t in signos)
    return H / (4 * eps ** 2)

# %%
check("hessian")

# %%
def gradient_check(f, grad, x, eps=1e-5):
    a = np.asarray(grad(x))
    n = numerical_gradient(f, x, eps)
    with np.errstate(invalid="ignore"):
        err = np.abs(a - n) / np.maximum(np.abs(a), np.abs(n))
    return np.nanmax(np.where(np.isnan(err), 0.0, err))    # 0/0 cuenta como 0

# %%
check("gradient_check")
