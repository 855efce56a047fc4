# The pass for the gradient is not counted.
# expect: quiz wrong_value rows_alone


def quiz(m, n):
    return {
        "vjp": (n,),
        "rows": m,
        "twice": 2,
        "hessian": n,
        "hvp": 2,
        "bytes": 8 * n * n,
        "linear": False,
        "returned": n,
    }
