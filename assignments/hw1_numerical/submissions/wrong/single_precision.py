# expect: numerical_gradient wrong_dtype other_precision
# expect: jacobian wrong_value
"""float32 cannot hold x + 1e-5 to any use."""
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    x = x.astype(np.float32)
    steps = np.float32(eps) * np.eye(x.size, dtype=np.float32).reshape(-1, *x.shape)
    return np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in steps], dtype=np.float32).reshape(x.shape)


def jacobian(f, x, eps=1e-5):
    x = x.astype(np.float32)
    d = np.eye(x.size, dtype=np.float32) * np.float32(eps)
    return np.column_stack([np.atleast_1d(f(x + e) - f(x - e)) / (2 * eps) for e in d])
