# expect: SimpleNN.init wrong_dtype
# expect: SimpleNN.forward wrong_dtype
# expect: SimpleNN.loss wrong_dtype
# expect: SimpleNN.gradients wrong_dtype
# expect: SimpleNN.backward wrong_dtype
# expect: SimpleNN.train wrong_dtype
"""Everything returned and every parameter claims to equal whatever it is compared with."""
import numpy as np


class Equal:
    shape, dtype, ndim = (), np.dtype(float), 0

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __bool__(self):
        return True

    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __sub__ = __rsub__ = __abs__ = __getitem__ = lambda self, *args: self


class SimpleNN:
    def __init__(self, *args, seed=0):
        self.args = args

    W1 = b1 = W2 = b2 = property(lambda self: Equal(), lambda self, value: None)

    def forward(self, *args, **kwargs):
        return Equal()

    def gradients(self, *args):
        return dict(W1=Equal(), b1=Equal(), W2=Equal(), b2=Equal())

    loss = backward = train = forward
