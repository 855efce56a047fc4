# The two schemes stand in each other's place.
# expect: quiz wrong_value orders_swapped


def quiz(m, n):
    return {
        "gradient": (n,),
        "jacobian": (m, n),
        "one output": (1, n),
        "hessian": (n, n),
        "evaluations": 2 * n,
        "forward": 4,
        "central": 2,
        "twice": 0.5,
    }
