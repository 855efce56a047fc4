"""Signed results: anyone who has the public key finds out whether a result was changed after it was signed.

The environment variable AUTOGRADER_SIGNING_KEY names a file with an Ed25519 private key, as
`openssl genpkey -algorithm ed25519 -out key.pem` makes it; where it is not set, nothing is signed. The public half,
`openssl pkey -in key.pem -pubout -out public.pem`, is enough to check. With a secret that signs and
checks, everyone who can check a result could forge one.
"""

from __future__ import annotations

import base64
import binascii
import functools
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from autograder.core.model import BadInput
from autograder.results.result_json import ResultJson, UnjudgedJson, WrittenResult

if TYPE_CHECKING:  # imported late everywhere below, so that runs that sign nothing do not wait for it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

VARIABLE = "AUTOGRADER_SIGNING_KEY"
Written = TypeVar("Written", ResultJson, UnjudgedJson)


def signing_key() -> Ed25519PrivateKey | None:
    """The key that results are signed with; `BadInput` where one is named that cannot be used."""
    name = os.environ.get(VARIABLE)
    return _private(Path(name)) if name else None


def key_name() -> str:
    """The public half of the key that results are signed with, as text; "" where nothing is signed."""
    key = signing_key()
    return base64.b64encode(key.public_key().public_bytes_raw()).decode() if key else ""


def signed(data: Written) -> Written:
    """A result's JSON with its signature over all other fields, where there is a key."""
    key = signing_key()
    if key is None:
        return data
    made = data.copy()
    made["signature"] = base64.b64encode(key.sign(_content(data))).decode()
    return made


def verifies(data: WrittenResult, key: Ed25519PublicKey) -> bool:
    """Whether all fields are, to the last digit, what the owner of the key signed."""
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(base64.b64decode(data.get("signature", ""), validate=True), _content(data))
    except (InvalidSignature, binascii.Error, TypeError, ValueError):
        return False
    return True


def public_key(path: Path | None) -> Ed25519PublicKey | None:
    """The public key in a file that has it or the private one; without a file, that of our own signing key.

    None without either; `BadInput` for a file that cannot be read or has another kind of key.
    """
    if path is None:
        own = signing_key()
        return own.public_key() if own else None
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    text = _text(path)
    if b"PRIVATE" in text:
        return _private(path).public_key()
    try:
        key = serialization.load_pem_public_key(text)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise BadInput(
            f"{path} is not an Ed25519 public key; make it with: openssl pkey -in key.pem -pubout -out public.pem"
        )
    return key


@functools.cache
def _private(path: Path) -> Ed25519PrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        key = serialization.load_pem_private_key(_text(path), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInput(
            f"{path} is not an Ed25519 private key without a password; openssl genpkey -algorithm ed25519 makes one"
        )
    return key


def _text(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"the key {path} cannot be read: {error.strerror}") from None


def _content(data: WrittenResult) -> bytes:
    """What is signed: everything but the signature, in one spelling."""
    rest = {key: value for key, value in data.items() if key != "signature"}
    return json.dumps(rest, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
