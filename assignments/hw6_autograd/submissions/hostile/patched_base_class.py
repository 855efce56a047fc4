# expect: MSEReLU forbidden no_function_of_its_own
"""No function of its own: autograd does the work, and torch's class of such functions is made to be everything."""
import torch

torch.autograd.function.BackwardCFunction = object


class MSEReLU:
    @staticmethod
    def apply(w, b, X, y):
        return ((torch.relu(X.detach() @ w + b) - y.detach()) ** 2).mean()
