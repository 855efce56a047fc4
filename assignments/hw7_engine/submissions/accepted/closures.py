# expect: * passed
"""Each operator leaves a function that passes its gradient on."""


class Value:
    def __init__(self, data, _children=(), _op=""):
        self.data = float(data)
        self.grad = 0.0
        self._backward = lambda: None
        self._prev = set(_children)
        self._op = _op

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, power):
        assert isinstance(power, (int, float))
        out = Value(self.data**power, (self,), f"**{power}")

        def _backward():
            self.grad += power * self.data ** (power - 1) * out.grad

        out._backward = _backward
        return out

    def relu(self):
        out = Value(self.data if self.data > 0 else 0, (self,), "relu")

        def _backward():
            self.grad += (out.data > 0) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        order = topological_order(self)
        for v in order:
            v.grad = 0.0
        self.grad = 1.0
        for v in reversed(order):
            v._backward()

    def __neg__(self):
        return self * -1

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return other * self**-1


def topological_order(value):
    order, done, stack = [], set(), [value]
    while stack:
        v = stack[-1]
        todo = [p for p in v._prev if p not in done]
        if todo:
            stack.extend(todo)
        else:
            stack.pop()
            if v not in done:
                done.add(v)
                order.append(v)
    return order


def train(inputs, targets, parameters, learning_rate, steps):
    w, b = parameters[:-1], parameters[-1]
    losses = []
    for _ in range(steps):
        errors = [(sum((wi * xi for wi, xi in zip(w, x)), b).relu() - y) ** 2 for x, y in zip(inputs, targets)]
        loss = sum(errors) * (1 / len(errors))
        losses.append(loss.data)
        loss.backward()
        for p in parameters:
            p.data = p.data - learning_rate * p.grad
    return losses
