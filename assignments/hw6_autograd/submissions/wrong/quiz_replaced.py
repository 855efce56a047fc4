# A second backward is taken to replace .grad.
# expect: quiz wrong_value replaced


def quiz(m, n):
    return {
        "vjp": (n,),
        "rows": m,
        "twice": 1,
        "hessian": n + 1,
        "hvp": 2,
        "bytes": 8 * n * n,
        "linear": False,
        "returned": n,
    }
