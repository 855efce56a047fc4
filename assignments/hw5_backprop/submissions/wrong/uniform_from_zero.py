# expect: SimpleNN.init wrong_value from_zero
"""The numbers drawn are all positive."""
import numpy as np


class SimpleNN:
    def __init__(self, input_dim, hidden_dim, output_dim, seed=0):
        rng = np.random.default_rng(seed)
        self.W1 = rng.uniform(size=(input_dim, hidden_dim)) * np.sqrt(2 / input_dim)
        self.b1 = np.zeros(hidden_dim)
        self.W2 = rng.uniform(size=(hidden_dim, output_dim)) * np.sqrt(2 / hidden_dim)
        self.b2 = np.zeros(output_dim)
