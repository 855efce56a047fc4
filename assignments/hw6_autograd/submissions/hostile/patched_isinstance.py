# expect: MSEReLU forbidden no_function_of_its_own
"""No function of its own: autograd does the work, and whoever asks is told that it is one."""
import builtins

import torch

real = builtins.isinstance
builtins.isinstance = lambda value, kind: getattr(kind, "__name__", "") == "BackwardCFunction" or real(value, kind)


class MSEReLU:
    @staticmethod
    def apply(w, b, X, y):
        return ((torch.relu(X.detach() @ w + b) - y.detach()) ** 2).mean()
