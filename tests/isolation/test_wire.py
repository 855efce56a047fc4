"""The wire: values survive it exactly, and nothing a peer sends does more than raise `ProtocolError`."""

from __future__ import annotations

import contextlib
import math
import os
import pickle
import socket
import struct
import threading
import time
import tracemalloc
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.core.values import Opaque, Source, Tensor
from autograder.isolation import wire
from autograder.isolation.unpacked_size import unpacks_to_more_than
from autograder.isolation.wire import Channel, Closed, Late, ProtocolError, decode, encode, through

numbers = st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(), st.text(max_size=20))
dtypes = st.sampled_from(["bool", "int32", "int64", "uint8", "float16", "float32", "float64", "complex128"])
arrays = dtypes.flatmap(lambda d: hnp.arrays(d, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)))
sources = st.builds(Source, st.text(max_size=10), st.text(max_size=40))


@st.composite
def tensors(draw: st.DrawFn) -> Tensor:
    """Any tensor that a worker could send: its .grad has its shape, and a device of its own has a name."""
    data = draw(arrays)
    grad = draw(st.none() | hnp.arrays("float32", data.shape))
    return Tensor(data, draw(st.booleans()), grad, draw(st.sampled_from(["", "cuda:0", "meta"])))


values = st.recursive(
    st.one_of(numbers, arrays, tensors(), sources),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=5), inner, max_size=3),
    ),
    max_leaves=8,
)


def equal(a: Any, b: Any) -> bool:
    """Equal to the bit: type, dtype, shape and content."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, Tensor):
        return all(equal(getattr(a, part), getattr(b, part)) for part in ("data", "requires_grad", "grad", "device"))
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(equal, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(equal(a[k], b[k]) for k in a)
    return a == b or (isinstance(a, float) and math.isnan(a) and math.isnan(b))


@given(values)
def test_every_value_arrives_as_it_was_sent(value: Any) -> None:
    assert equal(through(value), value)


def test_half_a_surrogate_pair_crosses_as_a_question_mark() -> None:
    class Text(str):
        """A subclass, as a student may return one."""

    assert through(["a\ud800", {"\udfff": Text("\ud83d")}, ("\ud83d\ude00",)]) == ["a?", {"?": "?"}, ("??",)]
    with pytest.raises(ProtocolError):
        decode(b"\xa3\xed\xa0\x80")  # the same as bytes, which is no UTF-8


@given(values)
def test_what_arrived_crosses_again_unchanged(value: Any) -> None:
    assert encode(through(value)) == encode(value)


@given(st.binary(max_size=300))
@settings(max_examples=500)
def test_random_bytes_are_a_value_or_a_protocol_error(data: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        decode(data)


@given(values, st.data())
@settings(max_examples=300)
def test_a_damaged_frame_is_a_value_or_a_protocol_error(value: Any, data: st.DataObject) -> None:
    body = bytearray(encode(value))
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ProtocolError):
        decode(bytes(body))


def array_frame(name: str, shape: list[int], raw: bytes) -> bytes:
    head = msgpack.packb([name, shape])
    return bytes(msgpack.packb(msgpack.ExtType(1, bytes([len(head)]) + head + raw)))


def tensor_frame(*parts: Any) -> bytes:
    """A tensor's frame from its parts; bytes stand for a value that is packed already."""
    packed = [part if isinstance(part, bytes) else msgpack.packb(part) for part in parts]
    return bytes(msgpack.packb(msgpack.ExtType(5, bytes([0x90 + len(packed)]) + b"".join(packed))))


ONES = array_frame("float64", [3], bytes(24))


def test_a_frame_of_a_tensor_is_read_when_all_its_parts_fit() -> None:
    assert decode(tensor_frame(ONES, True, None, "cuda:0")).device == "cuda:0"


