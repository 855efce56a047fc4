import numpy as np

# Homework 4
# Dilnoza K., group 2


def neuron(w, b, x_row):
    # gives back z AND the answer of the neuron, I need both later
    z = b
    for j in range(len(w)):
        z = z + w[j] * x_row[j]
    if z > 0:
        answer = z
    else:
        answer = 0.0
    return z, answer


def loss(w, b, X, y):
    total = 0.0
    for i in range(len(y)):
        z, answer = neuron(w, b, X[i])
        total = total + (y[i] - answer) ** 2
    return total / len(y)


def d_loss(w, b, X, y):
    N = len(y)
    gradient_w = np.zeros(len(w))
    gradient_b = 0.0
    for i in range(N):
        z, answer = neuron(w, b, X[i])
        if z <= 0:
            # this sample is asleep: moving w a little changes nothing
            continue
        for j in range(len(w)):
            gradient_w[j] = gradient_w[j] + 2.0 / N * (answer - y[i]) * X[i][j]
        gradient_b = gradient_b + 2.0 / N * (answer - y[i])
    return gradient_w, gradient_b


def train(w, b, X, y, learning_rate=0.1, steps=100):
    my_w = []
    for value in w:
        my_w.append(value)
    my_b = b
    history = []
    for t in range(steps):
        history.append(loss(my_w, my_b, X, y))
        gradient_w, gradient_b = d_loss(my_w, my_b, X, y)
        for j in range(len(my_w)):
            my_w[j] = my_w[j] - learning_rate * gradient_w[j]
        my_b = my_b - learning_rate * gradient_b
    return my_w, my_b, history
