# expect: topological_order forbidden
# expect: Value forbidden
# expect: Value.backward forbidden
# expect: train passed
# carried: train Value
"""PyTorch does the work."""


import torch


class Value:
    def __init__(self, data, tensor=None):
        self.t = torch.tensor(float(data), dtype=torch.float64, requires_grad=True) if tensor is None else tensor
        self.inside = []
        self.t.retain_grad()

    @property
    def data(self):
        return self.t.item()

    @data.setter
    def data(self, number):
        self.t.data.fill_(number)

    @property
    def grad(self):
        return 0.0 if self.t.grad is None else self.t.grad.item()

    def _of(self, tensor, *parts):
        made = Value(0.0, tensor)
        made.inside = [part for part in parts if isinstance(part, Value)]
        return made

    def __add__(self, other):
        return self._of(self.t + getattr(other, "t", other), self, other)

    def __sub__(self, other):
        return self._of(self.t - getattr(other, "t", other), self, other)

    def __mul__(self, other):
        return self._of(self.t * getattr(other, "t", other), self, other)

    def __truediv__(self, other):
        return self._of(self.t / getattr(other, "t", other), self, other)

    def __pow__(self, power):
        return self._of(self.t**power, self)

    def relu(self):
        return self._of(self.t.relu(), self)

    def __radd__(self, other):
        return self._of(other + self.t, self)

    def __rsub__(self, other):
        return self._of(other - self.t, self)

    def __rmul__(self, other):
        return self._of(other * self.t, self)

    def __rtruediv__(self, other):
        return self._of(other / self.t, self)

    def backward(self):
        for value in topological_order(self):
            value.t.grad = None
        self.t.backward(retain_graph=True)


def topological_order(value):
    order, seen, waiting = [], set(), [(value, False)]
    while waiting:
        current, ready = waiting.pop()
        if ready:
            order.append(current)
        elif current not in seen:
            seen.add(current)
            waiting.append((current, True))
            waiting.extend((part, False) for part in current.inside)
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
