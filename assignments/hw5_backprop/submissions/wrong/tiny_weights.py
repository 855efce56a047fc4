# expect: SimpleNN.init wrong_value constant_hundredth
"""Weights of standard deviation 0.01, whatever the size of the layer."""
import numpy as np


class SimpleNN:
    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        rng = np.random.default_rng(seed)
        self.W1 = 0.01 * rng.standard_normal((input_dim, hidden_dim))
        self.b1 = np.zeros(hidden_dim)
        self.W2 = 0.01 * rng.standard_normal((hidden_dim, output_dim))
        self.b2 = np.zeros(output_dim)
