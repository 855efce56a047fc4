# expect: gradient wrong_value graph_left
# expect: jacobian wrong_value graph_left
# expect: train wrong_value graph_left
"""Tensors that hang on their graphs, of classes that say they do not: by a property, and by answering for torch."""
import torch


class Silent(torch.Tensor):
    requires_grad = property(lambda self: False)


class Denies(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if function is torch.Tensor.requires_grad.__get__:
            return False
        return super().__torch_function__(function, types, args, kwargs or {})


def gradient(f, x):
    at = x.detach().clone().requires_grad_()
    return torch.autograd.grad(f(at), at, create_graph=True)[0].as_subclass(Silent)


def jacobian(f, x):
    at = x.detach().clone().requires_grad_()
    rows = [torch.autograd.grad(one, at, create_graph=True)[0] for one in f(at)]
    return torch.stack(rows).as_subclass(Denies)


def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        loss = ((torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"] - y) ** 2).sum() / (2 * len(X))
        losses.append(loss.as_subclass(Silent))
        grads = torch.autograd.grad(loss, list(params.values()))
        with torch.no_grad():
            for p, g in zip(params.values(), grads):
                p -= learning_rate * g
    return losses
