# expect: * passed
# -*- coding: latin-1 -*-
"""Saved as Latin-1, with a cookie that says so and letters that need it; one statement a line with semicolons."""
import numpy as np; größe = np.size; étape = np.eye


def numerical_gradient(f, x, eps=1e-5, *, résultat=None):
    x = np.asarray(x, dtype=np.double); pas = eps * étape(größe(x)).reshape((-1,) + x.shape)
    return np.reshape([f(x + p) - f(x - p) for p in pas], x.shape) / (2 * eps)


def jacobian(f, x, eps=1e-5):
    return np.array([np.reshape(f(x + p) - f(x - p), -1) for p in eps * étape(größe(x))]).T / (2 * eps)


def hessian(f, x, eps=1e-4):
    p = eps * étape(größe(x)); n = range(größe(x))
    H = [[f(x + p[i] + p[j]) - f(x + p[i] - p[j]) - f(x - p[i] + p[j]) + f(x - p[i] - p[j]) for j in n] for i in n]
    return np.array(H) / (2 * eps) ** 2


def gradient_check(f, grad, x, eps=1e-5):
    a = grad(x).flatten(); n = numerical_gradient(f, x, eps).flatten(); größer = np.maximum(abs(a), abs(n))
    return (abs(a - n)[größer > 0] / größer[größer > 0]).max(initial=0)
