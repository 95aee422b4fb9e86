"""The client of raw calls, shared because making one costs more than all it does."""

from __future__ import annotations

import httpx

HTTP = httpx.Client(timeout=10)
