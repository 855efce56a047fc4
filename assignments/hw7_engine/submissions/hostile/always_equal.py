# expect: topological_order wrong_value values_left_out
# expect: train wrong_dtype
# expect: Value wrong_dtype
# expect: Value.backward not_attempted
"""Objects that claim to equal whatever they are compared with."""


class Equal:
    __hash__ = object.__hash__

    def __eq__(self, other):
        return True

    def __float__(self):
        return 0.0


class Value:
    def __init__(self, data):
        self.data = self.grad = Equal()

    def make(self, *other):
        return Value(0)

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __pow__ = relu = make

    def backward(self):
        pass


def topological_order(value):
    return [Equal()]


def train(inputs, targets, parameters, learning_rate, steps):
    return [Equal()] * steps
