"""A peer that lies: random replies, frames and streams of bytes such as a worker that a student has taken over can send.

Everything follows from one seed, so that a failure is replayed by its number. What is sent is mostly near to right,
since what is far off is refused at the first byte: a right reply with one thing changed, a right frame with a byte
changed, a right stream cut short.
"""

from __future__ import annotations

import os
import pickle
import random
import socket
import struct
import threading
from typing import Any

import msgpack
import numpy as np

from autograder.core.values import Callback, Opaque, Source, Tensor
from autograder.isolation.wire import Channel, Closed, ProtocolError, encode

ODD_TEXTS = ["", "value", "raised", "ask", "loaded", "refused", "\x1b[2J", "\u202e", "\0", "<b>", "\ud800", "é" * 300]
ODD_NUMBERS = [0, 1, -1, 2**31, 2**63 - 1, -(2**63), 0.0, -0.0, 1e-320, 1e308, float("nan"), float("inf"), True, None]
SHAPES = [(), (0,), (1,), (3,), (1, 3), (3, 1), (2, 2), (0, 5), (1,) * 9]
DTYPES = ["bool", "int8", "uint64", "float16", "float32", "float64", "complex128"]


class Liar(random.Random):
    """Makes lies, each from the numbers that come next."""

    def value(self, depth: int = 0) -> Any:
        """Anything that `encode` takes."""
        kind = self.randrange(10 if depth < 4 else 5)
        match kind:
            case 0:
                return self.choice(ODD_NUMBERS)
            case 1:
                return self.choice(ODD_TEXTS).encode("utf-8", "replace").decode()
            case 2 | 3:
                return self.array()
            case 4:
                return self.choice(
                    [
                        Opaque(self.choice(["object", "\x1b]8;;http://x\a", "a" * 300])),
                        Callback(self.randrange(3)),
                        Source(self.choice(ODD_TEXTS[:-2]), "def f(x): return x"),
                        self.tensor(),
                    ]
                )
            case 5 | 6 | 7:
                items = [self.value(depth + 1) for _ in range(self.randrange(4))]
                return items if kind < 7 else tuple(items)
            case 8:
                return {
                    self.choice(["W1", "b1", "type", "frames", "message", ""]): self.value(depth + 1) for _ in range(3)
                }
        return self.nested(self.randrange(40))

    def nested(self, depth: int) -> Any:
        value: Any = 1.0
        for _ in range(depth):
            value = self.choice([[value], (value,), {"a": value}])
        return value

    def array(self) -> Any:
        shape, dtype = self.choice(SHAPES), self.choice(DTYPES)
        content = self.choice([0, 1, float("nan"), float("inf"), self.random()])
        with np.errstate(all="ignore"):
            return np.full(shape, content, dtype="float64").astype(dtype)

    def tensor(self) -> Tensor:
        data = self.array()
        grad = self.choice([None, data])
        return Tensor(data, self.random() < 0.5, grad, self.choice(["", "cuda:0", "\x1b[31m"]))

    def body(self) -> bytes:
        """One frame's body."""
        match self.randrange(8):
            case 0:
                return self.randbytes(self.randrange(60))
            case 1:
                return self.forged()
            case 2:
                return encode(self.reply())
            case 3:
                return encode(self.value())
        return self.damaged(encode(self.choice([self.value, self.reply])()))

    def damaged(self, body: bytes) -> bytes:
        """With bytes changed, cut off, doubled or put in."""
        data = bytearray(body)
        for _ in range(self.randint(1, 3)):
            at = self.randrange(len(data) + 1)
            match self.randrange(5):
                case 0 | 1:
                    data[at : at + 1] = bytes([self.randrange(256)])
                case 2:
                    data[at:] = b""
                case 3:
                    data[at:at] = data[: self.randrange(20)]
                case 4:
                    data[at : at + 1] = self.choice(
                        [b"\xc1", b"\xdd\xff\xff\xff\xff", b"\xdf\0\0\xff\xff", b"\xc9\0\0\0\x05\x01"]
                    )
        return bytes(data)

    def forged(self) -> bytes:
        """What no `encode` writes: extensions by hand, other people's formats."""
        head = msgpack.packb([self.choice([*DTYPES, "object", "V8", "", "<M8[s]"]), self.forged_shape()])
        raw = self.randbytes(self.choice([0, 1, 8, 24, 64]))
        bodies = [
            msgpack.packb(msgpack.ExtType(1, bytes([self.choice([len(head), 0, 255])]) + head + raw)),
            msgpack.packb(msgpack.ExtType(self.randrange(128), raw)),
            msgpack.packb(msgpack.ExtType(self.choice([2, 5, 6]), self.damaged(encode([self.value()])))),
            msgpack.packb(msgpack.Timestamp(self.randrange(1000))),
            pickle.dumps(os.getcwd),
            b"\x81" * self.randrange(3000) + b"\x90",
            b"\x91" * self.randrange(3000) + b"\xc0",
            msgpack.packb({self.randrange(9): 1, b"x": 2}),
            msgpack.packb("\ud800".encode("utf-8", "surrogatepass")),
        ]
        return bytes(self.choice(bodies))

    def forged_shape(self) -> Any:
        return self.choice(
            [[], [1], [-1], [2**40, 2**40], [0, 2**62], [3.0], ["3"], [True], [1] * 40, None, [0, 2**25, 2**25, 2**25]]
        )

    def reply(self) -> list[Any]:
        """Something like what a worker says: a known word with a content that may be anything."""
        trouble = {
            "type": self.choice(["ValueError", "OutOfTime", self.value()]),
            "message": self.value(),
            "frames": self.frames(),
        }
        replies = [
            ["value", self.value(), [], []],
            ["value", self.value(), [0, 1], [self.value()]],
            ["value", self.value(), self.value(), self.value()],
            ["value", *[self.value() for _ in range(self.randrange(4))]],
            ["raised", trouble],
            ["raised", self.value()],
            ["ask", self.choice([0, 0, 1, -1, 10**9, self.value()]), [self.array()]],
            ["ask", 0, self.value()],
            ["loaded", [trouble], [["there", None]] * self.randrange(8)],
            ["loaded", self.value(), self.value()],
            [self.value(), self.value()],
        ]
        reply = list(self.choice(replies))
        if self.random() < 0.2:
            reply[self.randrange(len(reply))] = self.value()
        return reply

    def near(self, request: list[Any]) -> Any:
        """A value like those in the request: its arguments, or as many of them as an answer may have parts."""
        given = [part for part in (request[1][1] if request[0] == "call" else []) if not isinstance(part, Callback)]
        arrays = [np.array(part, dtype="float64") for part in given if isinstance(part, (float, np.ndarray))] or [
            np.zeros(2)
        ]
        some = [array * self.choice([0.0, 1.0, float("nan")]) for array in arrays]
        if request[0] == "get":
            return [self.choice([*some, self.value()]) for _ in request[2]]
        return self.choice(
            [some[0], some[-1], tuple(some), tuple(some[:2]), dict(zip(("W1", "b1", "W2", "b2"), some, strict=False))]
        )

    def frames(self) -> Any:
        return self.choice(
            [[["a.py", 3, "f", "1/0"]], [["a.py", self.value(), self.value(), self.value()]] * 12, self.value()]
        )

    def stream(self) -> bytes:
        """Frames as they come over the channel: whole, half, with a wrong length, several at once."""
        parts = []
        for _ in range(self.randint(1, 3)):
            body = self.body()
            length = len(body) if self.random() < 0.8 else self.choice([0, 1, len(body) + 5, 2**31, 2**32 - 1])
            parts.append(struct.pack(">I", length) + body)
        whole = b"".join(parts)
        return whole if self.random() < 0.7 else whole[: self.randrange(len(whole) + 1)]


