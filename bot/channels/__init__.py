"""The channel contract: what a platform must be able to do, and the three ways in which it can fail."""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from starlette.routing import Route

from bot.limiter import Limiter
from handlers.kit.messages import Incoming


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes out with a message, whole."""

    name: str
    mime: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Outbound:
    """A message to be sent: its number, the address, the text with a note about lateness or repetition, the labels.

    `replaces` is the platform's number of the card whose place the message may take. `files` go before the text; `done`
    says how many parts of the message, in the order in which they are sent, an earlier try is known to have delivered.
    """

    id: int
    address: str
    text: str
    labels: tuple[str, ...]
    token: str | None
    about: str | None
    replaces: str | None = None
    files: tuple[Enclosure, ...] = ()
    done: int = 0


class SendError(Exception):
    """A platform did not take a message.

    `permanent`: it never will (blocked, left), and with `unreachable` no other message to this address either.
    `uncertain`: it may have arrived (time-out after the request was written). `until`: the platform asked to wait, all
    messages of the channel with it. `sent` are the platform's ids of the parts that were delivered before.
    """

    def __init__(
        self,
        why: str,
        *,
        permanent: bool = False,
        unreachable: bool = False,
        uncertain: bool = False,
        until: datetime | None = None,
        sent: Sequence[str] = (),
    ) -> None:
        super().__init__(why)
        self.permanent = permanent
        self.unreachable = unreachable
        self.uncertain = uncertain
        self.until = until
        self.sent = tuple(sent)


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


class Line(Channel, Source, Protocol):
    """A platform that messages are pushed to and files are fetched from, with the bounds on its speed."""

    limiter: Limiter


class Edge(Protocol):
    """What is kept of what comes in. Each call is in line at once and done when it is on disk.

    Each raises when the database is unwell.
    """

    def keep(self, incoming: Incoming) -> Awaitable[bool]:
        """Keeps a message; False when it is a stranger's, of whom nothing is kept."""
        ...

    def bury(self, channel: str, key: str, body: Any) -> Awaitable[None]:
        """Keeps what nobody can read, for whoever looks after the machine."""
        ...

    def reached(self, channel: str, address: str, reached: bool) -> Awaitable[None]:
        """Somebody let the bot write to him again, or blocked it."""
        ...


class Platform(Protocol):
    """One platform in this process: its line, where it hands in messages, and what has to run beside."""

    @property
    def line(self) -> Line:
        """Where its messages go out and its files come from."""
        ...

    def routes(self) -> Sequence[Route]:
        """Where the platform hands in messages; none where they are fetched."""
        ...

    def work(self) -> Sequence[Coroutine[Any, Any, None]]:
        """What runs in the one process that sends, until it is cancelled."""
        ...

    async def stop(self) -> None:
        """Ends what is under way and gives the connections back."""
        ...
