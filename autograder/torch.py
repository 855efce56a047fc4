"""What authors of checks need of PyTorch, besides what `autograder` offers.

`Tensor` is for homework in PyTorch. `torch` is for homework in NumPy, which students check without having PyTorch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.core.values import Tensor

if TYPE_CHECKING:
    import torch
else:
    from autograder.core.lazy import lazy_names

    __getattr__, __dir__, _ = lazy_names(__name__, {"autograder.checks.torch_names": ["torch"]})

__all__ = ["Tensor", "torch"]
