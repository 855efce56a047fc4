"""Homework 1, numerical differentiation.  Amara O."""
import numpy as np

from autograder.student import check


def numerical_gradient(f, x, eps=1e-5):
    """Central differences, one entry at a time."""
    x = np.array(x, dtype=np.float64)          # copy, and makes integers real
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"])
    for _ in it:
        idx = it.multi_index
        e = np.zeros_like(x)
        e[idx] = eps
        grad[idx] = (f(x + e) - f(x - e)) / (2 * eps)
    return grad


check("numerical_gradient")


def jacobian(f, x, eps=1e-5):
    """Column j is the derivative of all outputs with respect to x_j."""
    x = np.array(x, dtype=np.float64)
    E = eps * np.eye(x.size)
    cols = [np.atleast_1d(np.asarray(f(x + e)) - np.asarray(f(x - e))) / (2 * eps) for e in E]
    return np.column_stack(cols)


check("jacobian")


def hessian(f, x, eps=1e-4):
    """Four corners. Only the upper triangle is computed, the lower one is mirrored."""
    x = np.array(x, dtype=np.float64)
    n = x.size
    E = eps * np.eye(n)
    H = np.zeros((n, n))
    for i in range(n):
        for j in range(i, n):
            corners = f(x + E[i] + E[j]) - f(x + E[i] - E[j]) - f(x - E[i] + E[j]) + f(x - E[i] - E[j])
            H[i, j] = H[j, i] = corners / (4 * eps**2)
    return H


check("hessian")


def gradient_check(f, grad, x, eps=1e-5):
    """Largest symmetric relative error."""
    analytic = np.asarray(grad(x), dtype=np.float64)
    numeric = numerical_gradient(f, x, eps)
    scale = np.maximum(np.abs(analytic), np.abs(numeric))
    diff = np.abs(analytic - numeric)
    rel = np.divide(diff, scale, out=np.zeros_like(diff), where=scale > 0)
    return float(rel.max())


check("gradient_check")
