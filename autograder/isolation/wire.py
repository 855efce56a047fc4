"""Values <-> bytes. What crosses between judge and worker, and nothing else can.

A value is None, a bool, a 64-bit int, a float, a string, an array of a plain numeric dtype, one of `values`, or a
list, tuple or string-keyed dict of values; what a student returns beyond that crosses as `Opaque`, by its
type's name alone. Nothing is unpickled. Decoding builds exact base types from bounded, typed frames and
raises `ProtocolError` for everything else, whatever the peer sends.

A frame is a 4-byte big-endian length and a msgpack body. Arrays are an extension type: dtype name, shape,
raw little-endian bytes; the product of the shape is checked against the bytes before anything is allocated.
"""

from __future__ import annotations

import functools
import math
import os
import select
import struct
import time
from typing import Any

import msgpack
import numpy as np

from autograder.core.values import Callback, Opaque, Source, Tensor, writable
from autograder.isolation.stalls import LONGEST_WAIT, stalled_seconds
from autograder.isolation.unpacked_size import unpacks_to_more_than

MAX_FRAME = 64 * 1024 * 1024
MAX_DEPTH = 24
MAX_ITEMS = 200_000  # of one list, tuple or dict
MAX_VALUES = 500_000  # of one frame
MAX_TEXT = 2_000_000
MAX_RANK = 16

_ARRAY, _TUPLE, _OPAQUE, _CALLBACK, _TENSOR, _SOURCE = 1, 2, 3, 4, 5, 6
_DTYPES = {
    name: np.dtype(name).newbyteorder("<")
    for name in (
        "bool",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "float16",
        "float32",
        "float64",
        "complex64",
        "complex128",
    )
}
_NAMES = {np.dtype(name): name for name in _DTYPES}  # dtype.name is computed anew each time, and slowly
_HEADER = struct.Struct(">I")
_NESTED = (_TUPLE, _TENSOR, _SOURCE)  # their content is a message of its own
_PLAIN = frozenset((type(None), bool, int, float, str, np.ndarray))  # most of what crosses
_KINDS = (Opaque, Callback, Source, Tensor)


class ProtocolError(Exception):
    """The peer sent something that is not a message of this wire."""


class TooLarge(ProtocolError):
    """A value of ours has more bytes than a frame may have."""


class Closed(Exception):
    """The peer is gone: the channel ended."""


class Late(Exception):
    """The peer did not answer before the deadline."""


def encode(value: object) -> bytes:
    """The bytes of one value. Anything else crosses as `Opaque`."""
    return bytes(msgpack.packb(_plain(value, 0), use_bin_type=True, strict_types=True))


def decode(data: bytes) -> Any:
    """One value from bytes of any origin; raises `ProtocolError` and nothing else."""
    if len(data) > MAX_VALUES and unpacks_to_more_than(
        data, MAX_VALUES, nested=_NESTED
    ):  # each value takes at least one byte
        raise ProtocolError(f"a message too large to unfold; it may hold {MAX_VALUES:,} values")
    value = _unpack(data, 0)
    _refuse_strangers(value, 0)
    return value


def settle(value: object) -> Any:
    """`value` reduced to what crosses, once and for all: no code of its own runs when it is sent later."""
    return _plain(value, 0)


def _plain(value: object, depth: int) -> Any:
    """`value` in msgpack's own types, subclasses reduced to their base."""
    if type(value) is msgpack.ExtType:
        return value
    if value is None or type(value) in (bool, float):
        return value
    if type(value) is int:
        return value if -(2**63) <= value < 2**63 else _opaque(f"int of {value.bit_length()} bits")
    if type(value) is str:
        return writable(value) if len(value) <= MAX_TEXT else _opaque("str of more than 2 MB")
    if isinstance(value, (np.ndarray, np.generic)):
        return _array_ext(np.asarray(value))
    if depth >= MAX_DEPTH:
        return _opaque("something nested too deep")
    if isinstance(value, (list, tuple)):
        if len(value) > MAX_ITEMS:
            return _opaque(f"{type(value).__name__} of {len(value)} items")
        items = [_plain(item, depth + 1) for item in value]
        return items if isinstance(value, list) else msgpack.ExtType(_TUPLE, msgpack.packb(items, use_bin_type=True))
    if isinstance(value, dict):
        if len(value) > MAX_ITEMS:
            return _opaque(f"dict of {len(value)} items")
        return {writable(str(key)): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, Callback):
        return msgpack.ExtType(_CALLBACK, struct.pack(">H", value.number))
    if isinstance(value, Opaque):
        return _opaque(value.type_name)
    if isinstance(value, Tensor):
        return _tensor_ext(value)
    if isinstance(value, Source):
        return msgpack.ExtType(_SOURCE, msgpack.packb([value.name, value.text]))
    for base in (bool, int, float, str):
        if isinstance(value, base):  # a subclass: only its plain content crosses
            return _plain(base(value), depth)
    return _opaque(_type_name(value))