class LyingWorker:
    """In the place of a `Worker`: answers the judge's requests on a thread, right now and then and wrongly mostly."""

    def __init__(self, seed: int) -> None:
        self._liar = Liar(seed)
        ours, self._theirs = socket.socketpair()
        self.channel = Channel(ours.detach())
        self._thread = threading.Thread(target=self._lie, daemon=True)
        self._thread.start()

    def end(self, patience: float = 0.0) -> Any:
        """As `Worker.end`: how it ended, here as it pleases."""
        from autograder.isolation.supervisor import Ended

        self.drop()
        return Ended(*self._liar.choice([(0, None), (None, 9), (None, 24), (1, None)]), 0)

    def drop(self) -> None:
        self.channel.close()
        self._thread.join()

    def _lie(self) -> None:
        liar = self._liar
        channel = Channel(self._theirs.detach(), patient=True)
        try:
            while True:
                request = channel.receive()
                lent = request[0] == "call" and any(isinstance(part, Callback) for part in request[1][1])
                for _ in range(liar.choice([1, 3]) if lent or liar.random() < 0.02 else 0):
                    asked = [self._liar.near(request)] if liar.random() < 0.7 else liar.value()
                    channel.send(["ask", liar.choice([0, 0, 0, 1, liar.value()]), asked])
                    if liar.random() < 0.95:
                        channel.receive()
                channel.send(self._answer(request)) if liar.random() < 0.97 else os.write(channel.fd, liar.stream())
        except (Closed, ProtocolError, OSError):
            pass
        finally:
            channel.close()

    def _answer(self, request: list[Any]) -> list[Any]:
        liar = self._liar
        if liar.random() < 0.05:
            return liar.reply()
        if request[0] == "load":
            said = ["there"] * 8 + ["stub", "lost", liar.value()]
            return ["loaded", [], [[liar.choice(said), liar.choice([None, liar.value()])] for _ in request[3]]]
        if request[0] == "call" and request[1][4]:  # an object is kept, and its number asked for
            return ["value", liar.choice([0, 0, 0, 0, liar.value()]), [], []]
        changed = liar.choice([[], [], [], [0], [-5, 99], [liar.value()]])
        after = [liar.value() for _ in request[1][6]] if request[0] == "call" else []
        return ["value", liar.near(request) if liar.random() < 0.8 else liar.value(), changed, after]
