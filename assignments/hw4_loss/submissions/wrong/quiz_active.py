# The active samples are counted, not the idle ones.
# expect: quiz wrong_value active_counted
import numpy as np


def quiz(w, b, X, y):
    z = X @ w + b
    error = np.where(z > 0, z - y, 0.0)
    dw, db = 2 / len(y) * X.T @ error, 2 / len(y) * error.sum()
    return {
        "z": z.shape,
        "dC/dw": dw,
        "dC/db": db,
        "idle": int((z > 0).sum()),
        "sum": len(y),
        "twice": 1,
        "slope": -float(dw @ dw + db * db),
    }
