# expect: * passed
"""Exported from a notebook: magics, shell lines, prints, plots, a first try that a second replaces, a failing cell."""
%matplotlib inline
!pip install torch
import matplotlib.pyplot as plt
import torch
from torchviz import make_dot

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(f"using {device}")


def gradient(f, x):
    return None  # first try



def gradient(f, x):
    at = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(f(at), at)[0]


def jacobian(f, x):
    at = x.detach().clone().requires_grad_(True)
    value = f(at)
    rows = [torch.autograd.grad(one, at, retain_graph=True)[0] for one in value]
    return torch.stack(rows)


def hessian(f, x):
    at = x.detach().clone().requires_grad_(True)
    slope = torch.autograd.grad(f(at), at, create_graph=True)[0]
    if not slope.requires_grad:
        return torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    return torch.stack([torch.autograd.grad(one, at, retain_graph=True)[0] for one in slope])


def hvp(f, x, v):
    at = x.detach().clone().requires_grad_(True)
    slope = torch.autograd.grad(f(at), at, create_graph=True)[0]
    if not slope.requires_grad:
        return torch.zeros_like(x)
    return torch.autograd.grad(slope @ v, at)[0].detach()


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        z = X @ w + b
        ctx.save_for_backward(z, X, y)
        return ((y - z.clamp(min=0)) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        z, X, y = ctx.saved_tensors
        e = 2 * (z - y) * (z > 0) / len(y) * grad_output
        return e @ X, e.sum(), None, None


def train(params, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        out = torch.relu(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        loss = ((out - y) ** 2).sum() / (2 * len(X))
        grads = torch.autograd.grad(loss, list(params.values()))
        losses.append(loss.item())
        with torch.no_grad():
            for p, g in zip(params.values(), grads):
                p -= learning_rate * g
    return losses


%timeit gradient(lambda x: (x ** 2).sum(), torch.ones(3))
x = torch.linspace(-3, 3, 100)
fig, ax = plt.subplots(1, 2)
ax[0].plot(x, torch.stack([gradient(lambda t: torch.relu(t).sum(), one) for one in x]))
plt.show()
make_dot(x)
