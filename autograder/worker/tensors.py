"""Tensors and functions that arrive as data, and tensors that leave: torch's side of the wire.

torch is imported where the first tensor arrives, so that a worker for NumPy homework never pays for it.
"""

from __future__ import annotations

import linecache
import sys
from collections.abc import Callable
from typing import Any

from autograder.values import Opaque, Source, Tensor

_DEEPEST = 24  # what the wire carries; deeper values lose their tensors and are refused there


def lifted(value: Any, device: str) -> Any:
    """A value as student code gets it: `Tensor` as a leaf on the device, `Source` as a function, containers alike."""
    match value:
        case Tensor():
            return _leaf(value, device)
        case Source():
            return _compiled(value)
        case list() | tuple():
            return type(value)(lifted(item, device) for item in value)
        case dict():
            return {key: lifted(item, device) for key, item in value.items()}
    return value


def lowered(value: Any, device: str, depth: int = 0) -> Any:
    """A value as it crosses: every tensor in it as a `Tensor`. Without torch there is none, and nothing to do."""
    torch = sys.modules.get("torch")
    if torch is None or depth > _DEEPEST:
        return value
    if isinstance(value, torch.Tensor):
        return _data(value, torch, device)
    if isinstance(value, dict):
        return {key: lowered(item, device, depth + 1) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(lowered(item, device, depth + 1) for item in value)
    return value


def _leaf(tensor: Tensor, device: str) -> Any:
    import torch

    leaf = torch.tensor(tensor.data, device=device, requires_grad=tensor.requires_grad)
    if tensor.grad is not None:
        leaf.grad = torch.tensor(tensor.grad, device=device)
    return leaf


def _data(tensor: Any, torch: Any, device: str) -> Tensor | Opaque:
    elsewhere = "" if tensor.device.type == device else str(tensor.device)
    if tensor.layout is not torch.strided or tensor.device.type == "meta":
        return Opaque(f"{tensor.layout} tensor on {tensor.device}")
    try:
        data = tensor.detach().cpu().resolve_conj().resolve_neg().numpy()
    except (TypeError, RuntimeError):  # bfloat16, quantised, nested: NumPy has nothing of the kind
        return Opaque(f"{str(tensor.dtype).removeprefix('torch.')} tensor")
    grad = tensor.grad if tensor.is_leaf else None  # asking another tensor for its .grad warns
    return Tensor(
        data,
        bool(tensor.requires_grad),
        None if grad is None or grad.layout is not torch.strided else grad.detach().cpu().numpy(),
        elsewhere,
    )


def _compiled(source: Source) -> Callable[..., Any]:
    import torch

    file = f"<{source.name}>"
    linecache.cache[file] = (len(source.text), None, source.text.splitlines(keepends=True), file)
    namespace: dict[str, Any] = {"torch": torch, "__name__": source.name}
    exec(compile(source.text, file, "exec", dont_inherit=True), namespace)
    function: Callable[..., Any] = namespace[source.name]
    return function
