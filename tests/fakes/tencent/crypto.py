"""The envelope of callbacks, written from the description and not with the library that the channel uses.

A message travels as base64(AES-256-CBC(16 random bytes, length, message, receiver)), padded to 32 bytes, the vector
being the key's first 16; its signature is the SHA-1 of token, time, nonce and cipher text, sorted and joined.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32


class Broken(Exception):
    """An envelope that is not one, or not for us."""


def sign(*parts: str) -> str:
    """The signature over these in any order."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


class Envelope:
    """Closes and opens envelopes with the three secrets of a callback's settings."""

    def __init__(self, token: str, aes_key: str, receiver: str) -> None:
        self.token = token
        self.receiver = receiver
        key = base64.b64decode(aes_key + "=")
        assert len(key) == 32, "an EncodingAESKey has 43 characters"
        self._cipher = Cipher(algorithms.AES256(key), modes.CBC(key[:16]))

    def close(self, message: bytes) -> str:
        """The cipher text of a message."""
        plain = os.urandom(16) + struct.pack(">I", len(message)) + message + self.receiver.encode()
        fill = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher.encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([fill]) * fill) + encryptor.finalize()).decode()

    def open(self, text: str) -> bytes:
        """The message. Raises Broken."""
        try:
            decryptor = self._cipher.decryptor()
            plain = decryptor.update(base64.b64decode(text, validate=True)) + decryptor.finalize()
        except ValueError as error:
            raise Broken(str(error)) from error
        fill = plain[-1] if plain else 0
        if not 1 <= fill <= BLOCK or plain[-fill:] != bytes([fill]) * fill or len(plain) < 20 + fill:
            raise Broken("padding")
        (length,) = struct.unpack(">I", plain[16:20])
        message, receiver = plain[20 : 20 + length], plain[20 + length : -fill]
        if len(message) != length or receiver != self.receiver.encode():
            raise Broken("receiver")
        return message

    def signature(self, stamp: str, nonce: str, text: str) -> str:
        """The signature that goes with a cipher text."""
        return sign(self.token, stamp, nonce, text)

    def checked(self, text: str, signature: str, stamp: str, nonce: str) -> bytes:
        """The message of an envelope whose signature is right. Raises Broken."""
        if not hmac.compare_digest(self.signature(stamp, nonce, text), signature):
            raise Broken("signature")
        return self.open(text)
