# expect: Value passed
# expect: topological_order passed
# expect: train passed
# carried: train Value.backward
# expect: Value.backward wrong_value walked_forward
"""The loop goes through the order, not through its reverse."""


class Value:
    def __init__(self, data, parts=()):
        self.data = data
        self.grad = 0.0
        self.parts = parts

    def __add__(self, other):
        other = wrapped(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = wrapped(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def __pow__(self, power):
        return Value(self.data**power, ((self, power * self.data ** (power - 1)),))

    def relu(self):
        return Value(max(0.0, self.data), ((self, float(self.data > 0)),))

    def __sub__(self, other):
        other = wrapped(other)
        return Value(self.data - other.data, ((self, 1.0), (other, -1.0)))

    def __truediv__(self, other):
        other = wrapped(other)
        return Value(self.data / other.data, ((self, 1 / other.data), (other, -self.data / other.data**2)))

    def __radd__(self, other):
        return wrapped(other) + self

    def __rmul__(self, other):
        return wrapped(other) * self

    def __rsub__(self, other):
        return wrapped(other) - self

    def __rtruediv__(self, other):
        return wrapped(other) / self

    def backward(self):
        order = topological_order(self)
        for value in order:
            value.grad = 0.0
        self.grad = 1.0
        for value in order:
            for part, slope in value.parts:
                part.grad += slope * value.grad


def wrapped(x):
    return x if isinstance(x, Value) else Value(x)


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
