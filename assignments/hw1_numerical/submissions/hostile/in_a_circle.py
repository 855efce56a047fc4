# expect: numerical_gradient error
# expect: jacobian error
# expect: hessian passed
# carried: hessian numerical_gradient jacobian
"""Each is made of another and none is written: the points of one cannot be had through the others and its own."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    return jacobian(f, x, eps)[0]


def jacobian(f, x, eps=1e-5):
    return np.atleast_2d(numerical_gradient(f, x, eps))


def hessian(f, x, eps=1e-4):
    return jacobian(lambda z: numerical_gradient(f, z, eps), x, eps)
