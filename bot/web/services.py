"""What the pages stand on, handed in by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from ipaddress import ip_address
from urllib.parse import urlsplit

from msgspec import Struct

from bot.desk import Desk
from bot.hub import Hub
from bot.writer import Writer
from handlers.digests import Asked, Listing
from handlers.kit.context import Eyes
from handlers.rules.periods import Period
from storage.engine import Database


class Services(Struct, frozen=True):
    """Everything a request may need.

    `clock` gives the present moment, aware. `public_url` is the address people type; it decides whether cookies are
    Secure. `desk` gives whoever is signed in the context that his messages have.
    `digest` answers for the page /digest: whose eyes, and what was asked for; `picture`
    draws a period.
    """

    database: Database
    writer: Writer
    clock: Callable[[], datetime]
    zone: tzinfo
    public_url: str
    hub: Hub
    desk: Desk
    digest: Callable[[Eyes, Asked], Listing | None]
    picture: Callable[[Eyes, Period], bytes]

    @property
    def secure(self) -> bool:
        """Whether cookies are for https only: always, except on this very machine."""
        url = urlsplit(self.public_url)
        return not (url.scheme == "http" and _is_loopback(url.hostname or ""))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
