import numpy as np
import math

# Homework 1
# Dilnoza K., group 2
#
# I like plain loops better than tricks, because then I can print every step.


def numerical_gradient(f, x, eps=1e-5):
    # step 1: I make my own copy of x with real numbers in it.
    # (with integers the 1e-5 gets lost, I lost an evening to this)
    original_shape = np.shape(x)
    flat = [float(value) for value in np.ravel(x)]

    # step 2: for every number, go a bit up and a bit down
    result = []
    for position in range(len(flat)):
        moved_up = list(flat)
        moved_up[position] = moved_up[position] + eps
        moved_down = list(flat)
        moved_down[position] = moved_down[position] - eps

        value_up = f(np.array(moved_up).reshape(original_shape))
        value_down = f(np.array(moved_down).reshape(original_shape))

        slope = (value_up - value_down) / (2 * eps)
        result.append(slope)

    # step 3: back into the shape of x
    return np.array(result).reshape(original_shape)


def jacobian(f, x, eps=1e-5):
    number_of_inputs = len(x)

    # how many outputs are there? a plain number counts as one output
    first_value = f(np.array([float(v) for v in x]))
    if np.ndim(first_value) == 0:
        number_of_outputs = 1
    else:
        number_of_outputs = len(first_value)

    J = []
    for i in range(number_of_outputs):
        J.append([0.0] * number_of_inputs)

    for j in range(number_of_inputs):
        moved_up = [float(v) for v in x]
        moved_down = [float(v) for v in x]
        moved_up[j] += eps
        moved_down[j] -= eps
        value_up = f(np.array(moved_up))
        value_down = f(np.array(moved_down))
        for i in range(number_of_outputs):
            if np.ndim(first_value) == 0:
                difference = value_up - value_down
            else:
                difference = value_up[i] - value_down[i]
            # row i = output i, column j = input j
            J[i][j] = difference / (2 * eps)

    return np.array(J)


def hessian(f, x, eps=1e-4):
    n = len(x)

    def f_at(i, step_i, j, step_j):
        # value of f with x_i moved by step_i and x_j moved by step_j
        point = [float(v) for v in x]
        point[i] = point[i] + step_i
        point[j] = point[j] + step_j
        return f(np.array(point))

    H = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            plus_plus = f_at(i, +eps, j, +eps)
            plus_minus = f_at(i, +eps, j, -eps)
            minus_plus = f_at(i, -eps, j, +eps)
            minus_minus = f_at(i, -eps, j, -eps)
            H[i][j] = (plus_plus - plus_minus - minus_plus + minus_minus) / (4 * eps * eps)
    return H


def gradient_check(f, grad, x, eps=1e-5):
    claimed = np.ravel(grad(x))
    numeric = np.ravel(numerical_gradient(f, x, eps))

    largest_error = 0.0
    for a, n in zip(claimed, numeric):
        if a == 0 and n == 0:
            error = 0.0
        else:
            error = abs(a - n) / max(abs(a), abs(n))
        if error > largest_error:
            largest_error = error
    return float(largest_error)
