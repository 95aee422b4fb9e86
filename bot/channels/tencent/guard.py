"""Who may hand in a message: whoever knows the token, lately, and once. Everybody else is refused without a reason.

The order matters: size and form before the XML is read, the signature before anything is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from bot.channels.tencent import xml
from bot.channels.tencent.envelope import Envelope, Unsealable
from bot.channels.tencent.xml import NoXml

MOST_BYTES = 64 * 1024
# How far the platform's clock and ours may differ.
WINDOW = timedelta(seconds=300)
# A nonce is remembered for as long as its time is within the window, before and after.
NONCES_LAST = 2 * WINDOW
MOST_NONCES = 200_000

Query = Mapping[str, str]


class Refused(Exception):
    """Not let in. The reason is for the log; whoever knocked is answered with nothing but 403."""


class Opened(Struct, frozen=True):
    """A message that came in the right envelope: its XML, and what its envelope is known by."""

    plain: str
    envelope: tuple[str, str]


class Guard:
    """The door of one callback. Which nonces were used is known to this process alone: the inbox keeps copies apart."""

    def __init__(self, envelope: Envelope, clock: Callable[[], datetime]) -> None:
        self._envelope = envelope
        self._clock = clock
        self._used: dict[tuple[str, str], datetime] = {}

    def open(self, query: Query, body: bytes) -> Opened:
        """The message of a callback: what was sealed in it, or without a key the whole. Raises Refused."""
        known = self._envelope_of(query)
        if len(body) > MOST_BYTES:
            raise Refused("size")
        if not self._envelope.seals:
            self._signed(query)
        try:
            plain = body.decode()
            sealed = xml.read(plain).get("Encrypt")
        except (UnicodeDecodeError, NoXml):
            raise Refused("no XML") from None
        return Opened(self._unsealed(query, sealed) if self._envelope.seals else plain, known)

    def echo(self, query: Query) -> str:
        """The answer to WeCom when it verifies the address: what it sealed. Raises Refused."""
        self._envelope_of(query)
        return self._unsealed(query, query.get("echostr"))

    def plain_echo(self, query: Query) -> str:
        """The answer to WeChat when it verifies the address: what it said, if it knows the token. Raises Refused."""
        self._envelope_of(query)
        self._signed(query)
        return query.get("echostr", "")

    def remember(self, opened: Opened) -> None:
        """The message is kept: its envelope is not let in again.

        Not before the commit, for the platform sends the very same bytes again when we had no room for them.
        """
        now = self._clock()
        for known, until in list(self._used.items()):  # oldest first
            if until > now and len(self._used) < MOST_NONCES:
                break
            del self._used[known]
        self._used[opened.envelope] = now + NONCES_LAST

    def _envelope_of(self, query: Query) -> tuple[str, str]:
        stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12 and nonce):
            raise Refused("query")
        if abs(self._clock().timestamp() - int(stamp)) > WINDOW.total_seconds():
            raise Refused("time")
        if (stamp, nonce) in self._used:
            raise Refused("nonce")
        return stamp, nonce

    def _signed(self, query: Query) -> None:
        """Of plain messages the query alone is signed: whoever hands one in knows the token. Raises Refused."""
        if not self._envelope.signed(query.get("signature", ""), query["timestamp"], query["nonce"]):
            raise Refused("signature")

    def _unsealed(self, query: Query, sealed: object) -> str:
        stamp, nonce = query["timestamp"], query["nonce"]
        if not isinstance(sealed, str) or not sealed:
            raise Refused("nothing sealed")
        if not self._envelope.signed(query.get("msg_signature", ""), stamp, nonce, sealed):
            raise Refused("signature")
        try:
            return self._envelope.open(sealed, stamp, nonce)
        except Unsealable as error:
            raise Refused(f"unsealable: {error}") from None
