"""What the platform says when it refuses."""

from __future__ import annotations

from typing import Any

from tests.fakes.fake import Refusal


def bad(why: str, *, mistake: bool = True, **extra: Any) -> Refusal:
    """400 and the platform's sentence."""
    return Refusal(400, f"Bad Request: {why}", mistake=mistake, **extra)


def forbidden(why: str) -> Refusal:
    """403: the person's doing, not the caller's."""
    return Refusal(403, f"Forbidden: {why}", mistake=False)


def conflict(why: str) -> Refusal:
    """409: two want the updates."""
    return Refusal(409, f"Conflict: {why}")


def flood(seconds: float, *, mistake: bool) -> Refusal:
    """429 with how long to wait, in whole seconds."""
    wait = max(1, round(seconds))
    return Refusal(429, f"Too Many Requests: retry after {wait}", mistake=mistake, retry_after=wait)
