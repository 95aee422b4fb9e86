"""The channel contract: what a platform must be able to do, and the three ways in which it can fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Outbound:
    """A message to be sent: its number, the address, the text with a note about lateness or repetition, the labels.

    `replaces` is the platform's number of the card whose button was pressed: the message may take its place.
    """

    id: int
    address: str
    text: str
    labels: tuple[str, ...]
    token: str | None
    about: str | None
    replaces: str | None = None


class SendError(Exception):
    """A platform did not take a message.

    `permanent`: it never will (blocked, left), and with `unreachable` no other message to this address either.
    `uncertain`: it may have arrived (time-out after the request was written). `until`: the platform asked to wait, all
    messages of the channel with it.
    """

    def __init__(
        self,
        why: str,
        *,
        permanent: bool = False,
        unreachable: bool = False,
        uncertain: bool = False,
        until: datetime | None = None,
    ) -> None:
        super().__init__(why)
        self.permanent = permanent
        self.unreachable = unreachable
        self.uncertain = uncertain
        self.until = until


class Channel(Protocol):
    """A platform that messages are pushed to. The web page is none: it fetches what is new."""

    name: str

    async def send(self, outbound: Outbound) -> Sequence[str]:
        """Sends one message and returns the platform's ids of its parts. Raises SendError."""
        ...


class Source(Protocol):
    """A platform that keeps what people photograph and speak until it is asked for."""

    async def fetch(self, ref: str, most: int) -> bytes:
        """The file of this reference, not reading on after `most` bytes. Raises SendError."""
        ...