def _array_ext(array: np.ndarray[Any, Any]) -> Any:
    name = _NAMES.get(array.dtype) or _NAMES.get(array.dtype.newbyteorder("="))
    if name is None:
        return _opaque(f"array of dtype {array.dtype}")
    if array.nbytes > MAX_FRAME // 2 or array.ndim > MAX_RANK:
        return _opaque(f"array of shape {array.shape}")
    raw = array.astype(_DTYPES[name], copy=False).tobytes()
    return msgpack.ExtType(_ARRAY, _head(name, array.shape) + raw)


@functools.lru_cache(256)
def _head(name: str, shape: tuple[int, ...]) -> bytes:
    """What comes before an array's own bytes: the length of its dtype and shape, and these."""
    head = msgpack.packb([name, list(shape)])
    return bytes([len(head)]) + bytes(head)


def _tensor_ext(tensor: Tensor) -> Any:
    data = _array_ext(tensor.data)
    grad = None if tensor.grad is None else _array_ext(tensor.grad)
    if data.code == _OPAQUE or (grad and grad.code == _OPAQUE):
        return _opaque(f"tensor of shape {tensor.data.shape}")
    return msgpack.ExtType(_TENSOR, msgpack.packb([data, tensor.requires_grad, grad, tensor.device]))


def _opaque(name: str) -> Any:
    return msgpack.ExtType(_OPAQUE, name[:200].encode("utf-8", "replace"))


def _type_name(value: object) -> str:
    kind = type(value)
    module = str(getattr(kind, "__module__", ""))
    name = str(getattr(kind, "__qualname__", kind))
    return name if module in ("builtins", "__main__", "") else f"{module}.{name}"


