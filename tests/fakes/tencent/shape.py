"""Looks at the fields of a JSON body: what is missing, what is too much, what is of a wrong type or too long."""

from __future__ import annotations

from typing import Any

from tests.fakes.fake import Refusal

INVALID = 40058


def fields(body: Any, where: str, required: dict[str, type], optional: dict[str, type] | None = None) -> dict[str, Any]:
    """The body, if it has these fields and no others. Raises Refusal.

    The platform passes over what it does not know; here it counts as a mistake, for it has no effect there.
    """
    if not isinstance(body, dict):
        raise Refusal(47001, f"data format error: {where} is no object")
    known = required | (optional or {})
    for name in body:
        if name not in known:
            raise Refusal(INVALID, f"invalid parameter: unknown field {where}.{name}")
    for name in required:
        if name not in body:
            raise Refusal(INVALID, f"missing parameter {where}.{name}")
    for name, value in body.items():
        if not isinstance(value, known[name]) or (known[name] is int and isinstance(value, bool)):
            raise Refusal(INVALID, f"invalid parameter: {where}.{name} is no {known[name].__name__}")
    return body


def short(value: str, most: int, where: str, code: int = INVALID) -> None:
    """At most so many bytes. Raises Refusal."""
    if len(value.encode()) > most:
        raise Refusal(code, f"{where} is longer than {most} bytes")


def link(value: str, where: str, code: int = INVALID) -> None:
    """An http address of at most 2,048 bytes. Raises Refusal."""
    short(value, 2048, where, code)
    if not value.startswith(("http://", "https://")):
        raise Refusal(code, f"{where} is no address")