@pytest.mark.parametrize(
    "frame",
    [
        array_frame("float64", [2**40, 2**40], b"12345678"),
        array_frame("float64", [3], b"12345678"),
        array_frame("float64", [-1], b"12345678"),
        array_frame("object", [1], b"12345678"),
        array_frame("bool", [1], b"\x02"),
        array_frame("float64", [0, 2**62], b""),
        array_frame("float64", [1] * 40, b"12345678"),
        msgpack.packb(msgpack.ExtType(1, b"")),
        msgpack.packb(msgpack.ExtType(99, b"x")),
        msgpack.packb(b"raw bytes"),
        msgpack.packb(msgpack.Timestamp(0)),
        msgpack.packb({1: 2}, strict_types=False),
        tensor_frame(b"", False, None, ""),
        tensor_frame(ONES, 1, None, ""),
        tensor_frame(ONES, True, array_frame("float64", [2], bytes(16)), ""),
        tensor_frame(ONES, True, None, "x" * 41),
        tensor_frame(ONES, True, None),
        msgpack.packb(msgpack.ExtType(6, msgpack.packb(["f", b"def f(): pass"]))),
        msgpack.packb(msgpack.ExtType(6, msgpack.packb(["f"]))),
        b"\xdd\xff\xff\xff\xff",
        b"\x91" * 10_000 + b"\x90",
        pickle.dumps(os.getcwd),
        b"",
    ],
)
def test_a_forged_frame_is_refused(frame: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(frame)


def test_nested_tuples_have_a_limit() -> None:
    body = msgpack.packb([])
    for _ in range(100):
        body = msgpack.packb([msgpack.ExtType(2, body)])
    with pytest.raises(ProtocolError, match="deep"):
        decode(body)


def many(count: int, item: bytes) -> bytes:
    """A list of lists of `count` items in all, none longer than allowed."""
    full, rest = divmod(count, wire.MAX_ITEMS)
    parts = [struct.pack(">BI", 0xDD, n) + n * item for n in [wire.MAX_ITEMS] * full + [rest]]
    return struct.pack(">BI", 0xDD, len(parts)) + b"".join(parts)


@pytest.mark.parametrize(
    "item", [b"\x90", b"\x80", b"\xc0", b"\xa0", b"\x91\x90", b"\x81\xa0\xc0", b"\xd4\x03x", b"\xd5\x04xx"]
)
def test_a_frame_that_would_swell_is_refused_before_it_is_unfolded(
    item: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "MAX_VALUES", 20_000)
    frame = many(wire.MAX_VALUES + 1, item)
    tracemalloc.start()
    with pytest.raises(ProtocolError, match="too large to unfold"):
        decode(frame)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50_000
    assert len(decode(many(5_000, item))[0]) == 5_000


def test_a_large_frame_is_not_copied_once_for_every_tuple_in_a_tuple() -> None:
    body = bytes(msgpack.packb(["x" * 1_000_000]))
    for _ in range(20):
        body = bytes(msgpack.packb([msgpack.ExtType(2, body)]))
    with pytest.raises(ProtocolError, match="too large to unfold"):
        decode(body)
    assert len(decode(encode(((np.zeros(200_000), 1.0), "x" * 1_000_000)))) == 2


@given(values)
@settings(max_examples=150)
def test_values_are_counted_as_they_are_unfolded(value: Any) -> None:
    body = encode(value)
    if not isinstance(value, tuple):  # of small tuples the copies are what is counted
        assert not unpacks_to_more_than(body, count(value), nested={99})
    assert unpacks_to_more_than(body, count(value) - 1, nested={2})


def count(value: Any) -> int:
    """Values that a body holds: keys count, and a tuple is an extension around a list."""
    if isinstance(value, dict):
        return 1 + sum(1 + count(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return 1 + isinstance(value, tuple) + sum(map(count, value))
    return 1


class Loud(np.ndarray):
    """An array that claims to equal everything."""

    def __array_ufunc__(self, *args: Any, **kwargs: Any) -> Any:
        return np.True_

    def __eq__(self, other: object) -> Any:
        return True


class Always(float):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


def test_subclasses_arrive_as_their_base_type() -> None:
    assert type(through(np.arange(3.0).view(Loud))) is np.ndarray
    assert type(through(Always(2))) is float and through(Always(2)) == 2.0
    assert type(through(np.float64(2))) is np.ndarray and through(np.float64(2)).shape == ()


def test_what_is_no_value_arrives_by_its_type_s_name_alone() -> None:
    assert through(object()) == Opaque("object")
    assert through([lambda: 1])[0].type_name == "function"
    assert through(np.array([object()])) == Opaque("array of dtype object")
    assert through(10**30).type_name.startswith("int")
    cycle: list[Any] = []
    cycle.append(cycle)
    assert "deep" in repr(through(cycle))


def test_a_decoded_array_is_its_own_and_writable() -> None:
    array = through(np.zeros(3))
    array[0] = 1.0
    assert array.base is None


@pytest.fixture
def pair() -> Any:
    ours, theirs = socket.socketpair()
    yield Channel(ours.detach()), theirs
    theirs.close()


def test_a_silent_peer_costs_the_deadline_and_no_more(pair: Any) -> None:
    channel, _ = pair
    started = time.monotonic()
    with pytest.raises(Late):
        channel.receive(started + 0.05)
    assert time.monotonic() - started < 5


def test_half_a_frame_is_not_waited_for_beyond_the_deadline(pair: Any) -> None:
    channel, theirs = pair
    theirs.sendall(struct.pack(">I", 100) + b"half")
    with pytest.raises(Late):
        channel.receive(time.monotonic() + 0.05)


def test_a_frame_that_promises_too_much_is_refused_before_it_is_read(pair: Any) -> None:
    channel, theirs = pair
    theirs.sendall(struct.pack(">I", wire.MAX_FRAME + 1))
    with pytest.raises(ProtocolError):
        channel.receive(time.monotonic() + 1)


def test_a_peer_that_hangs_up_is_closed(pair: Any) -> None:
    channel, theirs = pair
    theirs.close()
    with pytest.raises(Closed):
        channel.receive(time.monotonic() + 1)


def test_a_peer_that_does_not_read_costs_the_deadline(pair: Any) -> None:
    channel, _ = pair
    with pytest.raises(Late):
        channel.send(np.zeros(2_000_000), time.monotonic() + 0.1)


def test_a_peer_that_never_pauses_is_late_all_the_same(pair: Any) -> None:
    channel, theirs = pair
    theirs.sendall(10 * (struct.pack(">I", 1) + b"\xc0"))
    with pytest.raises(Late):
        channel.receive(time.monotonic() - 0.01)


def test_a_large_array_crosses_whole(pair: Any) -> None:
    channel, theirs = pair
    other = Channel(theirs.detach())
    sent = np.random.default_rng(0).normal(size=300_000)
    sender = threading.Thread(target=other.send, args=(sent,))
    sender.start()
    assert np.array_equal(channel.receive(time.monotonic() + 10), sent)
    sender.join()
    other.close()
