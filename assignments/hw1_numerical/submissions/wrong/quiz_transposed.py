# The Jacobian of the quiz in denominator layout.
# expect: quiz wrong_value transposed


def quiz(m, n):
    shapes = {"gradient": (n,), "jacobian": (n, m), "one output": (1, n), "hessian": (n, n)}
    return shapes | {"evaluations": n + n, "forward": 2.0, "central": 4.0, "twice": 1 / 2}
