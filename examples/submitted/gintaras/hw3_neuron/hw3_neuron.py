import numpy as np

def relu(z):
	if z > 0:
		return z
	return 0.0

def activation(w, x, b):
	s = b
	for wi, xi in zip(w, x):
		s += wi * xi
	return float(relu(s))

if __name__ == "__main__":
	print("bandymas:", activation(np.array([1.0, -1.0]), np.array([2.0, 1.0]), 0.5))
	input("Enter...")

def d_activation(w, x, b):
	if activation(w, x, b) > 0:
		return np.array(x), 1.0, np.array(w)
	else:
		return np.zeros(len(x)), 0.0, np.zeros(len(w))