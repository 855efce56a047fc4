# expect: gradient wrong_value none
"""Central differences: right in float64, and noise in float32."""
import torch


def gradient(f, x):
    x, eps = x.detach(), 1e-6
    found = torch.zeros_like(x)
    for i in range(x.numel()):
        step = torch.zeros_like(x)
        step.view(-1)[i] = eps
        found.view(-1)[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return found
