# ctx is counted among the inputs.
# expect: quiz wrong_value ctx_counted


def quiz(m, n):
    return {
        "vjp": (n,),
        "rows": m,
        "twice": 2,
        "hessian": n + 1,
        "hvp": 2,
        "bytes": 8 * n * n,
        "linear": False,
        "returned": n + 1,
    }
