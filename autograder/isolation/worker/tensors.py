"""Tensors and functions that arrive as data, and tensors that leave: torch's side of the wire.

torch is imported when a tensor arrives, or a function that names it, so that a worker for other homework never pays for
it. A zygote for torch calls `kept` before student code is there, which could replace what we rely on.
"""

from __future__ import annotations

import builtins
import functools
import linecache
import sys
from collections.abc import Callable
from types import CodeType, ModuleType
from typing import Any, NamedTuple

from autograder.core.values import Opaque, Source, Tensor

_exec, _compile, _BUILTINS = exec, compile, dict(vars(builtins))  # as they are before student code is there
_DEEPEST = 24  # what the wire carries; deeper values lose their tensors and are refused there


class Kept(NamedTuple):
    """The parts of torch that we rely on, as they were when this was first asked for."""

    torch: ModuleType  # with an `autograd.function` of its own: what functions that arrive as text are lent
    tensor: type
    without_overrides: Callable[[], Any]  # a context in which no class and no mode answers for torch
    empty_cache: Callable[[], None]
    requires_grad: Callable[[Any], bool]  # these read a tensor itself, whatever its class says
    is_leaf: Callable[[Any], bool]
    grad: Callable[[Any], Any]
    device: Callable[[Any], Any]


@functools.cache
def kept() -> Kept:
    """Torch as it is at the first call."""
    import torch

    base = torch._C.TensorBase
    return Kept(
        _copy(torch, "autograd", "function"),
        torch.Tensor,
        torch._C.DisableTorchFunction,
        torch.cuda.empty_cache,
        *(vars(base)[name].__get__ for name in ("requires_grad", "is_leaf", "grad", "device")),
    )


def _copy(module: ModuleType, *inner: str) -> ModuleType:
    """A module with the same content. Its submodule `inner[0]` is a copy too, and `inner[1]` in that, and so on."""
    copy = ModuleType(module.__name__)
    vars(copy).update(vars(module))
    if inner:
        setattr(copy, inner[0], _copy(getattr(module, inner[0]), *inner[1:]))
    return copy


def to_torch(value: Any, device: str) -> Any:
    """A value as student code gets it: `Tensor` as a leaf on the device, `Source` as a function, containers alike."""
    match value:
        case Tensor():
            return _leaf(value, device)
        case Source():
            return _compiled(value)
        case list() | tuple():
            return type(value)(to_torch(item, device) for item in value)
        case dict():
            return {key: to_torch(item, device) for key, item in value.items()}
    return value


def from_torch(value: Any, device: str, depth: int = 0) -> Any:
    """A value as it crosses: every tensor in it as a `Tensor`. Where torch was not imported there are none."""
    if sys.modules.get("torch") is None or depth > _DEEPEST:
        return value
    if isinstance(value, kept().tensor):
        with kept().without_overrides():
            return _data(value, device)
    if isinstance(value, dict):
        return {key: from_torch(item, device, depth + 1) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(from_torch(item, device, depth + 1) for item in value)
    return value


def give_back() -> None:
    """Give the card what no tensor holds any more.

    PyTorch would keep it for tensors to come, and cuBLAS, which asks the driver, would find none for the next question.
    """
    if sys.modules.get("torch") is not None:
        kept().empty_cache()


def _leaf(tensor: Tensor, device: str) -> Any:
    torch = kept().torch
    leaf = torch.tensor(tensor.data, device=device, requires_grad=tensor.requires_grad)
    if tensor.grad is not None:
        leaf.grad = torch.tensor(tensor.grad, device=device)
    return leaf


def _data(tensor: Any, device: str) -> Tensor | Opaque:
    torch, at = kept().torch, kept().device(tensor)
    elsewhere = "" if at.type == device else str(at)
    if tensor.layout is not torch.strided or at.type == "meta":
        return Opaque(f"{tensor.layout} tensor on {at}")
    try:
        data = tensor.detach().cpu().resolve_conj().resolve_neg().numpy()
    except (TypeError, RuntimeError):  # bfloat16, quantised, nested: NumPy has no such array
        return Opaque(f"{str(tensor.dtype).removeprefix('torch.')} tensor")
    grad = kept().grad(tensor) if kept().is_leaf(tensor) else None  # asking another tensor for its .grad warns
    return Tensor(
        data,
        bool(kept().requires_grad(tensor)),
        None if grad is None or grad.layout is not torch.strided else grad.detach().cpu().numpy(),
        elsewhere,
    )


def _compiled(source: Source) -> Callable[..., Any]:
    file = f"<{source.name}>"
    linecache.cache[file] = (len(source.text), None, source.text.splitlines(keepends=True), file)
    code = _compile(source.text, file, "exec", dont_inherit=True)
    namespace: dict[str, Any] = {"__name__": source.name, "__builtins__": _BUILTINS}
    if _names(code, "torch"):
        namespace["torch"] = kept().torch
    _exec(code, namespace)
    function: Callable[..., Any] = namespace[source.name]
    return function


def _names(code: CodeType, name: str) -> bool:
    inner = (part for part in code.co_consts if isinstance(part, CodeType))
    return name in code.co_names or any(_names(part, name) for part in inner)
