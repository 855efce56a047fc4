# expect: quiz wrong_value sum_for_distance
"""|z| for the distance; all else is right."""
import math


def quiz(w, x, b):
    z, length = sum(w * x) + b, math.hypot(*w)
    return {"da/dz": int(z > 0), "dz/dw": list(x), "dz/db": 1, "dz/dx": list(w), "da/dw": [v if z > 0 else 0 for v in x], "da/db": int(z > 0), "shape": [1, len(x)], "steepest": [v / length for v in w], "distance": abs(z)}
