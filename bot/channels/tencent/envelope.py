"""Signatures and sealed messages: wechatpy's cipher, and around it what the library leaves out.

https://developer.work.weixin.qq.com/document/path/90968; the official account seals in the same way.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatException

# Characters of an EncodingAESKey: 32 bytes in base64 without its last sign.
KEY_LENGTH = 43


class Unsealable(ValueError):
    """A sealed text that does not open, or is not for us."""


class Envelope:
    """Seals and opens with the three secrets of a callback's settings. Raises ValueError for a key that is none.

    Without a key nothing is sealed: messages are plain, and only the query is signed.
    """

    def __init__(self, token: str, aes_key: str, receiver: str) -> None:
        self._token = token
        self.seals = bool(aes_key)
        if not self.seals:
            return
        if len(aes_key) != KEY_LENGTH:
            raise ValueError(f"an EncodingAESKey has {KEY_LENGTH} characters")
        try:
            self._crypto = WeChatCrypto(token, aes_key, receiver)
        except (ValueError, AssertionError):  # what is wrong with it must not repeat it
            raise ValueError("the EncodingAESKey is not base64") from None

    def signature(self, *parts: str) -> str:
        """The signature over these parts, in any order, and the token."""
        return hashlib.sha1("".join(sorted((self._token, *parts))).encode(), usedforsecurity=False).hexdigest()

    def signed(self, signature: str, *parts: str) -> bool:
        """Whether it is the right one; how long the answer takes says nothing about the secret."""
        return hmac.compare_digest(self.signature(*parts).encode(), signature.encode())

    def open(self, text: str, stamp: str, nonce: str) -> str:
        """What was sealed; its signature has been looked at already. Raises Unsealable."""
        try:
            plain = self._crypto.decrypt_message({"Encrypt": text}, self.signature(stamp, nonce, text), stamp, nonce)
        except Exception as error:  # the library stumbles over strange bytes in whatever way they make it
            why = "receiver" if isinstance(error, WeChatException) else type(error).__name__
            raise Unsealable(why) from None
        return str(plain)

    def seal(self, plain: str, nonce: str, now: datetime) -> str:
        """The XML of a sealed answer."""
        return str(self._crypto.encrypt_message(plain, nonce, str(int(now.timestamp()))))
