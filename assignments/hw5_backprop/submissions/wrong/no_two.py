# expect: SimpleNN.init wrong_value no_two
"""The 2 of He is missing."""
import numpy as np


class SimpleNN:
    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        rng = np.random.default_rng(seed)
        self.W1 = rng.normal(size=(input_dim, hidden_dim)) * np.sqrt(1 / input_dim)
        self.b1 = np.zeros(hidden_dim)
        self.W2 = rng.normal(size=(hidden_dim, output_dim)) * np.sqrt(1 / hidden_dim)
        self.b2 = np.zeros(output_dim)