def _unpack(data: bytes, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise ProtocolError("a value is nested too deep")

    def extension(code: int, body: bytes) -> Any:
        return _extension(code, body, depth)

    try:
        return msgpack.unpackb(
            data,
            raw=False,
            use_list=True,
            strict_map_key=True,
            ext_hook=extension,
            max_str_len=MAX_TEXT,
            max_bin_len=MAX_FRAME,
            max_ext_len=MAX_FRAME,
            max_array_len=MAX_ITEMS,
            max_map_len=MAX_ITEMS,
        )
    except ProtocolError:
        raise
    except (ValueError, TypeError, RecursionError, OverflowError, msgpack.exceptions.UnpackException) as error:
        raise ProtocolError(f"not a message: {type(error).__name__}") from None


def _refuse_strangers(value: object, depth: int) -> None:
    """Refuse raw bytes and timestamps, which msgpack has and this wire has not."""
    if type(value) in _PLAIN:
        return
    if depth > MAX_DEPTH:
        raise ProtocolError("a value is nested too deep")
    if isinstance(value, (list, tuple)):
        for item in value:
            _refuse_strangers(item, depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            if type(key) is not str:
                raise ProtocolError("a dict's key is not a string")
            _refuse_strangers(item, depth + 1)
    elif not isinstance(value, _KINDS):
        raise ProtocolError(f"a {type(value).__name__} is not a value of this wire")


def _extension(code: int, body: bytes, depth: int) -> Any:
    if code == _ARRAY:
        return _array(body)
    if code == _TUPLE:
        items = _unpack(body, depth + 1)
        if type(items) is not list:
            raise ProtocolError("a tuple's content is not a list")
        return tuple(items)
    if code == _OPAQUE:
        return Opaque(body[:200].decode("utf-8", "replace"))
    if code == _CALLBACK and len(body) == 2:
        return Callback(struct.unpack(">H", body)[0])
    if code == _TENSOR:
        return _tensor(_unpack(body, depth + 1))
    if code == _SOURCE:
        match _unpack(body, depth + 1):
            case [str(name), str(text)]:
                return Source(name, text)
        raise ProtocolError("a function without name and text")
    raise ProtocolError(f"unknown extension {code}")


def _tensor(parts: object) -> Tensor:
    match parts:
        case [np.ndarray() as data, bool(requires_grad), None | np.ndarray() as grad, str(device)]:
            if len(device) <= 40 and (grad is None or grad.shape == data.shape):
                return Tensor(data, requires_grad, grad, device)
    raise ProtocolError("a tensor of an unknown form")


def _array(body: bytes) -> np.ndarray[Any, Any]:
    dtype, shape, count = _dtype_and_shape(body[1 : 1 + body[0]] if body else b"")
    raw = memoryview(body)[1 + body[0] :]
    if count * dtype.itemsize != len(raw) or (count == 0 and math.prod(filter(None, shape)) > MAX_FRAME):
        raise ProtocolError("an array whose bytes do not fit its shape")
    if dtype.kind == "b" and bytes(raw).strip(b"\0\1"):
        raise ProtocolError("a bool that is neither 0 nor 1")
    return np.frombuffer(raw, dtype=dtype).reshape(shape).astype(dtype.newbyteorder("="), copy=True)


@functools.lru_cache(256)
def _dtype_and_shape(head: bytes) -> tuple[np.dtype[Any], tuple[int, ...], int]:
    """What stands before an array's own bytes, and how many numbers that makes."""
    known = msgpack.unpackb(head, raw=False, use_list=True) if head else None
    if not (type(known) is list and len(known) == 2 and type(known[0]) is str and type(known[1]) is list):
        raise ProtocolError("an array without dtype and shape")
    name, shape = known
    if name not in _DTYPES or len(shape) > MAX_RANK or not all(type(n) is int and n >= 0 for n in shape):
        raise ProtocolError("an array of unknown dtype or impossible shape")
    return _DTYPES[name], tuple(shape), math.prod(shape)  # Python integers: no overflow to fool the check of the bytes


class Channel:
    """Framed values over one stream descriptor, with a deadline on every read and write.

    A deadline is an instant of `time.monotonic()`, in seconds; None waits for ever. Only `read` and `write` are used,
    so that a worker whose filter refuses socket calls can hold the other end. The judge's end never blocks longer than
    the deadline. A worker's is `patient`: it has no deadline and waits in the system call itself.
    """

    def __init__(self, fd: int, patient: bool = False) -> None:
        self.fd = fd
        self.received = 0  # bytes of all frames so far
        self._patient = patient
        self._buffer = bytearray()
        os.set_blocking(fd, patient)
        self._poll = select.poll()

    def send(self, value: object, deadline: float | None = None) -> None:
        """Write one frame; `Late` when the peer has not taken it by the deadline, `Closed` when it is gone."""
        self.send_frame(encode(value), deadline)

    def send_frame(self, body: bytes, deadline: float | None = None) -> None:
        """Write the bytes of a value, as `encode` gives them; errors as `send`."""
        view = memoryview(_HEADER.pack(len(_small_enough(body))) + body)
        while view:
            try:
                view = view[os.write(self.fd, view) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)
            except (BrokenPipeError, ConnectionResetError):
                raise Closed from None

    def receive(self, deadline: float | None = None) -> Any:
        """The next value; `Late` when it is not there by the deadline, `Closed` when the peer is gone.

        `ProtocolError` when the peer sent something else.
        """
        return decode(self.receive_frame(deadline))

    def receive_frame(self, deadline: float | None = None) -> bytes:
        """The bytes of the next value, which nobody has looked at yet; errors as `receive`."""
        self._fill(_HEADER.size, deadline)
        (length,) = _HEADER.unpack_from(self._buffer)
        if length > MAX_FRAME:
            raise ProtocolError(f"a frame of {length} bytes")
        self._fill(_HEADER.size + length, deadline)
        body = bytes(self._buffer[_HEADER.size : _HEADER.size + length])
        del self._buffer[: _HEADER.size + length]
        self.received += length
        return body

    def close(self) -> None:
        os.close(self.fd)

    def _fill(self, size: int, deadline: float | None) -> None:
        while len(self._buffer) < size:
            if not self._patient:
                self._wait(select.POLLIN, deadline)  # an answer is hardly ever there already
            try:
                chunk = os.read(self.fd, max(65536, min(size - len(self._buffer), 1 << 20)))
            except BlockingIOError:
                continue
            except ConnectionResetError:
                raise Closed from None
            if not chunk:
                raise Closed
            self._buffer += chunk

    def _wait(self, event: int, deadline: float | None) -> None:
        self._poll.register(self.fd, event)
        while True:
            left = LONGEST_WAIT if deadline is None else deadline - time.monotonic()
            if left <= 0:
                raise Late  # also where there is something to read: a peer that never pauses would never be late
            ready = self._poll.poll(min(left, LONGEST_WAIT) * 1000)
            stalled_seconds()
            if ready:
                return


def _small_enough(body: bytes) -> bytes:
    if len(body) > MAX_FRAME:
        raise TooLarge(f"a value of {len(body) >> 20} MB, and at most {MAX_FRAME >> 20} MB can be sent")
    return body


def through(value: object) -> Any:
    """`value` as the other side would see it: what a student's own machine uses instead of a wire."""
    return decode(_small_enough(encode(value)))
