# kind: exhaustion
# verdict: wrong_shape, timeout
"""Five thousand numbers, each in twenty lists, for the judge to take apart for every mistake that it looks for."""


def attack():
    deep = 1.0
    for _ in range(20):
        deep = [deep]
    return [deep] * 5_000


def loss(*arguments):
    return attack()


d_loss = train = loss
