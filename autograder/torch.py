"""What authors of checks need for homework in PyTorch, besides what `autograder` offers."""

from autograder.core.values import Tensor

__all__ = ["Tensor"]
