# -*- coding: utf-8 -*-
import numpy as np

def d_add(w, x):
	return np.identity(len(w)), np.identity(len(w))

def d_sub(w, x):
	return np.identity(len(w)), -np.identity(len(w))

def d_mul(w, x):
	return np.identity(len(w)) * x, np.identity(len(w)) * w

def d_div(w, x):
	Jw = np.identity(len(w)) / x
	Jx = np.identity(len(w)) * w / x ** 2
	return Jw, Jx

def d_add_scalar(x, z):
	return np.identity(len(x)), np.ones((len(x), 1))

def d_mul_scalar(x, z):
	return np.identity(len(x)) * z, np.reshape(x, (len(x), 1))

def d_sum(J):
	return np.ones((1, len(J))) @ J

def chain(J_outer, J_inner):
	# pirma vidinė, tada išorinė
	return J_inner @ J_outer

def d_quadratic(A, b, x):
	D = np.diag(A @ x + b)
	return (2 * A @ D @ A).T

if __name__ == "__main__":
	w = np.array([1.0, 2.0]); x = np.array([3.0, 4.0])
	print(d_mul(w, x))
	print(d_div(w, x))