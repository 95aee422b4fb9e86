"""Fields that lie encrypted: telephone and identity numbers. Names stay plain, so that they can be looked for.

A sealed value reads `sealed:FINGERPRINT:TOKEN`; the token is Fernet's (AES-128-CBC with HMAC-SHA256). Without a key
values lie as they are. A column becomes such a field by `mapped_column(Sealed)`; nothing else has to know.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Dialect, String
from sqlalchemy.types import JSON, TypeDecorator

_MARK = "sealed:"
# Members of JSON columns that are sealed, the rest of the value staying as it is.
FIELDS = frozenset({"phone", "id_number"})


class MissingKey(Exception):
    """Something is sealed with a key that is not there; the message names the setting and the key's fingerprint."""

    def __init__(self, fingerprint: str) -> None:
        super().__init__(
            f"BAOCUN_FIELD_KEYS lacks the key {fingerprint}, with which fields of this database are sealed"
        )


class Keyring:
    """The keys of a process: the first seals, all of them open. Raises ValueError for one that is none."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        for key in keys:
            if len(urlsafe_b64decode(key)) != 32:
                raise ValueError("a key is 32 random bytes in URL-safe base64")
        self._keys = {fingerprint(key): key for key in keys}

    @property
    def first(self) -> str | None:
        """The fingerprint of the key that seals; None when fields lie plain."""
        return next(iter(self._keys), None)

    @property
    def known(self) -> frozenset[str]:
        """The fingerprints of all keys."""
        return frozenset(self._keys)

    @cached_property
    def _locks(self) -> dict[str, Any]:
        from cryptography.fernet import Fernet  # most starts never open a field

        return {name: Fernet(key) for name, key in self._keys.items()}

    def seal(self, value: str) -> str:
        """The value as it lies in the database."""
        if self.first is None or is_sealed_with(value, self.first):
            return value
        token: bytes = self._locks[self.first].encrypt(self.open(value).encode())
        return f"{_MARK}{self.first}:{token.decode()}"

    def open(self, value: str) -> str:
        """The value as it was written. Raises MissingKey, or cryptography's InvalidToken for one that was changed."""
        if not value.startswith(_MARK):
            return value
        name, _, token = value.removeprefix(_MARK).partition(":")
        if name not in self._keys:
            raise MissingKey(name)
        opened: bytes = self._locks[name].decrypt(token.encode())
        return opened.decode()


def fingerprint(key: str) -> str:
    """How a key is called where it must not be shown."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def is_sealed_with(value: str, name: str | None) -> bool:
    """Whether a value lies sealed with this key."""
    return name is not None and value.startswith(f"{_MARK}{name}:")


def ring_of(dialect: Dialect) -> Keyring:
    """The keys of the engine a statement runs on."""
    return getattr(dialect, "keyring", _NO_KEYS)


_NO_KEYS = Keyring()


class Sealed(TypeDecorator[str]):
    """A text that lies encrypted."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Seals."""
        return None if value is None else ring_of(dialect).seal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Opens."""
        return None if value is None else ring_of(dialect).open(value)


class SealedFields(TypeDecorator[dict[str, Any]]):
    """A JSON object some of whose members lie encrypted."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> dict[str, Any] | None:
        """Seals."""
        return value and each_field(value, ring_of(dialect).seal)

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> dict[str, Any] | None:
        """Opens."""
        return value and each_field(value, ring_of(dialect).open)


def each_field(value: dict[str, Any], change: Any) -> dict[str, Any]:
    """The object with its sealed members changed."""
    return {
        name: change(member) if name in FIELDS and isinstance(member, str) else member for name, member in value.items()
    }
