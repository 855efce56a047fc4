import numpy as np

def loss(w, b, X, y):
	"""vidutinė kvadratinė paklaida"""
	r = y - np.maximum(0, np.matmul(X, w) + b)
	return np.dot(r, r) / len(r)

def d_loss(w, b, X, y):
	z = np.matmul(X, w) + b
	kaukė = np.where(z > 0, 1.0, 0.0)
	g = 2.0 * kaukė * (z - y) / len(y)
	return np.matmul(g, X), np.sum(g)

def train(w, b, X, y, learning_rate=0.1, steps=100):
	istorija = []
	while len(istorija) < steps:
		istorija.append(loss(w, b, X, y))
		dw, db = d_loss(w, b, X, y)
		w = w - learning_rate * dw
		b = b - learning_rate * db
	return w, b, istorija

if __name__ == "__main__":
	np.random.seed(1)
	X = np.random.randn(20, 3)
	y = np.random.rand(20)
	print(train(np.random.randn(3), 0.0, X, y)[2][-1])