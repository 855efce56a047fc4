# expect: * passed
"""All operators come from one table."""


import operator


class Value:
    def __init__(self, data):
        self.data, self.grad, self.parts = float(data), 0.0, []

    def backward(self):
        found = topological_order(self)
        slopes = dict.fromkeys(found, 0.0) | {self: 1.0}
        for value in found[::-1]:
            for part, slope in value.parts:
                slopes[part] += slope * slopes[value]
        for value in found:
            value.grad = slopes[value]

    def relu(self):
        return made(max(self.data, 0), [(self, 1 if self.data > 0 else 0)])

    def __pow__(self, p):
        return made(self.data**p, [(self, p * self.data ** (p - 1))])


def made(data, parts):
    value = Value(data)
    value.parts = parts
    return value


SLOPES = {
    "add": lambda a, b: (1, 1),
    "sub": lambda a, b: (1, -1),
    "mul": lambda a, b: (b, a),
    "truediv": lambda a, b: (1 / b, -a / b / b),
}


def binary(name):
    compute = getattr(operator, name)

    def method(self, other):
        a, b = self, other if isinstance(other, Value) else Value(other)
        return made(compute(a.data, b.data), list(zip((a, b), SLOPES[name](a.data, b.data))))

    return method


for name in SLOPES:
    setattr(Value, f"__{name}__", binary(name))
    setattr(Value, f"__r{name}__", lambda self, other, name=name: binary(name)(Value(other), self))


def topological_order(value):
    order, seen, waiting = [], set(), [(value, False)]
    while waiting:
        current, ready = waiting.pop()
        if ready:
            order.append(current)
        elif current not in seen:
            seen.add(current)
            waiting.append((current, True))
            waiting.extend((part, False) for part, _ in current.parts)
    return order


def train(inputs, targets, parameters, learning_rate, steps):
    *weights, bias = parameters
    losses = []
    for _ in range(steps):
        total = 0.0
        for x, y in zip(inputs, targets):
            z = bias
            for w, entry in zip(weights, x):
                z = z + w * entry
            total = total + (y - z.relu()) ** 2
        cost = total / len(targets)
        losses.append(cost.data)
        cost.backward()
        for parameter in parameters:
            parameter.data -= learning_rate * parameter.grad
    return losses
