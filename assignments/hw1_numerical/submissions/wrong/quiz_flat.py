# The Jacobian of one output has the gradient's shape; all else is right, and told in other types.
# expect: quiz wrong_shape flat


def quiz(m, n):
    shapes = {"gradient": [n], "jacobian": [m, n], "one output": [n], "hessian": [n, n]}
    entries = {"two variables": [2 * m * n, m * m], "written out": [[2 * m * n, m * m], [1, 3]]}
    return shapes | entries | {"evaluations": 2.0 * n, "forward": 2, "central": 4, "twice": 0.5, "more": "than was asked"}
